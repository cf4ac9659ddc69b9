"""Estimating: every figure and comparison of a wave, as it may be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from surveyapp.collection.renumbering import in_newest_codes
from surveyapp.disclosure.cells import withhold_cells, withhold_comparisons
from surveyapp.disclosure.presentation import NCHS, Standards
from surveyapp.indicators.analysis import Analysis, analyse
from surveyapp.storage.engine import Store
from surveyapp.workflow.weigh import Weighed, weigh_unsaved


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """A weighted series with its analysis, disclosure applied.

    Attributes
    ----------
    analysis : cells and comparisons are those that may leave the house.
    """

    weighed: Weighed
    analysis: Analysis
    standards: Standards


def estimate(
    store: Store,
    slug: str,
    *,
    level: str = "area",
    indicators: Sequence[str] | None = None,
    standards: Standards = NCHS,
) -> Estimated:
    """Weight and estimate the series of a wave; nothing is written.

    Parameters
    ----------
    level : of the places with figures of their own: "area", a level of parents, or "city".
    indicators : ids in the order wanted; all of the instrument's if not given.

    Raises
    ------
    WaveError, WeightingError, DesignError, EstimationError : what cannot be computed, and why.
    """
    with store.reading() as session:
        weighed = weigh_unsaved(session, slug)
    return estimated(weighed, level=level, indicators=indicators, standards=standards)


def estimated(
    weighed: Weighed,
    *,
    level: str = "area",
    indicators: Sequence[str] | None = None,
    standards: Standards = NCHS,
) -> Estimated:
    """The same from weights that are there already; answers in one numbering of options."""
    weighed = replace(weighed, file=in_newest_codes(weighed.file))
    raw = analyse(
        weighed.file,
        weighed.weights,
        level=level,
        indicators=indicators or None,
        fewest=standards.persons,
    )
    spread = {slug: (one.smallest, one.largest) for slug, one in weighed.diagnostics.items()}
    cells = withhold_cells(raw.cells, standards=standards, weights=spread)
    comparisons = withhold_comparisons(raw.comparisons, cells)
    return Estimated(weighed, replace(raw, cells=cells, comparisons=comparisons), standards)
