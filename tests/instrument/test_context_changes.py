"""What surrounds an item moves its answers, and the comparison of two editions sees it."""

from dataclasses import replace

import pytest

from surveyapp.instrument.changes import BREAKS
from surveyapp.instrument.comparability import compare
from surveyapp.instrument.model import Item, Section
from tests.instrument.sample import questionnaire

EARLIER = replace(questionnaire("two_editions"), version="1", rulings=())
MET, FAIR, TRUST, AGE = EARLIER.items
LEAD_IN = Item(
    "period",
    "information",
    "main",
    {"en": "Think of the last 12 months.", "es": "Piense en los últimos 12 meses."},
)
HELLO = {"en": "Hello.", "es": "Hola."}
LATER_PERIOD = {"en": "Think of the last 3 months.", "es": "Piense en los últimos 3 meses."}
WITH_LEAD_IN = replace(EARLIER, items=(MET, LEAD_IN, FAIR, TRUST, AGE))


def later(instrument, **changed):
    return replace(instrument, version="2", **changed)


def found(a, b, name):
    compared = compare(a, b).items[name]
    return compared.grade, sorted({change.reason for change in compared.changes})


def test_another_period_on_the_page_before_breaks_what_follows_it_and_nothing_before_it():
    page = replace(LEAD_IN, text=LATER_PERIOD)
    b = later(WITH_LEAD_IN, items=(MET, page, FAIR, TRUST, AGE))
    assert found(WITH_LEAD_IN, b, "age") == (BREAKS, ["wording"])
    assert found(WITH_LEAD_IN, b, "trust.care") == (BREAKS, ["wording"])
    assert found(WITH_LEAD_IN, b, "met") == ("same", [])


def test_who_somebody_is_does_not_depend_on_the_page_before():
    role = replace(AGE, role="age")
    a = replace(WITH_LEAD_IN, items=(MET, LEAD_IN, FAIR, TRUST, role))
    page = replace(LEAD_IN, text=LATER_PERIOD)
    b = later(a, items=(MET, page, FAIR, TRUST, role))
    assert found(a, b, "age") == ("comparable", ["wording"])


def test_a_lead_in_under_another_id_says_the_same_and_one_more_or_less_breaks():
    renamed = later(WITH_LEAD_IN, items=(MET, replace(LEAD_IN, id="other"), FAIR, TRUST, AGE))
    assert found(WITH_LEAD_IN, renamed, "age") == ("same", [])
    assert found(EARLIER, later(WITH_LEAD_IN), "age") == (BREAKS, ["wording"])
    assert found(WITH_LEAD_IN, later(EARLIER), "age") == (BREAKS, ["wording"])


def test_a_reworded_translation_of_the_lead_in_stays_comparable():
    page = replace(LEAD_IN, text={**LEAD_IN.text, "es": "Recuerde los últimos 12 meses."})
    b = later(WITH_LEAD_IN, items=(MET, page, FAIR, TRUST, AGE))
    assert found(WITH_LEAD_IN, b, "age") == ("comparable", ["translation"])


def test_a_heading_and_the_welcome_stay_comparable_and_are_shown():
    section = Section("main", {"en": "Crime near you", "es": "Preguntas"})
    assert found(EARLIER, later(EARLIER, sections=(section,)), "age") == ("comparable", ["wording"])
    greeted = compare(EARLIER, later(EARLIER, welcome={**EARLIER.welcome, **HELLO}))
    assert [change.grade for change in greeted.whole] == ["comparable", "comparable"]
    assert {each.grade for each in greeted.items.values()} == {"same"}


def test_another_source_language_is_told_and_a_rewording_in_either_source_breaks():
    turned = later(EARLIER, languages=("es", "en", "ar", "zh-Hans"))
    comparison = compare(EARLIER, turned)
    assert [change.what for change in comparison.whole] == ["source language: es instead of en"]
    assert {each.grade for each in comparison.items.values()} == {"same"}
    for tag in ("en", "es"):
        reworded = replace(AGE, text={**AGE.text, tag: "?"})
        b = replace(turned, items=(MET, FAIR, TRUST, reworded))
        assert found(EARLIER, b, "age") == (BREAKS, ["wording"]), tag


def test_a_language_more_or_less_is_told():
    more = later(questionnaire("languages"))
    fewer = replace(more, version="3", languages=more.languages[:1])
    assert [c.grade for c in compare(more, fewer).whole] == ["comparable"] * (
        len(more.languages) - 1
    )


@pytest.mark.parametrize("name", ["repeat_by_count", "repeat_another"])
def test_more_repetitions_break_what_repeats(name):
    a = questionnaire(name)
    group = a.groups[0]
    b = later(a, groups=(replace(group, most=group.most + 1),))
    inside = [item.id for item in a.items if item.group == group.id]
    graded = {
        compared.name.split(".")[0]: compared.grade for compared in compare(a, b).items.values()
    }
    assert {graded[item] for item in inside} == {BREAKS}
    assert {graded.get(item.id) for item in a.items if item.id == group.count} <= {"same"}


def test_asking_for_another_one_each_time_instead_of_the_number_first_breaks():
    counted, asked = questionnaire("repeat_by_count"), questionnaire("repeat_another")
    group = counted.groups[0]
    b = later(counted, groups=(replace(group, count="", add_another=asked.groups[0].add_another),))
    inside = next(item for item in counted.items if item.group == group.id)
    assert found(counted, b, inside.id) == (BREAKS, ["filter"])


def test_a_reworded_number_of_repetitions_breaks_what_repeats():
    a = questionnaire("repeat_by_count")
    group = a.groups[0]
    items = tuple(
        replace(item, text=dict.fromkeys(item.text, "How many?"))
        if item.id == group.count
        else item
        for item in a.items
    )
    inside = next(item for item in a.items if item.group == group.id)
    assert found(a, later(a, items=items), inside.id) == (BREAKS, ["filter"])


def test_the_mark_of_an_opinion_is_seen_by_nobody_and_takes_no_break_away():
    plain = replace(TRUST, opinion=False)
    b = later(EARLIER, items=(MET, FAIR, plain, AGE))
    assert found(EARLIER, b, "trust.right") == ("cosmetic", ["order"])
    moved = later(EARLIER, items=(MET, plain, FAIR, AGE))
    assert found(EARLIER, moved, "trust.right")[0] == BREAKS


TWO = replace(
    EARLIER,
    sections=(
        Section("first", {"en": "One", "es": "Uno"}),
        Section("second", {"en": "Two", "es": "Dos"}),
    ),
    items=tuple(
        replace(item, section="first" if item in (MET, FAIR) else "second", show_if=None)
        for item in EARLIER.items
    ),
)


def test_a_section_that_changed_places_breaks_the_opinions_at_its_edges():
    met, fair, trust, age = TWO.items
    b = later(TWO, sections=TWO.sections[::-1], items=(trust, age, met, fair))
    assert found(TWO, b, "trust.right") == (BREAKS, ["order"])
    assert found(TWO, b, "fair") == (BREAKS, ["order"])
    assert found(TWO, b, "age") == ("same", [])


def test_an_opinion_moved_behind_another_section_breaks_when_its_neighbor_changed():
    met, fair, trust, age = TWO.items
    behind = replace(fair, section="second")
    b = later(TWO, items=(met, trust, behind, age))
    grade, reasons = found(TWO, b, "fair")
    assert grade == BREAKS
    assert set(reasons) == {"order", "wording"}


def test_a_neighbor_that_the_lot_puts_there_is_every_opinion_of_its_section():
    drawn = replace(TWO.sections[0], items_order="random")
    b = later(TWO, sections=(drawn, TWO.sections[1]))
    assert found(TWO, b, "trust.right") == ("same", [])
    met, fair, trust, age = TWO.items
    two = replace(fair, id="calm")
    wider = replace(TWO, items=(met, fair, two, trust, age))
    assert found(wider, later(wider, sections=b.sections), "trust.right") == (BREAKS, ["order"])


def test_another_way_out_before_an_item_breaks_its_base():
    a = questionnaire("minimum_age")
    gone = next(item for item in a.items if item.ends or item.consent)
    b = later(a, items=tuple(item for item in a.items if item is not gone))
    after = [item for item in a.items[a.items.index(gone) + 1 :] if item.kind != "information"]
    assert after
    assert {found(a, b, item.id)[0] for item in after if item in b.items} == {BREAKS}
