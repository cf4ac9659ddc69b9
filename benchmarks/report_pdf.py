"""How long a quarterly report takes: python -m benchmarks.report_pdf

Builds the made-up report of the tests (12 neighborhoods, 6 quarters, 8 measures) without its
overview page: 24 pages with 20 charts, from values to PDF, in a fresh process. Goal: under 8
seconds of CPU and under 250 MB.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

from surveyapp.reporting.definition import load
from surveyapp.reporting.document import compose
from surveyapp.reporting.pdf import make_pdf
from surveyapp.reporting.print_svg import draw_all
from surveyapp.reporting.report import Report
from tests.reporting.practice_report import practice_report

ROOT = Path(__file__).parents[1]
CHAPTERS = (
    "main points",
    "how to read",
    "indicators",
    "places table",
    "who differs",
    "method",
    "annex",
    "answers",
    "versions",
)


def _three_primary(report: Report) -> Report:
    """Groups are charted for primary measures: three of them make twenty charts in all."""
    facts = tuple(
        replace(indicator, primary=place < 3) for place, indicator in enumerate(report.indicators)
    )
    return replace(report, indicators=facts)


def main() -> int:
    """Print pages, charts, CPU seconds by step and peak memory; 0 when the goals are met."""
    definition = load(ROOT / "reports" / "quarterly.toml").model_copy(update={"chapters": CHAPTERS})
    imported = time.process_time()
    report = _three_primary(practice_report())
    started = time.process_time()
    document = compose(report, definition)
    composed = time.process_time()
    drawings = draw_all(document, definition.fonts)
    drawn = time.process_time()
    pdf, pages = make_pdf(document, definition, drawings)
    finished = time.process_time()
    cpu = imported + finished - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"pages {pages}, charts {len(drawings)}, {len(pdf) / 1000:.0f} kB")
    print(f"import       {imported:6.2f} s CPU")
    print(f"sentences    {composed - started:6.2f} s CPU")
    print(f"charts       {drawn - composed:6.2f} s CPU")
    print(f"PDF          {finished - drawn:6.2f} s CPU")
    print(f"in all       {cpu:6.2f} s CPU (goal 8)")
    print(f"peak memory  {peak:6.0f} MB (goal 250)")
    return 0 if cpu < 8 and peak < 250 else 1


if __name__ == "__main__":
    sys.exit(main())
