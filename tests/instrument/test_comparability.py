from dataclasses import replace

import pytest

from surveyapp.instrument.changes import BREAKS
from surveyapp.instrument.comparability import compare, definition_name
from surveyapp.instrument.document import loads
from surveyapp.instrument.same_words import plain_words
from tests.instrument.sample import FEATURES, FOLDER, questionnaire

TEXT = (FOLDER / "two_editions.toml").read_text(encoding="utf-8")
LATER = loads(TEXT)
EARLIER = replace(LATER, version="1", rulings=())


def edited(*changes, rulings=False):
    """The earlier edition, then one in which each text was replaced by another."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    later = loads(text)
    return compare(EARLIER, later if rulings else replace(later, rulings=()))


def option_line(label):
    """The line of the document that holds an option."""
    return next(line for line in TEXT.splitlines(keepends=True) if f'{{ en = "{label}"' in line)


def found(comparison, name):
    compared = comparison.items[name]
    return compared.grade, [change.reason for change in compared.changes]


@pytest.mark.parametrize("feature", FEATURES)
def test_an_edition_is_the_same_as_itself(feature):
    instrument = questionnaire(feature)
    comparison = compare(instrument, instrument)
    assert {compared.found for compared in comparison.items.values()} <= {"same"}
    assert not comparison.added
    assert not comparison.removed


def test_other_words_break_the_trend_of_their_item_and_of_no_other():
    comparison = edited(("How old are you?", "What was your age last birthday?"))
    assert found(comparison, "age") == (BREAKS, ["wording"])
    assert {name for name, c in comparison.items.items() if c.grade != "same"} == {"age"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("How old are you?", "How  old are YOU?"),
        ("do what is right.", "do what is right"),
        ("The police here…", "The police here..."),
        ('en = "Don\'t know"', 'en = "Don’t know"'),
    ],
)
def test_what_a_reader_does_not_notice_is_cosmetic(before, after):
    comparison = edited((before, after))
    assert {c.grade for c in comparison.items.values()} == {"same", "cosmetic"}


@pytest.mark.parametrize("other", ["do what is wrong.", "do what is right?", "do, what is right."])
def test_what_a_reader_does_notice_is_not_cosmetic(other):
    assert plain_words(other) != plain_words("do what is right.")


def test_a_reworded_row_breaks_the_row_alone():
    comparison = edited(("do what is right.", "do the right thing."))
    assert found(comparison, "trust.right") == (BREAKS, ["wording"])
    assert comparison.items["trust.care"].grade == "same"


def test_a_reworded_translation_stays_comparable_and_is_shown():
    comparison = edited(("¿Qué edad tiene?", "¿Cuántos años tiene?"))
    assert found(comparison, "age") == ("comparable", ["translation"])


def test_another_answer_offered_breaks_every_item_on_the_scale():
    comparison = edited((option_line("Neither"), ""))
    assert found(comparison, "fair") == (BREAKS, ["options"])
    assert found(comparison, "trust.right") == (BREAKS, ["options"])
    assert comparison.items["met"].grade == "same"


def test_dont_know_offered_or_not_breaks_and_rather_not_say_does_not():
    known, stated = option_line("Don't know"), option_line("Rather not say")
    assert found(edited((known, "")), "fair") == (BREAKS, ["options"])
    assert found(edited((stated, "")), "fair") == ("comparable", ["options"])


def test_another_direction_breaks_the_trend():
    comparison = edited(
        ('"higher is better"', '"lower is better"'), ('better = "higher"', 'better = "lower"')
    )
    assert found(comparison, "fair") == (BREAKS, ["direction"])


def test_options_turned_round_break_a_scale():
    turned = replace(
        LATER,
        rulings=(),
        items=tuple(
            replace(item, options=item.options[::-1]) if item.id == "fair" else item
            for item in LATER.items
        ),
    )
    assert found(compare(EARLIER, turned), "fair") == (BREAKS, ["order"])


def test_another_filter_breaks_the_trend_and_another_way_to_write_it_does_not():
    old = 'show_if = { item = "met", equals = 1 }'
    other = edited((old, 'show_if = { item = "met", equals = 2 }'))
    assert found(other, "fair") == (BREAKS, ["filter"])
    same = edited((old, 'show_if = { all = [{ item = "met", in = [1] }] }'))
    assert found(same, "fair") == ("same", [])


def test_an_item_whose_filter_looks_at_a_broken_item_breaks_too():
    comparison = edited(("Have you met an officer this year?", "Did you call the police?"))
    assert found(comparison, "met") == (BREAKS, ["wording"])
    assert found(comparison, "fair") == (BREAKS, ["filter"])
    assert comparison.items["trust.right"].grade == "same"
    assert comparison.indicators["fairness"].grade == BREAKS


def test_shared_opinions_that_changed_places_break_and_new_neighbors_do_not():
    met, fair, trust, age = EARLIER.items
    swapped = replace(EARLIER, version="2", items=(met, trust, fair, age))
    assert found(compare(EARLIER, swapped), "trust.right") == (BREAKS, ["order"])
    new = replace(fair, id="calm", show_if=None)
    with_new = replace(EARLIER, version="2", items=(met, fair, new, trust, age))
    comparison = compare(EARLIER, with_new)
    assert found(comparison, "trust.right") == ("comparable", ["order"])
    assert comparison.added == ("calm",)
    assert compare(with_new, EARLIER).removed == ("calm",)


def test_wider_bounds_and_another_kind_with_the_same_values_stay_comparable():
    assert found(edited(("maximum = 110", "maximum = 120")), "age") == ("comparable", ["answering"])
    grade, reasons = found(edited(('kind = "single"', 'kind = "scale"\ndirection = "none"')), "met")
    assert (grade, reasons) == ("comparable", ["kind"])


def test_the_author_may_rule_otherwise_with_a_reason():
    comparison = edited(("care.", "care about people."), rulings=True)
    compared = comparison.items["trust.care"]
    assert (compared.grade, compared.found) == ("comparable", BREAKS)
    assert compared.ruling.reason["en"].startswith("A pretest")
    assert comparison.items["trust.right"].ruling is None


def test_no_ruling_joins_values_of_another_kind():
    rows = LATER.items[2]
    text = replace(LATER, items=(*LATER.items[:2], replace(rows, kind="multiple"), LATER.items[3]))
    assert compare(EARLIER, text).items["trust.care"].grade == BREAKS


def test_another_scoring_is_comparable_and_other_items_are_not():
    scored = edited(("positive = [3]", "positive = [2, 3]"))
    assert scored.indicators["fairness"].grade == "comparable"
    made = edited(('items = ["fair"]', 'items = ["fair", "trust.care"]'))
    assert made.indicators["fairness"].grade == BREAKS


def test_an_arm_with_the_earlier_wording_is_named_as_a_bridge():
    old = questionnaire("split_ballot")
    lights = old.items[0]
    plain = replace(lights, text=lights.arms[0].text, arms=(), split="")
    before = replace(old, version="0", items=(plain,))
    change = compare(before, old).items["lights"].changes
    assert any("it can be bridged" in each.what for each in change)


def test_a_repeated_variable_goes_by_its_name_in_the_document():
    assert definition_name("children.2.age") == "age"
    assert definition_name("children.2.trust.right") == "trust.right"
    assert definition_name("trust.right") == "trust.right"
    assert compare(EARLIER, LATER).grade("unheard_of") == BREAKS
