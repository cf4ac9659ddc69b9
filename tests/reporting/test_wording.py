from dataclasses import replace

import pytest

from surveyapp.indicators.results import Cell, Comparison
from surveyapp.inference.verdict import Verdict
from surveyapp.reporting import wording
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.report import Report
from surveyapp.reporting.wording import (
    change_sentence,
    found_words,
    level_sentence,
    people,
    place_change_sentence,
    quiet_sentences,
    verdict_words,
)


def _with_cell(report: Report, **changes: object) -> Lookup:
    trust = report.indicators[0]
    others = tuple(
        c
        for c in report.cells
        if not (c.indicator == trust.id and c.wave == report.meta.wave and c.place == "city")
    )
    cell = Cell("x", trust.id, report.meta.wave, **changes)  # type: ignore[arg-type]
    return Lookup.of(replace(report, cells=(cell, *others)))


def _change(verdict: Verdict | None, **changes: object) -> Comparison:
    values: dict[str, object] = {
        "difference": 4.2,
        "lower": 1.0,
        "upper": 7.4,
        "adjusted_lower": 0.3,
        "adjusted_upper": 8.1,
        "smallest_detectable_change": 3.9,
        "change_of_interest": 5.0,
        "family": "city-previous",
    }
    return Comparison(
        "x",
        "trust",
        "previous quarter",
        "2026Q3",
        "2026Q2",
        verdict=verdict,
        **{**values, **changes},  # type: ignore[arg-type]
    )


def test_a_level_is_said_with_its_interval(report, english):
    look = _with_cell(report, value=63.4, lower=61.2, upper=65.6, n=4700)
    assert level_sentence(look, english, report.indicators[0]) == (
        "63% of residents trust the police in their neighborhood (margin of error: 61% to 66%)."
    )


def test_a_level_near_a_tenth_is_said_in_tenths_too(report, english):
    look = _with_cell(report, value=59.2, lower=57.0, upper=61.4, n=4700)
    assert level_sentence(look, english, report.indicators[0]).startswith(
        "About six in 10 residents (59%) trust the police"
    )


def test_a_withheld_level_says_so_and_nothing_else(report, english):
    look = _with_cell(report, withheld="imprecise", reason="effective sample under 30")
    assert level_sentence(look, english, report.indicators[0]) == (
        "Trust in the police: the figure for the city is withheld "
        "(imprecise: effective sample under 30)."
    )


def test_what_narrows_the_base_is_said(report, english):
    indicator = replace(report.indicators[7], among="who had contact with the police")
    assert people(report, english, indicator) == "residents who had contact with the police"


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ("probability", "residents"),
        ("census", "those who answered"),
        ("opt-in", "people who chose to answer"),
        ("event", "attenders"),
    ],
)
def test_each_frame_type_has_its_own_people(report, english, frame, words):
    assert people(replace(report, meta=replace(report.meta, frame=frame)), english) == words


def test_a_found_change_is_said_with_its_adjusted_interval_and_its_worth(look, english, report):
    made = _change(Verdict.HIGHER, better=True)
    assert change_sentence(look, english, report.indicators[0], made) == (
        "The figure is higher than in Q2 2026, by 4.2 points (95% interval +0.3 to +8.1), better."
    )


def test_worth_follows_the_declared_direction_and_not_the_sign(look, english, report):
    worse = _change(Verdict.HIGHER, better=False)
    assert change_sentence(look, english, report.indicators[0], worse).endswith(", worse.")
    neither = _change(Verdict.HIGHER)
    text = change_sentence(look, english, report.indicators[0], neither)
    assert "better" not in text
    assert "worse" not in text


def test_no_detectable_change_says_what_would_have_shown(look, english, report):
    text = change_sentence(look, english, report.indicators[0], _change(Verdict.NO_CHANGE))
    assert text == (
        "There is no detectable change since Q2 2026; a change of 3.9 points or more would "
        "probably have shown."
    )
    assert "4.2" not in text


def test_too_few_answers_says_what_was_needed_and_what_matters(look, english, report):
    text = change_sentence(look, english, report.indicators[0], _change(Verdict.TOO_FEW))
    assert "only a change of 3.9 points or more" in text
    assert "5.0 points was set beforehand" in text


def test_a_comparison_that_was_not_registered_is_marked(look, english, report):
    made = _change(Verdict.NO_CHANGE, family="")
    text = change_sentence(look, english, report.indicators[0], made)
    assert text.endswith("(Exploratory.)")


def test_a_description_is_not_dressed_as_a_finding(look, english, report):
    text = change_sentence(look, english, report.indicators[0], _change(None))
    assert "this kind of survey allows no test" in text


def test_a_withheld_comparison_names_its_reason(look, english, report):
    made = Comparison(
        "x", "trust", "previous quarter", "2026Q3", "2026Q2", withheld="confidential", reason="few"
    )
    text = change_sentence(look, english, report.indicators[0], made)
    assert text == (
        "Whether it changed since Q2 2026 cannot be said: a figure is withheld (confidential: few)."
    )


def _place(place: str, verdict: Verdict, kind: str = "rest of city") -> Comparison:
    return Comparison(
        place,
        "trust",
        kind,  # type: ignore[arg-type]
        "2026Q3",
        "rest" if kind == "rest of city" else "2026Q2",
        place=place,
        family="place-rest",
        difference=1.0,
        verdict=verdict,
    )


def test_found_places_are_named_and_a_long_list_is_counted(look, english):
    made = [_place("ashgrove", Verdict.HIGHER), _place("bankside", Verdict.LOWER)]
    assert found_words(look, english, made) == "higher in Ashgrove and lower in Bankside"
    many = [_place(place.id, Verdict.HIGHER) for place in look.report.places[:6]]
    assert found_words(look, english, many) == "higher in six neighborhoods"


def test_the_quiet_places_are_counted_by_verdict(look, english):
    made = [
        _place("ashgrove", Verdict.HIGHER),
        _place("bankside", Verdict.NO_DIFFERENCE),
        _place("dockfields", Verdict.TOO_FEW),
        _place("fenwick", Verdict.TOO_FEW),
    ]
    assert quiet_sentences(look, english, made) == (
        "For one neighborhood there is no detectable difference from the rest of the city.",
        "For two neighborhoods there are too few answers to say.",
    )


def test_no_place_changed_is_said_with_how_many_could_not_tell(look, english):
    made = [
        _place("ashgrove", Verdict.NO_CHANGE, "previous quarter"),
        _place("bankside", Verdict.TOO_FEW, "previous quarter"),
    ]
    assert place_change_sentence(look, english, made) == (
        "No neighborhood shows a detectable change since Q2 2026; for one of two there are too few "
        "answers to say."
    )


def test_tests_are_named_with_level_adjustment_and_size(look, english):
    made = look.of_places("trust", "rest of city")
    assert wording.tested_sentence(look, english, made) == "Tests at 5%: Holm over 96 comparisons."


def test_verdict_words_are_the_four_of_the_house(look, english):
    words = {
        verdict_words(english, replace(c, better=None))
        for c in look.comparisons.values()
        if c.verdict is not None
    }
    assert words <= {
        "higher",
        "lower",
        "no detectable change",
        "no detectable difference",
        "too few answers to say",
    }


def test_spanish_sentences_are_filled_to_the_end(report):
    spanish = Language.of("es")
    look = Lookup.of(replace(report, meta=replace(report.meta, language="es")))
    for verdict in Verdict:
        made = replace(_change(None), verdict=verdict)
        if verdict is Verdict.NO_DIFFERENCE:
            continue
        assert "{" not in change_sentence(look, spanish, report.indicators[0], made)
