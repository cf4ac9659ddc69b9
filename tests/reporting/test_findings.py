from dataclasses import replace

from surveyapp.inference.verdict import Verdict
from surveyapp.reporting.findings import cannot_say, main_points
from surveyapp.reporting.lookup import Lookup


def test_there_are_five_to_seven_main_points(look, english, report):
    assert 5 <= len(main_points(look, english, report.indicators)) <= 7


def test_what_did_not_change_is_a_main_point(look, english, report):
    text = " ".join(point.text for point in main_points(look, english, report.indicators))
    assert "No detectable change: " in text


def test_every_city_measure_is_named_under_one_outcome(look, english, report):
    since = main_points(look, english, report.indicators)[1].text
    for indicator in report.indicators:
        assert since.count(indicator.title) == 1


def test_the_joint_test_is_printed_whatever_it_says(look, english, report):
    points = main_points(look, english, report.indicators)
    assert "(joint test, p" in points[1].text
    quiet = replace(report, families=tuple(replace(family, p=0.8) for family in report.families))
    said = main_points(Lookup.of(quiet), english, report.indicators)[1].text
    assert "show no joint movement either" in said


def test_counts_in_the_points_are_counted_from_the_verdicts(look, english, report):
    changes = [
        c
        for indicator in report.indicators
        for c in look.of_places(indicator.id, "previous quarter")
    ]
    few = sum(c.verdict is Verdict.TOO_FEW for c in changes)
    point = next(p for p in main_points(look, english, report.indicators) if "within" in p.lead)
    assert f"Of {len(changes)} neighborhood changes" in point.text
    assert f"for {few} there are too few answers to say" in point.text


def test_what_cannot_be_said_is_said(look, english, report):
    text = " ".join(cannot_say(look, english, report.indicators))
    withheld = [c for c in report.cells if c.wave == report.meta.wave and c.withheld]
    assert f"{len(withheld)} figures of this quarter are withheld" in text
    assert "not why" in text


def test_an_opt_in_survey_makes_no_claim_about_the_city(report, english):
    plain = replace(
        report,
        meta=replace(report.meta, frame="opt-in"),
        comparisons=tuple(replace(c, verdict=None, better=None) for c in report.comparisons),
        families=(),
    )
    look = Lookup.of(plain)
    points = main_points(look, english, report.indicators)
    text = " ".join([*(p.text for p in points), *cannot_say(look, english, report.indicators)])
    assert "people who chose to answer" in text
    assert "margin of error" not in text
    for verdict in ("higher", "lower", "no detectable", "too few answers to say whether"):
        assert verdict not in text.lower()


def test_no_single_one_is_called_is_said_only_where_it_is_so(look, english, report):
    points = main_points(look, english, report.indicators)
    for point, kind in ((points[1], "previous quarter"), (points[2], "same quarter last year")):
        made = [look.comparison(indicator.id, kind) for indicator in report.indicators]
        called = any(c.verdict.detected for c in made)
        assert ("no single one is called" in point.text) is not called
