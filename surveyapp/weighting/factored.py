"""Replicate weights kept as factors: of the PSU, and after raking of the cell.

Every row of a PSU is thinned alike, and every row of a raking cell is raised alike, so that

    weight of row i in replicate r = base_i * unit_factor[unit_i, r] * cell_factor[cell_i, r].

200 replicates of a million rows would fill 1.6 GB as a table; their factors fill a fortieth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from surveyapp.design.arrays import Floats, Ints
from surveyapp.design.design import Design, Replicates
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.collapse import collapse
from surveyapp.weighting.margin_frame import margin_frame
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import iterate, refuse_lost_levels
from surveyapp.weighting.replicate import unit_factors
from surveyapp.weighting.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class FactoredReplicates:
    """R replicates of the weights of n rows.

    Attributes
    ----------
    base : (n,) weights that the factors multiply.
    units, unit_factors : (n,) PSU of each row and (U, R).
    cells, cell_factors : (n,) raking cell of each row and (C, R); one cell before any raking.
    rule : how the replicates' estimates become a variance.
    """

    base: Floats
    units: Ints
    unit_factors: Floats
    cells: Ints
    cell_factors: Floats
    rule: Replicates

    @property
    def replicates(self) -> int:
        """R."""
        return int(self.unit_factors.shape[1])

    def table(self) -> Floats:
        """(n, R) the weights themselves, for estimators that want them; mind the memory."""
        return np.asarray(
            self.base[:, None] * self.unit_factors[self.units] * self.cell_factors[self.cells]
        )


def bootstrap_factors(
    weights: Weights,
    design: Design,
    generator: np.random.Generator,
    *,
    replicates: int = 200,
    mse: bool = True,
) -> FactoredReplicates:
    """The rescaled bootstrap of `surveyapp.weighting.replicate.bootstrap`, kept as factors.

    The weights' own calibrations are not repeated: start from base weights, and rake the
    replicates with `rake_replicates`.

    Raises
    ------
    WeightingError for a design without stages, strata with one PSU, or calibrated weights.
    """
    problems: list[Problem] = []
    if not design.stages:
        problems.append(
            Problem(
                "The design has no stages to replicate.",
                where="design",
                remedies=("Give strata and PSUs.",),
                code="no-stages",
            )
        )
    if weights.calibrated:
        problems.append(
            Problem(
                "These weights are calibrated already; the replicates would not be.",
                where="weights",
                remedies=("Make replicates of the base weights, then rake them.",),
                code="calibrated",
            )
        )
    if problems:
        raise WeightingError(problems)
    stage = design.stages[0]
    if (stage.sampled == 1).any():
        count = int((stage.sampled == 1).sum())
        raise WeightingError(
            Problem(
                f"{count:,} of {stage.stratum_count:,} strata have only one PSU.",
                where="strata",
                remedies=("Merge each with a similar stratum.", "Use the linearised variance."),
                code="lonely-psu",
            )
        )
    factors = unit_factors(stage, generator, replicates)
    rule = Replicates("bootstrap", 1 / replicates, np.ones(replicates), mse)
    nothing = np.zeros(weights.n, dtype=np.int64)
    return FactoredReplicates(
        weights.final, stage.units, factors, nothing, np.ones((1, replicates)), rule
    )


def rake_replicates(
    given: FactoredReplicates,
    margins: Sequence[Margin],
    *,
    tolerance: float = 1e-6,
    max_sweeps: int = 2000,
) -> FactoredReplicates:
    """Rake every replicate to the same margins, as `surveyapp.weighting.raking.rake` does.

    Works on cells x replicates: C margin cells, never the rows.

    Raises
    ------
    WeightingError naming margin and level, as `rake`; when replicates are raked already; or when
    a replicate has lost everybody of a level.
    """
    if len(given.cell_factors) > 1:
        raise WeightingError(
            Problem(
                "These replicates are raked already.",
                where="replicates",
                remedies=("Rake once, to all margins together.",),
                code="raked-twice",
            )
        )
    frame = margin_frame(margins, given.base, within=None, unknown="refuse", disagreeing="refuse")
    cells = frame.collapsed.cells
    before = _cell_sums(given, cells, frame.collapsed.count)
    refuse_lost_levels(frame, before)
    raked, _ = iterate(before, frame.tables, tolerance=tolerance, max_sweeps=max_sweeps)
    factors = np.divide(raked, before, out=raked, where=before > 0)
    return replace(given, cells=cells, cell_factors=factors)


def _cell_sums(given: FactoredReplicates, cells: Ints, count: int) -> Floats:
    """(C, R) sums of the replicates' weights by cell, through the (cell, unit) pairs."""
    pairs = collapse([cells, given.units], [count, len(given.unit_factors)])
    weight = np.bincount(pairs.cells, given.base, minlength=pairs.count)
    across = sparse.csr_array(
        (weight, (pairs.codes[0], pairs.codes[1])), shape=(count, len(given.unit_factors))
    )
    return np.asarray(across @ given.unit_factors)
