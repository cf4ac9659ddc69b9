"""The design that the waves' plans declare, read off the analysis file."""

from __future__ import annotations

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Texts
from surveyapp.collection.labels import labels
from surveyapp.collection.plan import DesignSpec
from surveyapp.design.arrays import Floats, LonelyPsu, Mask
from surveyapp.design.design import Design
from surveyapp.errors import DesignError, Problem


def design_of(file: AnalysisFile) -> Design:
    """One design over all waves of the file.

    Without PSUs every response is its own first-stage unit and strata are kept apart by wave, so
    that waves are independent samples. With PSUs the label is the unit's name for ever: the same
    label in two waves is the same unit, strata are not kept apart by wave, and the covariance of
    waves that share units follows.

    Raises
    ------
    DesignError when a response has no stratum or PSU, or only some waves apply the finite
    population correction.
    """
    strata = stratum_labels(file)
    crossed = np.empty(file.n, dtype=object)
    units = np.empty(file.n, dtype=object)
    problems: list[Problem] = []
    for number, wave in enumerate(file.waves):
        rows = file.wave == number
        spec = wave.plan.design
        crossed[rows] = strata[rows]
        if spec.psu is None:
            crossed[rows] = [f"{wave.slug}|{label}" for label in strata[rows].tolist()]
            units[rows] = [f"response {row}" for row in np.flatnonzero(rows).tolist()]
            continue
        names = labels(file, spec.psu)[rows]
        problems += _unlabelled(names, f"PSU ({spec.psu})", wave.slug)
        units[rows] = [f"unit {name}" for name in names.tolist()]
    if problems:
        raise DesignError(problems)
    return Design.of(
        strata=[crossed.astype(np.str_)],
        psu=[units.astype(np.str_)],
        population=_population(file, strata),
        nest=True,
    )


def stratum_labels(file: AnalysisFile) -> Texts:
    """(n,) stratum of each response by its own wave's plan, "a|b" for crossed columns."""
    found = np.full(file.n, "all", dtype=object)
    problems: list[Problem] = []
    for number, wave in enumerate(file.waves):
        rows = file.wave == number
        names = wave.plan.design.strata
        parts = [labels(file, name)[rows] for name in names]
        for name, part in zip(names, parts, strict=True):
            problems += _unlabelled(part, f"stratum ({name})", wave.slug)
        if parts:
            found[rows] = ["|".join(row) for row in zip(*[p.tolist() for p in parts], strict=True)]
    if problems:
        raise DesignError(problems)
    return found.astype(np.str_)


def lonely_policy(file: AnalysisFile) -> LonelyPsu:
    """What the newest wave's plan does with a stratum that has one PSU."""
    return file.waves[-1].plan.design.lonely_psu


def base_weights(file: AnalysisFile) -> Floats:
    """(n,) weight of every response before any calibration, by its wave's plan.

    - equal: 1;
    - stratum population: population of the stratum / responses of that wave in it;
    - design cell: the cell's own base weight.

    Raises
    ------
    DesignError naming every stratum without a population and every cell without a weight.
    """
    found = np.ones(file.n)
    strata = stratum_labels(file)
    problems: list[Problem] = []
    for number, wave in enumerate(file.waves):
        rows = file.wave == number
        spec = wave.plan.design
        if spec.base_weight == "stratum population":
            problems += _without_population(spec, strata[rows], wave.slug)
            if not problems:
                found[rows] = _by_stratum(spec, strata[rows])
        elif spec.base_weight == "design cell":
            weights = {cell.id: cell.base_weight for cell in spec.cells}
            cells = file.design_cell[rows].tolist()
            unknown = sorted(set(cells) - set(weights))
            problems += [
                Problem(
                    f"{cells.count(cell):,} responses carry design cell {cell!r}, "
                    "which the plan does not list.",
                    where=wave.slug,
                    remedies=("List the cell with its base weight in the plan.",),
                    code="no-such-cell",
                )
                for cell in unknown
            ]
            found[rows] = [weights.get(cell, 1.0) for cell in cells]
    if problems:
        raise DesignError(problems)
    return found


def _by_stratum(spec: DesignSpec, strata: Texts) -> Floats:
    names, at, counts = np.unique(strata, return_inverse=True, return_counts=True)
    population = np.array([spec.populations[name] for name in names.tolist()])
    return np.asarray((population / counts)[at], dtype=np.float64)


def _without_population(spec: DesignSpec, strata: Texts, slug: str) -> list[Problem]:
    missing = sorted(set(strata.tolist()) - set(spec.populations))
    if not missing:
        return []
    return [
        Problem(
            f"No population is declared for {len(missing)} strata: {', '.join(missing)}.",
            where=slug,
            remedies=("Declare each stratum's population in the plan.", "Use equal base weights."),
            code="no-population",
        )
    ]


def _population(file: AnalysisFile, strata: Texts) -> list[Floats] | None:
    corrected = [wave.plan.design.fpc for wave in file.waves]
    if not any(corrected):
        return None
    clustered = [wave.slug for wave in file.waves if wave.plan.design.psu is not None]
    if not all(corrected) or clustered:
        raise DesignError(
            Problem(
                "The finite population correction needs every wave to apply it, and people drawn "
                "directly within strata.",
                where=", ".join(clustered) or "plan",
                remedies=("Turn fpc off: errors are then slightly too large, never too small.",),
                code="mixed-fpc",
            )
        )
    found = np.empty(file.n)
    for number, wave in enumerate(file.waves):
        rows: Mask = file.wave == number
        problems = _without_population(wave.plan.design, strata[rows], wave.slug)
        if problems:
            raise DesignError(problems)
        found[rows] = [wave.plan.design.populations[name] for name in strata[rows].tolist()]
    return [found]


def _unlabelled(part: Texts, what: str, slug: str) -> list[Problem]:
    missing = int((part == "").sum())
    if not missing:
        return []
    return [
        Problem(
            f"{missing:,} of {len(part):,} responses have no {what}.",
            where=slug,
            remedies=(
                "Carry it in the design cell, which is known before anybody answers.",
                "Take it out of the plan's design.",
            ),
            code="no-design-label",
        )
    ]
