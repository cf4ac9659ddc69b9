"""Estimating: every figure and comparison of a wave, as it may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from surveyapp.collection.boundaries import Boundaries, with_boundaries
from surveyapp.collection.renumbering import in_newest_codes
from surveyapp.disclosure.adjusted import withhold_adjusted
from surveyapp.disclosure.cells import withhold_as_fixed, withhold_comparisons
from surveyapp.disclosure.presentation import NCHS, Standards
from surveyapp.indicators.adjusted_lines import Adjustment
from surveyapp.indicators.analysis import Analysis, analyse
from surveyapp.storage.engine import Store
from surveyapp.storage.fixed_tables import FixedTables
from surveyapp.workflow.fix_tables import load_fixed, withheld_by_fixed
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
        fixed = load_fixed(session, [wave.slug for wave in weighed.file.waves])
    return estimated(weighed, level=level, indicators=indicators, standards=standards, fixed=fixed)


def estimated(
    weighed: Weighed,
    *,
    level: str = "area",
    indicators: Sequence[str] | None = None,
    standards: Standards = NCHS,
    adjust: Sequence[Adjustment] = (),
    boundaries: Boundaries | None = None,
    fixed: Mapping[str, FixedTables] | None = None,
) -> Estimated:
    """The same from weights that are there already; answers in one numbering of options."""
    weighed = replace(weighed, file=in_newest_codes(weighed.file))
    if boundaries is not None:
        weighed = replace(weighed, file=with_boundaries(weighed.file, boundaries))
    raw = analyse(
        weighed.file,
        weighed.weights,
        level=level,
        indicators=indicators or None,
        fewest=standards.persons,
        adjust=adjust,
        boundaries=boundaries,
    )
    spread = {slug: (one.smallest, one.largest) for slug, one in weighed.diagnostics.items()}
    decided = withheld_by_fixed(fixed or {}, weighed.file, raw.cells)
    cells = withhold_as_fixed(raw.cells, decided, standards=standards, weights=spread)
    comparisons = withhold_comparisons(raw.comparisons, cells)
    second = withhold_adjusted(raw.adjusted, cells)
    shown = replace(raw, cells=cells, comparisons=comparisons, adjusted=second)
    return Estimated(weighed, shown, standards)
