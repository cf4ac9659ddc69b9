"""What is left of a questionnaire on paper: one arm of each split, filters worked out."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from surveyapp.errors import InputError
from surveyapp.instrument.computation import Aggregate, Case, Coded
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, In, Not
from surveyapp.instrument.document import load
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.on_paper import asked_on_paper, printed_arms, splits
from surveyapp.instrument.routing import evaluate, settle

FEATURES = Path(__file__).parent / "questionnaires"
SPLIT = load(FEATURES / "split_ballot.toml")
CALCULATED = load(FEATURES / "calculated.toml")


def asking(instrument: Instrument, **changes: object) -> Instrument:
    """The questionnaire with its last question changed."""
    return replace(
        instrument, items=(*instrument.items[:-1], replace(instrument.items[-1], **changes))
    )


def test_every_arm_that_is_wrong_or_missing_is_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        printed_arms(SPLIT, {"other": 1, "wording": 9})
    assert [(one.where, one.code) for one in refused.value.problems] == [
        ("other", "arm"),
        ("split wording", "arm"),
    ]
    assert printed_arms(SPLIT, {"wording": 2}) == {"wording.arm": 2}
    assert printed_arms(SPLIT, {"wording.arm": 1}) == {"wording.arm": 1}
    assert printed_arms(CALCULATED, {}) == {}
    assert [lot.of for lot in splits(SPLIT)] == ["wording"]


@pytest.mark.parametrize("arm", [1, 2])
@pytest.mark.parametrize(
    "condition",
    [
        In("wording.arm", (2,)),
        Compare("wording.arm", ">", 1),
        Not(In("wording.arm", (1,))),
        All((In("wording.arm", (2,)), In("lights", (1,)))),
        AnyOf((In("wording.arm", (2,)), In("lights", (1,)))),
        Not(AnyOf((In("wording.arm", (1,)), In("lights", (2,))))),
        All((Answered("wording.arm"), Not(Answered("lights")))),
    ],
    ids=repr,
)
def test_what_is_left_of_a_filter_holds_exactly_where_all_of_it_holds(condition, arm) -> None:
    instrument = asking(SPLIT, show_if=condition)
    arms = printed_arms(instrument, {"wording": arm})
    kept = {item.id: item for item in asked_on_paper(instrument, arms)}
    for lights in (1, 2):
        answers = {**arms, "lights": lights}
        whole = evaluate(condition, answers, instrument.variables)
        left = "tax" in kept and evaluate(kept["tax"].show_if, {"lights": lights},
                                          instrument.variables)  # fmt: skip
        assert left == whole


def test_a_code_worked_out_by_cases_is_unfolded_to_what_is_asked() -> None:
    cases = (Case(Compare("adults", ">=", 3), 1), Case(Compare("children", ">", 0), 2))
    for values in ((1,), (2,), (3,), (1, 3), (2, 3), (1, 2, 3)):
        items = tuple(
            replace(item, value=Coded(cases, 3)) if item.id == "kind" else item
            for item in CALCULATED.items
        )
        instrument = asking(replace(CALCULATED, items=items), show_if=In("kind", values))
        kept = {item.id: item for item in asked_on_paper(instrument, {})}
        for adults, children in product((1, 4), (0, 2)):
            answers = {"adults": adults, "children": children, "pets": (1,)}
            left = evaluate(kept["room"].show_if, answers, instrument.variables)
            assert left is settle(instrument, answers).verdicts["room"]


def test_what_hangs_on_a_question_that_is_never_asked_goes_with_it() -> None:
    more = replace(SPLIT.items[-1], id="more", show_if=In("tax", (1,)))
    silent = replace(SPLIT.items[-1], id="silent", show_if=Not(Answered("tax")))
    instrument = replace(SPLIT, items=(*SPLIT.items, more, silent))
    ids = {
        arm: [item.id for item in asked_on_paper(instrument, {"wording.arm": arm})]
        for arm in (1, 2)
    }
    assert ids[1] == ["wording.arm", "lights", "silent"]
    assert ids[2] == ["wording.arm", "lights", "tax", "more", "silent"]


def test_a_filter_that_nobody_can_see_on_paper_is_refused_with_its_item_and_a_remedy() -> None:
    items = tuple(
        replace(item, value=Aggregate("mean", ("adults", "children")))
        if item.id == "people"
        else item
        for item in CALCULATED.items
    )
    instrument = asking(replace(CALCULATED, items=items), show_if=Compare("people", ">", 2))
    with pytest.raises(InputError) as refused:
        asked_on_paper(instrument, {})
    (problem,) = refused.value.problems
    assert (problem.where, problem.code) == ("item room", "paper")
    assert "people" in problem.what
    assert len(problem.remedies) == 2
