"""Worst and best cases of a census: every figure bounded for those who did not answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from surveyapp.collection.analysis_file import NOT_REACHED, NOT_STATED, AnalysisFile
from surveyapp.collection.wave import Wave
from surveyapp.design.arrays import Floats, Mask
from surveyapp.estimation.worst_best import worst_best
from surveyapp.indicators.domains import Domain, Domains
from surveyapp.indicators.results import CITY, EVERYONE, Cell
from surveyapp.indicators.scoring import Scored


def bounded(
    cells: Iterable[Cell],
    scored: Mapping[str, Scored],
    file: AnalysisFile,
    domains: Domains,
    weights: Floats,
) -> tuple[Cell, ...]:
    """The cells with the worst and best case as their limits, where it is known who was asked.

    Unknown are those of whom no response came, and those who left a question of the indicator
    unanswered. Whoever said "don't know", or was rightly not asked, is known not to be in the
    base. How many of a group were asked is known to nobody, so groups have no limits; and where
    answers weigh differently, nobody knows what those who did not answer would have weighed.

    Parameters
    ----------
    weights : (n,) final weights.
    """
    if weights.size and np.ptp(weights) > 1e-9 * np.abs(weights).max():
        return tuple(cells)
    return tuple(
        _bounded(cell, scored[cell.indicator], file, domains) if cell.value is not None else cell
        for cell in cells
    )


def _bounded(cell: Cell, scored: Scored, file: AnalysisFile, domains: Domains) -> Cell:
    wave = next(wave for wave in file.waves if wave.slug == cell.wave)
    of = asked_of(wave, file, cell.place) if cell.group == EVERYONE else None
    here = domains.mask(Domain((cell.wave,), cell.place, cell.group))
    answered = int(here.sum())
    if of is None or of < answered or not (here & scored.in_base).any():
        return cell
    unknown = of - answered + int((here & _left_open(scored, file)).sum())
    found = worst_best(
        scored.values, unknown, lowest=scored.lowest, highest=scored.highest, domain=here
    )
    return replace(cell, lower=found.lower, upper=found.upper)


def asked_of(wave: Wave, file: AnalysisFile, place: str = CITY) -> int | None:
    """How many were asked in the city or a place; None where nobody knows.

    In this order: final dispositions of all cases that are not out of the population, the issued
    codes of the design cells, the populations of the plan's strata.
    """
    spec = wave.plan.design
    if place == CITY:
        cases = file.dispositions.get(wave.slug)
        if cases is not None:
            return cases.cases - cases.not_eligible
        issued = sum(cell.issued for cell in spec.cells)
        return issued or round(sum(spec.populations.values())) or None
    level, _, name = place.rpartition(":")
    by_stratum = [cell.issued for cell in spec.cells if cell.stratum == name]
    if by_stratum and spec.strata in (("stratum",), (level or "area",)):
        return sum(by_stratum) or None
    if spec.strata == (level or "area",):
        return round(spec.populations.get(name, 0.0)) or None
    return None


def _left_open(scored: Scored, file: AnalysisFile) -> Mask:
    """(n,) who has no score because a question was left unanswered."""
    left = np.zeros(file.n, dtype=np.bool_)
    for name in scored.indicator.items:
        if name in file.columns:
            left |= np.isin(file.columns[name].missing, (NOT_STATED, NOT_REACHED))
    return left & ~scored.in_base
