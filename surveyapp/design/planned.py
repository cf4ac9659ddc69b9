"""The design that the waves' plans declare, read off the analysis file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Texts
from surveyapp.collection.labels import labels
from surveyapp.collection.plan import DesignSpec, people_in_units
from surveyapp.collection.wave import Wave
from surveyapp.design.arrays import Floats, LonelyPsu, Mask
from surveyapp.design.design import Design
from surveyapp.errors import DesignError, Problem

NO_FPC = "Turn fpc off: errors are then slightly too large, never too small."


def design_of(file: AnalysisFile) -> Design:
    """One design over all waves of the file.

    Without PSUs every response is its own first-stage unit and strata are kept apart by wave, so
    that waves are independent samples. With PSUs the label is the unit's name for ever: the same
    label in two waves is the same unit, strata are not kept apart by wave, and the covariance of
    waves that share units follows.

    With the finite population correction and PSUs the design has two stages: units drawn within
    strata, then people within units, anew in each wave; the variance is that between units times
    one less the share of units drawn, and that share of the variance within them, corrected too
    (Cochran 1977, Sampling Techniques, section 10.4).

    Raises
    ------
    DesignError when a response has no stratum or PSU, only some waves apply the finite population
    correction, or what it needs is not known or does not hold.
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
    population = _population(file, strata)
    if population is None or file.waves[0].plan.design.psu is None:
        return Design.of(
            strata=[crossed.astype(np.str_)],
            psu=[units.astype(np.str_)],
            population=population,
            nest=True,
        )
    named = np.array([str(unit).removeprefix("unit ") for unit in units], dtype=np.str_)
    waves, people = _second_stage(file, named, strata)
    return Design.of(
        strata=[crossed.astype(np.str_), waves],
        psu=[units.astype(np.str_), np.arange(file.n).astype(np.str_)],
        population=[*population, people],
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
    """(n,) units in the stratum, or people in it where every person is a unit; None: no fpc."""
    if not _corrected(file):
        return None
    found = np.empty(file.n)
    problems: list[Problem] = []
    for number, wave in enumerate(file.waves):
        rows: Mask = file.wave == number
        spec = wave.plan.design
        counts = spec.populations if spec.psu is None else spec.units
        missing = sorted(set(strata[rows].tolist()) - set(counts))
        if missing and spec.psu is None:
            problems += _without_population(spec, strata[rows], wave.slug)
        elif missing:
            problems.append(
                Problem(
                    f"The plan does not say how many units there are in {len(missing)} strata: "
                    f"{', '.join(missing)}.",
                    where=wave.slug,
                    remedies=("Declare design.units for each stratum.", NO_FPC),
                    code="no-units",
                )
            )
        else:
            found[rows] = [counts[name] for name in strata[rows].tolist()]
    if problems:
        raise DesignError(problems)
    return [found]


def _corrected(file: AnalysisFile) -> bool:
    """Whether the finite population correction applies; it does to all waves or to none."""
    specs = [wave.plan.design for wave in file.waves]
    if not any(spec.fpc for spec in specs):
        return False
    without = [wave.slug for wave in file.waves if not wave.plan.design.fpc]
    if without or len({spec.psu is None for spec in specs}) > 1:
        raise DesignError(
            Problem(
                "The finite population correction needs every wave to apply it, and every wave to "
                "draw people directly, or every wave to draw units first.",
                where=", ".join(without) or "plan",
                remedies=(NO_FPC, "Analyse waves of one design together."),
                code="mixed-fpc",
            )
        )
    return True


def _second_stage(file: AnalysisFile, units: Texts, strata: Texts) -> tuple[Texts, Floats]:
    """The second stage of waves whose units are corrected: people drawn within units.

    Returns (n,) the stratum of each response within its unit, which is its wave, because every
    wave draws people anew; and (n,) the people in its unit.

    Raises
    ------
    DesignError where a unit's people are not known, more answered than there are, or waves of one
    stratum drew different units: the correction is that of one draw of units, and units that
    rotate are several.
    """
    people = np.empty(file.n)
    waves = np.empty(file.n, dtype=object)
    problems: list[Problem] = []
    for number, wave in enumerate(file.waves):
        rows: Mask = file.wave == number
        waves[rows] = wave.slug
        known = people_in_units(wave.plan.design)
        drawn, counts = np.unique(units[rows], return_counts=True)
        missing = [name for name in drawn.tolist() if name not in known]
        short = [
            n for n, c in zip(drawn.tolist(), counts.tolist(), strict=True) if c > known.get(n, c)
        ]
        if missing:
            problems.append(
                _unit_problem(
                    "The people are not known of {n} units, first {first}.", missing, wave
                )
            )
        elif short:
            problems.append(
                _unit_problem(
                    "More people answered than there are in {n} units, first {first}.", short, wave
                )
            )
        else:
            people[rows] = [known[name] for name in units[rows].tolist()]
    problems += _rotating(file, units, strata)
    if problems:
        raise DesignError(problems)
    return waves.astype(np.str_), people


def _unit_problem(what: str, names: Sequence[str], wave: Wave) -> Problem:
    return Problem(
        what.format(n=len(names), first=names[0]),
        where=wave.slug,
        remedies=("Correct design.unit_populations or the cells' populations.", NO_FPC),
        code="unit-populations",
    )


def _rotating(file: AnalysisFile, units: Texts, strata: Texts) -> list[Problem]:
    drawn: dict[str, set[frozenset[str]]] = {}
    for number in range(len(file.waves)):
        rows: Mask = file.wave == number
        for stratum in np.unique(strata[rows]).tolist():
            inside = frozenset(units[rows & (strata == stratum)].tolist())
            drawn.setdefault(stratum, set()).add(inside)
    several = sorted(stratum for stratum, sets in drawn.items() if len(sets) > 1)
    if not several:
        return []
    return [
        Problem(
            f"Waves drew different units in {len(several)} strata, first {several[0]}. The finite "
            "population correction is that of one draw of units; where units rotate it would make "
            "the error of each wave too small.",
            where="plan",
            remedies=(NO_FPC, "Analyse waves with the same units together."),
            code="rotating-units",
        )
    ]


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
