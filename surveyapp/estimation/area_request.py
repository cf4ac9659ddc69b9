"""What is asked of the small-area model, and every reason to refuse before fitting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Column, Floats, Mask, as_array, floats, mask
from surveyapp.errors import EstimationError, Problem

FEWEST_AREAS = 15


@dataclass(frozen=True, slots=True, eq=False)
class AreaRequest:
    """The request as arrays over m areas; `fitted` are those that take part in the model."""

    names: tuple[str, ...]
    direct: Floats
    variances: Floats
    sizes: Floats
    x: Floats
    covariates: tuple[str, ...]
    imprecise: Mask
    confidential: Mask
    shares: Floats
    fitted: Mask

    @staticmethod
    def read(
        names: Sequence[str],
        direct: Column,
        variances: Column,
        sizes: Column,
        covariates: Mapping[str, Column],
        imprecise: Column,
        confidential: Column,
        shares: Column,
    ) -> AreaRequest:
        """The request from columns of any kind; raises EstimationError where lengths differ."""
        m = len(names)
        estimates = floats(direct, "direct", n=m, error=EstimationError)
        columns = [
            floats(column, name, n=m, error=EstimationError) for name, column in covariates.items()
        ]
        hidden = mask(as_array(confidential), m, "confidential")
        answers = floats(sizes, "sizes", n=m, error=EstimationError)
        return AreaRequest(
            names=tuple(str(name) for name in names),
            direct=estimates,
            variances=floats(variances, "variances", n=m, error=EstimationError),
            sizes=answers,
            x=np.column_stack([np.ones(m), *columns]),
            covariates=tuple(covariates),
            imprecise=mask(as_array(imprecise), m, "imprecise"),
            confidential=hidden,
            shares=floats(shares, "shares", n=m, error=EstimationError),
            fitted=~hidden & np.isfinite(estimates) & (answers > 0),
        )

    def listed(self, which: Mask) -> str:
        """The first names of a mask, for a message."""
        found = [self.names[i] for i in np.flatnonzero(which)]
        return ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")


def refuse_request(given: AreaRequest) -> None:
    """Raise EstimationError with everything that stands against modelling these cells."""
    problems = [*_cells(given), *_model(given)]
    if problems:
        raise EstimationError(problems)


def _cells(given: AreaRequest) -> list[Problem]:
    """What is wrong with the cells asked for."""
    problems: list[Problem] = []
    both = given.imprecise & given.confidential
    if both.any():
        problems.append(
            Problem(
                f"{int(both.sum())} cells are confidential: {given.listed(both)}. A modelled "
                "figure and its printed model would give the hidden figure back.",
                where="imprecise",
                remedies=("Leave confidential cells withheld.",),
                code="confidential",
            )
        )
    if given.confidential.sum() == 1:
        problems.append(
            Problem(
                f"{given.listed(given.confidential)} is the only confidential cell: the city "
                "figure and the model of all others give it back by subtraction.",
                where="confidential",
                remedies=("Withhold a second cell as confidential.", "Model nothing here."),
                code="one-confidential",
            )
        )
    silent = given.imprecise & ~given.confidential & ~given.fitted
    if silent.any():
        problems.append(
            Problem(
                f"{int(silent.sum())} cells have no answers: {given.listed(silent)}.",
                where="imprecise",
                remedies=("Leave cells without answers withheld.", "Pool waves."),
                code="no-answers",
            )
        )
    if not given.imprecise.any():
        problems.append(
            Problem(
                "No cell is withheld as imprecise, so nothing needs a model.",
                where="imprecise",
                remedies=("Show the direct figures.",),
                code="nothing-to-model",
            )
        )
    return problems


def _model(given: AreaRequest) -> list[Problem]:
    """What is wrong with the areas and columns that the model would be fitted to."""
    problems: list[Problem] = []
    if given.fitted.sum() < FEWEST_AREAS:
        problems.append(
            Problem(
                f"{int(given.fitted.sum())} areas can be fitted; the model needs {FEWEST_AREAS}.",
                where="areas",
                remedies=("Pool waves, so that areas can be shown directly.", "Use smaller areas."),
                code="too-few-areas",
            )
        )
    if not (given.covariates and _varies(given.x[given.fitted, 1:])):
        problems.append(
            Problem(
                "There is no covariate that differs between areas: every figure would be drawn "
                "towards one city mean.",
                where="covariates",
                remedies=("Give a census or administrative figure for each area.",),
                code="no-covariate",
            )
        )
    if not np.isfinite(given.x).all():
        holes = np.asarray(~np.isfinite(given.x).all(axis=1), dtype=np.bool_)
        problems.append(
            Problem(
                f"{int(holes.sum())} areas miss a covariate: {given.listed(holes)}.",
                where="covariates",
                remedies=("Complete the covariates.",),
                code="missing-covariate",
            )
        )
    if (given.shares < 0).any() or not np.isclose(given.shares.sum(), 1.0, rtol=0, atol=1e-6):
        problems.append(
            Problem(
                f"Population shares must be at least 0 and sum to 1; they sum to "
                f"{given.shares.sum():.6g}.",
                where="shares",
                remedies=("Divide each area's population by the city's.",),
                code="bad-shares",
            )
        )
    return problems


def refuse_city(given: AreaRequest, psi: Floats, city: float) -> None:
    """A city figure that the areas cannot add up to means other shares or another item."""
    if not given.fitted.all():
        return
    added = float(given.shares @ given.direct)
    error = float(np.sqrt(given.shares**2 @ psi))
    if not abs(city - added) <= 3 * error:
        raise EstimationError(
            Problem(
                f"The direct figures add up to {added:.6g} over the areas' shares, the city "
                f"figure is {city:.6g}: more than three standard errors ({error:.3g}) apart.",
                where="city",
                remedies=(
                    "Give the city figure of the same item and waves.",
                    "Give shares from the weighting targets.",
                ),
                code="city-contradicts-areas",
            )
        )


def _varies(columns: Floats) -> bool:
    return bool(len(columns) and (columns != columns[0]).any())
