"""Options numbered anew: nobody who answers sees it, and no figure moves."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.collection.columns import build
from surveyapp.collection.merged import Edition, merged
from surveyapp.collection.renumbering import in_newest_codes
from surveyapp.collection.response import Response
from surveyapp.errors import EstimationError
from surveyapp.indicators.scoring import score
from surveyapp.indicators.series import profiles, series
from surveyapp.instrument.changes import BREAKS
from surveyapp.instrument.comparability import compare
from surveyapp.instrument.model import Instrument, Option
from surveyapp.instrument.option_matching import codes_moved, matching
from tests.indicators.files import FIVE, indicator, instrument, item, wave

LABELS = ("Never", "Rarely", "Often", "Always")
OLD = tuple(Option(code, {"en": label}) for code, label in enumerate(LABELS, 1))
DONT_KNOW = Option(8, {"en": "Don't know"}, dont_know=True)
SEVERAL = item("seen", kind="multiple", options=OLD, opinion=False, direction="none")
RANKED = item("order", kind="ranking", options=OLD, opinion=False, direction="none")


def edition(options=(*OLD, DONT_KNOW), positive=(3, 4), negative=(1,), scoring="top_share", **more):
    rule = indicator("often", ("a",), scoring, positive=positive, negative=negative)
    return instrument([item("a", options=options, **more)], [rule])


def renumbered(codes, old=(*OLD, DONT_KNOW)):
    """The same options, each under its new code, in the same places."""
    return tuple(replace(option, code=codes.get(option.code, option.code)) for option in old)


def answered(name, values):
    return [
        Response(answers={name: value}, language="en", mode="web", department="pd")
        for value in values
    ]


def two_waves(first: Instrument, second: Instrument, name, before, after):
    waves = [
        replace(wave("w1", "2026Q1"), instrument_hash="1" * 64),
        replace(wave("w2", "2026Q2"), instrument_hash="2" * 64),
    ]
    held = {"1" * 64: first, "2" * 64: replace(second, version="2")}
    return build(waves, held, [answered(name, before), answered(name, after)])


ANSWERS = [1, 2, 3, 4, 8, 4, 3]
CODES = [dict(zip((1, 2, 3, 4), new, strict=True)) for new in permutations((1, 2, 3, 4))]


@pytest.mark.parametrize("scoring", ["top_share", "net_balance", "mean", "scale_mean"])
@pytest.mark.parametrize("codes", [CODES[1], CODES[-1], {1: 11, 2: 12, 3: 13, 4: 14}])
def test_numbering_the_options_of_the_earlier_edition_otherwise_changes_no_score(scoring, codes):
    newest = edition(scoring=scoring)
    plain = score(newest.indicators[0], two_waves(newest, newest, "a", ANSWERS, ANSWERS))
    moved = {code: codes.get(code, code) for code in ANSWERS}
    rule = indicator(
        "often",
        ("a",),
        scoring,
        positive=tuple(codes[c] for c in (3, 4)),
        negative=(codes[1],),
    )
    turned = codes == CODES[-1]
    old = instrument(
        [
            item(
                "a",
                options=renumbered(codes),
                direction="lower is better" if turned else "higher is better",
            )
        ],
        [rule],
    )
    file = two_waves(old, newest, "a", [moved[code] for code in ANSWERS], ANSWERS)
    again = score(newest.indicators[0], file)
    np.testing.assert_array_equal(again.values, plain.values)
    np.testing.assert_array_equal(again.dont_know, plain.dont_know)
    assert (again.lowest, again.highest) == (plain.lowest, plain.highest)


@given(codes=st.sampled_from(CODES))
@settings(max_examples=24)
def test_an_edition_numbered_otherwise_is_comparable_and_its_line_goes_on(codes):
    first = edition()
    rule = indicator(
        "often",
        ("a",),
        positive=tuple(codes[code] for code in (3, 4)),
        negative=(codes[1],),
    )
    second = instrument([item("a", options=renumbered(codes))], [rule])
    if codes == CODES[-1]:
        second = replace(second, items=(replace(second.items[0], direction="lower is better"),))
    found = compare(first, replace(second, version="2"))
    assert found.items["a"].grade in ("same", "cosmetic")
    assert found.indicators["often"].grade in ("same", "cosmetic")
    file = two_waves(first, second, "a", ANSWERS, [codes.get(c, c) for c in ANSWERS])
    assert not series(profiles(file), second.indicators).broken_at("w2")


def test_a_filter_on_renumbered_answers_lets_the_same_people_pass():
    from surveyapp.instrument.condition import In

    first = edition()
    second = instrument([item("a", options=renumbered(CODES[-1]), direction="lower is better")])
    asked = item("b", options=FIVE, show_if=In("a", (3, 4)))
    later = item("b", options=FIVE, show_if=In("a", (CODES[-1][3], CODES[-1][4])))
    a = replace(first, items=(*first.items, asked))
    b = replace(second, version="2", items=(*second.items, later))
    assert compare(a, b).items["b"].grade == "same"
    same = replace(b, items=(*second.items, asked))
    assert compare(a, same).items["b"].grade == BREAKS


def test_doing_it_again_changes_nothing():
    newest, old = edition(), edition(options=renumbered(CODES[-1]), positive=(2, 1), negative=(4,))
    file = in_newest_codes(two_waves(old, newest, "a", [1, 2, 3, 4], [1, 2, 3, 4]))
    assert file.columns["a"].values.tolist() == [4, 3, 2, 1, 1, 2, 3, 4]
    assert in_newest_codes(file) is file


@pytest.mark.parametrize(("plain", "values"), [(SEVERAL, [(1, 3), (2,)]), (RANKED, [(4, 1), (2,)])])
@pytest.mark.parametrize("codes", [*CODES[1:4], {1: 5, 2: 1, 3: 6, 4: 2}])
def test_ticks_and_positions_follow_their_options(plain, values, codes):
    newest = instrument([plain])
    old = instrument([replace(plain, options=renumbered(codes, OLD))])
    moved = [tuple(codes[code] for code in value) for value in values]
    same = in_newest_codes(two_waves(newest, newest, plain.id, values, values))
    again = in_newest_codes(two_waves(old, newest, plain.id, moved, values))
    for code in (1, 2, 3, 4):
        name = f"{plain.id}:{code}"
        np.testing.assert_array_equal(again.columns[name].values, same.columns[name].values)
        np.testing.assert_array_equal(again.columns[name].missing, same.columns[name].missing)


def test_options_that_cannot_all_be_matched_break_and_are_scored_by_their_own_rule():
    first = edition(
        options=(Option(1, {"en": "Always"}), Option(2, {"en": "At times"}), DONT_KNOW),
        positive=(1,),
        negative=(2,),
    )
    second = edition()
    file = two_waves(first, second, "a", [1, 1, 2, 8], [1, 4, 4, 4])
    found = score(second.indicators[0], file)
    assert found.values[:3].tolist() == [100, 100, 0]
    assert np.isnan(found.values[3])
    assert found.values[4:].tolist() == [0, 100, 100, 100]
    assert series(profiles(file), second.indicators).broken_at("w2") == {"often"}


def test_a_rule_of_another_unit_for_other_options_is_refused_with_a_remedy():
    first = edition(options=(Option(1, {"en": "Always"}), Option(2, {"en": "At times"})))
    mean = replace(first, indicators=(replace(first.indicators[0], scoring="mean"),))
    file = two_waves(mean, edition(), "a", [1], [1])
    with pytest.raises(EstimationError, match="another unit") as refused:
        score(edition().indicators[0], file)
    assert "an id of its own" in str(refused.value)


def test_the_table_over_versions_keeps_answers_under_their_own_codes():
    first, second = edition(), edition(options=renumbered(CODES[-1]))
    table = merged(
        [
            Edition(first, [{"a": 1}], "probability"),
            Edition(replace(second, version="2"), [{"a": 4}], "probability"),
        ]
    )
    assert [column.name for column in table.columns] == ["a", "a_v2"]


@given(st.permutations(LABELS), st.permutations(LABELS))
def test_a_matching_carries_every_answer_to_its_own_words(old, new):
    a = tuple(Option(code, {"en": label}) for code, label in enumerate(old, 1))
    b = tuple(Option(code, {"en": label}) for code, label in enumerate(new, 1))
    codes = matching(a, b, "en")
    assert bool(codes) == codes_moved(a, b, "en") == (list(old) != list(new))
    for before, after in codes.items():
        assert old[before - 1] == new[after - 1]


def test_a_reworded_option_keeps_its_code_when_nothing_else_moved():
    reworded = (*OLD[:3], Option(4, {"en": "All the time"}))
    assert matching(OLD, reworded, "en") == {}
    assert not codes_moved(OLD, reworded, "en")
