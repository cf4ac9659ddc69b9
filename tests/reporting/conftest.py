"""One made-up report, composed and built once for all tests of this room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.reporting.blocks import Document
from surveyapp.reporting.build import Built, build
from surveyapp.reporting.definition import Definition, load
from surveyapp.reporting.document import compose
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.report import Report
from tests.reporting.practice_report import practice_report

QUARTERLY = Path(__file__).parents[2] / "reports" / "quarterly.toml"


@pytest.fixture(scope="session")
def report() -> Report:
    return practice_report()


@pytest.fixture(scope="session")
def definition() -> Definition:
    return load(QUARTERLY)


@pytest.fixture(scope="session")
def english() -> Language:
    return Language.of("en")


@pytest.fixture(scope="session")
def look(report: Report) -> Lookup:
    return Lookup.of(report)


@pytest.fixture(scope="session")
def document(report: Report, definition: Definition) -> Document:
    return compose(report, definition)


@pytest.fixture(scope="session")
def built(
    report: Report, definition: Definition, tmp_path_factory: pytest.TempPathFactory
) -> Built:
    """The whole report, written once."""
    return build(report, definition, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="session")
def small(report: Report) -> Report:
    """Two indicators only, for what needs building more than once."""
    kept = tuple(indicator.id for indicator in report.indicators[:2])
    return replace(
        report,
        indicators=report.indicators[:2],
        cells=tuple(cell for cell in report.cells if cell.indicator in kept),
        comparisons=tuple(c for c in report.comparisons if c.indicator in kept),
        topline=report.topline[:2],
    )
