"""A census in print: of those who answered, n of N, with the worst and the best case."""

from __future__ import annotations

import numpy as np
import pytest

from surveyapp.collection.plan import DesignSpec, Plan
from surveyapp.reporting.blocks import Bullets, Paragraph
from surveyapp.reporting.check import check
from surveyapp.reporting.document import compose
from surveyapp.storage.engine import Store
from surveyapp.storage.responses import add_responses
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.estimate import estimate
from surveyapp.workflow.field import plan_wave
from surveyapp.workflow.report_build import report_of
from tests.collection.tiny import tiny, tiny_wave
from tests.workflow.released import ABOUT, DAY, DEFINITION, SIZES, SLUG, people

ASKED = {"n1": 150.0, "n2": 160.0, "n3": 190.0}


def census_report(store: Store, *, known: bool = True, language: str = "en"):
    design = DesignSpec(strata=("area",), populations=ASKED if known else {})
    wave = tiny_wave(SLUG, frame="census", plan=Plan(design=design, primary=("trust",)))
    plan_wave(store, wave, tiny(), on=DAY)
    store.write(lambda session: add_responses(session, SLUG, people(SIZES, 1)))
    close(store, SLUG, None, on=DAY)
    return report_of(estimate(store, SLUG), DEFINITION, ABOUT, published=DAY, language=language)


def paragraphs(report) -> str:
    document = compose(report, DEFINITION)
    return " ".join(
        block.text
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    )


def lines(report) -> list[str]:
    document = compose(report, DEFINITION)
    blocks = [block for section in document.sections for block in section.blocks]
    return [text for block in blocks if isinstance(block, Bullets) for text in block.items]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "those who answered, 450 of 500, and nobody else"),
        ("es", "quienes respondieron, 450 de 500, y a nadie más"),
    ],
)
def test_the_report_says_of_those_who_answered_n_of_all(store: Store, language: str, said: str):
    report = census_report(store, language=language)
    assert report.waves[-1].asked == 500
    assert said in paragraphs(report)


def test_every_figure_has_its_worst_and_best_case_and_no_error_of_sampling(store: Store):
    report = census_report(store)
    check(report)
    city = next(c for c in report.cells if c.indicator == "trust" and c.place == "city")
    trust = np.array([response.answers["trust"] for _, response in people(SIZES, 1)])
    yes, unsure = int((trust == 3).sum()), int((trust == 8).sum())
    assert city.standard_error is None
    assert city.lower == pytest.approx(100 * yes / (500 - unsure))
    assert city.upper == pytest.approx(100 * (yes + 50) / (500 - unsure))
    places = [c for c in report.cells if c.indicator == "trust" and c.place in ASKED]
    assert len(places) == 3
    assert all(c.lower < c.value < c.upper for c in places if c.withheld is None)
    assert "The worst and best case shows what the figure would be" in paragraphs(report)


def test_nothing_is_promised_where_nobody_knows_how_many_were_asked(store: Store):
    report = census_report(store, known=False)
    assert report.waves[-1].asked is None
    assert all(cell.lower is None for cell in report.cells)
    said = paragraphs(report)
    assert "worst and best case" not in said
    said += " ".join(lines(report))
    assert "how many they are is not known" in said
    assert "worst and best cases show" not in said
    assert "Figures describe those who answered, and nobody else." in said
