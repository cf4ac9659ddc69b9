import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.form_age import form_age, form_token
from surveyapp.collection.plan import (
    Answered,
    Inconsistency,
    Plan,
    QualityPlan,
    plan_from_json,
    plan_hash,
    plan_to_json,
)
from surveyapp.collection.plan_check import check_plan
from surveyapp.collection.quality import (
    faster_than_reading,
    inconsistent,
    many_unanswered,
    quality_flags,
    straight_lining,
)
from surveyapp.collection.quality_rules import RULES, SECONDS_A_WORD, rule_text
from surveyapp.errors import InputError
from surveyapp.instrument.answers import Missing, complete
from surveyapp.instrument.document import loads
from surveyapp.instrument.reading_time import count_words
from tests.collection.tiny import TOML, bound, tiny, tiny_wave

KEY = bytes(range(32))
ROWS = "\n".join(
    f'  {{ id = "r{k}", text = {{ en = "row {k}", es = "fila {k}" }} }},' for k in range(5)
)
WIDE = loads(TOML.replace("rows = [", f"rows = [\n{ROWS}"))


def rows(codes):
    names = [name for name in WIDE.variables if name.startswith("fair.")][: len(codes)]
    return dict(zip(names, codes, strict=True))


def test_five_equal_substantive_answers_on_one_scale_are_a_straight_line():
    assert straight_lining(WIDE, rows([2, 2, 2, 2, 2]))
    assert not straight_lining(WIDE, rows([2, 2, 2, 2]))
    assert not straight_lining(WIDE, rows([2, 2, 2, 2, 3]))
    assert not straight_lining(WIDE, rows([8, 8, 8, 8, 8]))


def test_over_half_unanswered_of_what_was_asked_is_flagged():
    assert many_unanswered({"a": Missing.NOT_STATED, "b": Missing.NOT_REACHED, "c": 1})
    assert not many_unanswered({"a": Missing.NOT_STATED, "b": 1})
    assert not many_unanswered({"a": Missing.NOT_APPLICABLE, "b": 1})


def test_flags_are_yes_or_no_and_keep_what_was_observed():
    answers = complete(bound(), {"trust": 3})
    flags = quality_flags(bound(), answers, {"faster_than_reading": True})
    assert flags == {
        "faster_than_reading": True,
        "many_unanswered": True,
        "straight_lining": False,
    }


def test_both_answers_of_a_declared_pair_are_inconsistent():
    pair = Inconsistency("never-met", Answered("contact", (2,)), Answered("seen", (1, 2)))
    assert inconsistent({"contact": 2, "seen": (2,)}, [pair])
    assert not inconsistent({"contact": 1, "seen": (2,)}, [pair])
    assert not inconsistent({"contact": 2, "seen": (7,)}, [pair])
    assert not inconsistent({"contact": 2, "seen": Missing.NOT_STATED}, [pair])
    flags = quality_flags(bound(), complete(bound(), {"contact": 2, "seen": (1,)}), {}, [pair])
    assert flags["inconsistent"]
    assert "inconsistent" not in quality_flags(bound(), complete(bound(), {}), {})


def test_a_form_sent_in_less_time_than_its_words_take_is_fast():
    instrument = bound()
    answers = {"contact": 2}
    # The route without "When?": its questions, rows and hints, each scale's labels once.
    words = sum(
        count_words(text)
        for item in instrument.items
        if item.id != "when"
        for text in [item.text["en"], *(row.text["en"] for row in item.rows)]
    )
    words += sum(
        count_words(option.label["en"])
        for name in ("place", "trust", "seen", "contact")
        for option in instrument.index[name].options
        if not option.place
    )
    limit = SECONDS_A_WORD * words
    assert faster_than_reading(instrument, answers, "en", int(limit))
    assert not faster_than_reading(instrument, answers, "en", int(limit) + 1)
    assert not faster_than_reading(instrument, answers, "en", None)
    longer = {"contact": 1, "when": "2026-05-04"}
    assert faster_than_reading(instrument, longer, "en", int(limit + SECONDS_A_WORD) - 1)


def test_every_rule_is_written_down_with_its_source():
    assert set(RULES) >= set(quality_flags(bound(), complete(bound(), {}), {}))
    others = {"inconsistent", "duplicate_pattern", "near_duplicate", "shared_address", "burst"}
    assert {*others, "trap_filled"} < set(RULES)
    for rule in RULES.values():
        assert rule.rule.endswith(".")
        assert rule.source
    pair = Inconsistency("p", Answered("a", (1,)), Answered("b", (2, 3)), "nobody can")
    plan = Plan(quality=QualityPlan((pair,)))
    assert "a 1 with b 2/3 (nobody can)" in rule_text(RULES["inconsistent"], plan)
    assert "none declared" in rule_text(RULES["inconsistent"], Plan())


def test_a_plan_without_such_rules_keeps_the_hash_it_was_frozen_with():
    assert "quality" not in plan_to_json(Plan())
    pair = Inconsistency("p", Answered("a", (1,)), Answered("b", (2,)))
    plan = Plan(quality=QualityPlan((pair,)))
    assert plan_from_json(plan_to_json(plan)) == plan
    assert plan_hash(plan) != plan_hash(Plan())


def test_pairs_of_what_does_not_exist_are_refused():
    pairs = (
        Inconsistency("p", Answered("nothing", (1,)), Answered("contact", (1, 5))),
        Inconsistency("p", Answered("contact", (1,)), Answered("seen", (1,))),
    )
    wave = tiny_wave(plan=Plan(quality=QualityPlan(pairs)))
    with pytest.raises(InputError) as refused:
        check_plan(wave, tiny())
    said = " ".join(str(problem) for problem in refused.value.problems)
    for part in ("no such variable", "no option 5", "2 pairs have this id"):
        assert part in said


@given(st.integers(0, 2**33), st.integers(-100, 10**8), st.text(max_size=40))
def test_the_age_of_a_form_is_what_went_by_and_cannot_be_forged(made, later, about):
    token = form_token(KEY, about, made)
    age = form_age(KEY, about, token, made + later)
    assert age == (later if 0 <= later <= 60 * 86400 else None)
    assert form_age(KEY, about + "x", token, made) is None
    assert form_age(bytes(32), about, token, made) is None
    assert form_age(KEY, about, f"{made + 1:x}.{token.partition('.')[2]}", made + 1) is None


@given(st.text(max_size=80))
def test_no_text_is_taken_for_a_token(text):
    assert form_age(KEY, "about", text, 10**9) is None
