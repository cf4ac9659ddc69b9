"""What a report may not be: values that contradict each other, or words its frame forbids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from surveyapp.collection.frame import FRAME_RULES
from surveyapp.errors import Problem, ReportError
from surveyapp.indicators.results import CITY, EVERYONE
from surveyapp.reporting.report import Report


def check(report: Report) -> None:
    """Refuse a report that cannot be printed honestly.

    Raises
    ------
    ReportError
        With every problem at once: unknown ids, doubled values, verdicts or intervals that the
        frame type does not allow, topline rows of the wrong length.
    """
    problems = [*_references(report), *_frame(report), *_topline(report), *_doubles(report)]
    if problems:
        raise ReportError(problems)


def _references(report: Report) -> Iterator[Problem]:
    known = {
        "wave": {wave.id for wave in report.waves},
        "indicator": {indicator.id for indicator in report.indicators},
        "place": {CITY, *(place.id for place in report.places)},
        "group": {EVERYONE, *(group.id for group in report.groups)},
    }
    if report.meta.wave not in known["wave"]:
        yield Problem(
            f"the report speaks of wave {report.meta.wave!r}, which is not among its waves",
            "meta.wave",
            ("add the wave's facts to `waves`",),
            "unknown wave",
        )
    for kind, ids in known.items():
        used = {getattr(cell, kind) for cell in report.cells}
        used |= {getattr(comparison, kind) for comparison in report.comparisons}
        for name in sorted(used - ids):
            yield Problem(
                f"figures name the {kind} {name!r}, which the report does not describe",
                f"{kind}s",
                (f"describe the {kind}", "leave its figures out"),
                f"unknown {kind}",
            )


def _frame(report: Report) -> Iterator[Problem]:
    rule = FRAME_RULES[report.meta.frame]
    where = f"frame {rule.frame}"
    verdicts = sum(comparison.verdict is not None for comparison in report.comparisons)
    if rule.tests != "all" and verdicts:
        yield Problem(
            f"{verdicts} comparisons carry a verdict, which this frame type does not allow",
            where,
            ("leave their verdict and p-values out; differences stay as descriptions",),
            "verdict not allowed",
        )
    limits = sum(cell.lower is not None for cell in report.cells)
    if rule.interval_name is None and limits:
        yield Problem(
            f"{limits} figures carry an interval, which this frame type does not have",
            where,
            ("leave the limits out",),
            "interval not allowed",
        )


def _topline(report: Report) -> Iterator[Problem]:
    waves = len(report.waves)
    for item in report.topline:
        lengths = {len(item.bases), *(len(option.shares) for option in item.options)}
        lengths |= {len(option.counts) for option in item.options}
        if item.withheld:
            lengths.add(len(item.withheld))
        if lengths != {waves}:
            yield Problem(
                f"the topline lists {sorted(lengths)} waves where the report has {waves}",
                item.item,
                ("give one value a wave, None where the question was not asked",),
                "topline length",
            )


def _doubles(report: Report) -> Iterator[Problem]:
    keys = Counter((c.indicator, c.wave, c.place, c.group) for c in report.cells)
    ids = Counter([*(c.id for c in report.cells), *(c.id for c in report.comparisons)])
    for name in [*(k for k, n in keys.items() if n > 1), *(i for i, n in ids.items() if n > 1)]:
        yield Problem(
            f"{name} is given more than once", "cells", ("give each figure once",), "doubled value"
        )
