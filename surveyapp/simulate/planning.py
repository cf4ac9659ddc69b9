"""What a planned sample can see, found by running the very tests on simulated answers.

Each replicate draws blocks, who answers, and answers that agree within blocks; weights vary; the
same estimator, contrasts and family adjustment as in a report then decide. Closed forms
(`surveyapp.design.detectable`) only choose which true changes to try.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from scipy import special

from surveyapp.design import detectable
from surveyapp.design.arrays import Floats, Ints
from surveyapp.design.design import Design
from surveyapp.estimation.grid import Grid, domain_means
from surveyapp.inference.grid_contrasts import grid_contrasts
from surveyapp.inference.multiplicity import adjust
from surveyapp.simulate.planned_answers import PlannedSample, draw_leanings, draw_sample
from surveyapp.simulate.sample_plan import KINDS, Kind, SamplePlan
from surveyapp.weighting.weights import Weights

CITY = "the city"
MULTIPLES = (0.6, 0.85, 1.1, 1.5)
EDGE = 0.02
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """What one comparison of one place can see.

    Attributes
    ----------
    formula : smallest detectable change by the closed form.
    simulated, simulation_error : the same by simulation, and the error of simulating; infinite
        where no change that the share allows was found often enough. None before simulating.
    power_of_interest : chance of finding the change of interest.
    answers_needed : a wave, to find the change of interest, by the closed form; infinite where
        the blocks drawn are too few for any number of answers.
    """

    formula: float
    power_of_interest: float
    answers_needed: float
    simulated: float | None = None
    simulation_error: float | None = None

    @property
    def change(self) -> float:
        """The best figure there is."""
        return self.formula if self.simulated is None else self.simulated


@dataclass(frozen=True, slots=True)
class PlaceOutlook:
    """One place of the plan: its sample, its precision, and what its comparisons can see."""

    name: str
    adults: int
    letters: int
    answers: float
    design_effect: float
    margin: float
    seen: dict[Kind, Seen]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The whole answer.

    Attributes
    ----------
    places : the neighborhoods in the plan's order; city : all of them together.
    false_alarms : share of simulated families with a finding though nothing had changed, by kind
        of comparison; empty before simulating.
    """

    plan: SamplePlan
    places: tuple[PlaceOutlook, ...]
    city: PlaceOutlook
    replicates: int
    false_alarms: dict[Kind, float]


def outlook(
    plan: SamplePlan,
    *,
    generator: Generator | None = None,
    replicates: int = 300,
    progress: Callable[[int], None] | None = None,
) -> Outlook:
    """Work out what a plan can see: by closed forms, then, with a generator, by simulation.

    Neighborhood tests belong to one family per kind of comparison (`plan.tests` tests), in which
    one neighborhood has changed and the others have not: the case in which a change is hardest
    to see. The city's test stands alone.

    Parameters
    ----------
    progress : called with 1 after each replicate.
    """
    letters = plan.letters_by_area()
    tries = _Tries.of(plan, letters)
    if generator is None:
        return _outlook(plan, letters, tries, None)
    found = _Found.empty(plan, tries)
    for _ in range(replicates):
        found.add(_replicate(plan, letters, tries, generator), plan)
        if progress is not None:
            progress(1)
    return _outlook(plan, letters, tries, found)


def coefficients(plan: SamplePlan, kind: Kind) -> Floats:
    """(W,) coefficients of a kind of comparison over the plan's waves."""
    if kind == "next wave":
        return detectable.adjacent(plan.waves)
    if kind == "trend":
        return detectable.trend(plan.waves)
    each = plan.waves_pooled
    return np.concatenate([np.zeros(plan.waves - 2 * each), detectable.pooled(each)])


def true_path(plan: SamplePlan, kind: Kind) -> Floats:
    """(W,) how far a true change has come by each wave, 0 to 1."""
    if kind == "next wave":
        return np.concatenate([np.zeros(plan.waves - 1), [1.0]])
    if kind == "trend":
        return np.linspace(0.0, 1.0, plan.waves)
    return np.repeat([0.0, 1.0], [plan.waves - plan.waves_pooled, plan.waves_pooled])


@dataclass(frozen=True, slots=True)
class _Tries:
    """The true changes to try: (A+1,) closed forms per kind, the city last, and their direction."""

    formula: dict[Kind, Floats]
    interest: dict[Kind, Floats]
    needed: dict[Kind, Floats]
    sign: Floats
    room: Floats

    @staticmethod
    def of(plan: SamplePlan, letters: Ints) -> _Tries:
        places = plan.places(letters)
        alpha = 1 - plan.level
        shares = np.append(plan.shares, plan.adults @ plan.shares / plan.adults.sum())
        groups = [*([place] for place in places), places]
        alphas = [*(alpha / plan.tests for _ in places), alpha]
        formula: dict[Kind, Floats] = {}
        interest: dict[Kind, Floats] = {}
        needed: dict[Kind, Floats] = {}
        for kind in KINDS:
            c = coefficients(plan, kind)
            worked = [_closed(plan, group, c, a) for group, a in zip(groups, alphas, strict=True)]
            formula[kind], interest[kind], needed[kind] = (
                np.array(one) for one in zip(*worked, strict=True)
            )
        sign = np.where(shares <= HALF, 1.0, -1.0)
        room = np.where(sign > 0, 1 - shares, shares) - EDGE
        return _Tries(formula, interest, needed, sign, room)

    def changes(self, kind: Kind, multiple: float) -> Floats:
        """(A+1,) true changes: a multiple of the closed form, as far as the share allows."""
        return self.sign * np.minimum(multiple * self.formula[kind], self.room)


def _closed(
    plan: SamplePlan, group: Sequence[detectable.PlannedPlace], c: Floats, alpha: float
) -> tuple[float, float, float]:
    """Of one neighborhood or of all: detectable change, power at interest, answers needed."""
    whole = sum(place.weight for place in group)
    group = [replace(place, weight=place.weight / whole) for place in group]
    df = max(sum(place.degrees_of_freedom(1) for place in group), 1.0)
    error = float(np.sqrt(sum((p.weight * p.standard_error(c)) ** 2 for p in group)))
    interest = plan.change_of_interest
    return (
        detectable.smallest_detectable_change(error, df, alpha=alpha, power=plan.power),
        detectable.power_of_test(interest, error, df, alpha=alpha),
        detectable.answers_needed(interest, group, c, alpha=alpha, power=plan.power),
    )


@dataclass(slots=True)
class _Found:
    """Counts of findings: (A+1, M) per kind, and of families with a false alarm."""

    hits: dict[Kind, Floats]
    alarms: dict[Kind, int]
    replicates: int = 0

    @staticmethod
    def empty(plan: SamplePlan, tries: _Tries) -> _Found:
        shape = (len(plan.areas) + 1, len(MULTIPLES))
        return _Found({kind: np.zeros(shape) for kind in KINDS}, dict.fromkeys(KINDS, 0))

    def add(self, result: dict[Kind, tuple[Floats, bool]], plan: SamplePlan) -> None:
        self.replicates += 1
        for kind, (hits, alarm) in result.items():
            self.hits[kind] += hits
            self.alarms[kind] += int(alarm)


def _replicate(
    plan: SamplePlan, letters: Ints, tries: _Tries, generator: Generator
) -> dict[Kind, tuple[Floats, bool]]:
    sample = draw_sample(plan, letters, generator)
    latent = draw_leanings(plan, sample, generator)
    design = Design.of(strata=sample.area, psu=sample.block)
    weights = Weights.of(sample.weight)
    by_area = domain_means(
        _answers(plan, sample, latent, tries, city=False),
        weights,
        design,
        by={"area": sample.area, "wave": sample.wave},
        lonely_psu="adjust",
    )
    in_city = domain_means(
        _answers(plan, sample, latent[:, :1], tries, city=True),
        weights,
        design,
        by=sample.wave,
        lonely_psu="adjust",
    )
    return {kind: _decide(plan, kind, by_area, in_city) for kind in KINDS}


def _answers(
    plan: SamplePlan, sample: PlannedSample, latent: Floats, tries: _Tries, *, city: bool
) -> dict[str, Floats]:
    """Answers without any change, one column per indicator, and of the first with each change."""
    share = plan.shares[sample.area]
    columns = {
        f"still {i}": (latent[:, i] < special.ndtri(share)).astype(np.float64)
        for i in range(latent.shape[1])
    }
    for kind in KINDS:
        path = true_path(plan, kind)[sample.wave]
        for multiple in MULTIPLES:
            change = tries.changes(kind, multiple)
            shift = change[-1] if city else change[sample.area]
            moved = special.ndtri(np.clip(share + shift * path, 1e-6, 1 - 1e-6))
            columns[f"{kind} {multiple}"] = (latent[:, 0] < moved).astype(np.float64)
    return columns


def _decide(plan: SamplePlan, kind: Kind, by_area: Grid, in_city: Grid) -> tuple[Floats, bool]:
    """(A+1, M) whether each change was found, the city last; whether the family cried wolf."""
    c = coefficients(plan, kind)
    waves = np.flatnonzero(c)
    terms = {str(a): {(a, int(w)): float(c[w]) for w in waves} for a in range(len(plan.areas))}
    alpha = 1 - plan.level
    tested = grid_contrasts(by_area, terms, method="none")
    still = tested.p[: plan.indicators]
    columns = [by_area.items.index(f"{kind} {multiple}") for multiple in MULTIPLES]
    found = np.zeros((len(plan.areas) + 1, len(MULTIPLES)))
    for m, column in enumerate(columns):
        found[:-1, m] = _found_alone(still, tested.p[column], plan, alpha)
    whole = grid_contrasts(in_city, {CITY: {int(w): float(c[w]) for w in waves}}, method="none")
    found[-1] = [
        whole.p[in_city.items.index(f"{kind} {multiple}"), 0] <= alpha for multiple in MULTIPLES
    ]
    return found, bool((adjust(still.ravel(), plan.method) <= alpha).any())


def _found_alone(still: Floats, changed: Floats, plan: SamplePlan, alpha: float) -> Floats:
    """(A,) whether each neighborhood, changed alone, is found in the family of the others."""
    found = np.zeros(len(changed))
    for a in np.flatnonzero(changed <= alpha):
        members = still.copy()
        members[0, a] = changed[a]
        found[a] = adjust(members.ravel(), plan.method)[a] <= alpha
    return found


def _outlook(plan: SamplePlan, letters: Ints, tries: _Tries, found: _Found | None) -> Outlook:
    places = plan.places(letters)
    half = float(special.ndtri(0.5 + plan.level / 2))
    answers = np.array([place.answers for place in places])
    one = np.ones(1)
    errors = np.array([place.standard_error(one) for place in places])
    weight = plan.adults / plan.adults.sum()
    city_error = float(np.sqrt(weight**2 @ errors**2))
    mean_share = float(weight @ plan.shares)
    rows = tuple(
        PlaceOutlook(
            name=area.name,
            adults=area.adults,
            letters=int(letters[i]),
            answers=float(answers[i]),
            design_effect=places[i].design_effect,
            margin=half * float(errors[i]),
            seen={kind: _seen(plan, tries, found, kind, i) for kind in KINDS},
        )
        for i, area in enumerate(plan.areas)
    )
    city = PlaceOutlook(
        name=CITY,
        adults=int(plan.adults.sum()),
        letters=int(letters.sum()),
        answers=float(answers.sum()),
        design_effect=city_error**2 * float(answers.sum()) / (mean_share * (1 - mean_share)),
        margin=half * city_error,
        seen={kind: _seen(plan, tries, found, kind, len(rows)) for kind in KINDS},
    )
    alarms = {} if found is None else {k: found.alarms[k] / found.replicates for k in KINDS}
    return Outlook(plan, rows, city, 0 if found is None else found.replicates, alarms)


def _seen(plan: SamplePlan, tries: _Tries, found: _Found | None, kind: Kind, place: int) -> Seen:
    formula = float(tries.formula[kind][place])
    room = float(tries.room[place])
    formula = formula if formula < room else float("inf")
    needed = float(tries.needed[kind][place])
    if found is None:
        return Seen(formula, float(tries.interest[kind][place]), needed)
    changes = np.array([abs(tries.changes(kind, m)[place]) for m in MULTIPLES])
    change, error, of_interest = _fitted(
        changes, found.hits[kind][place], found.replicates, plan.power, plan.change_of_interest
    )
    if change > room:
        change, error = float("inf"), float("inf")
    return Seen(formula, of_interest, needed, change, error)


def _fitted(
    changes: Floats, hits: Floats, replicates: int, power: float, interest: float
) -> tuple[float, float, float]:
    """The change found with the wanted power, its simulation error, and the power at interest.

    A test finds a change d with probability near Phi(d/se - z), a line in d on the probit scale;
    the line is fitted to the tried changes by weighted least squares.
    """
    rate = (hits + HALF) / (replicates + 1)
    z = special.ndtri(rate)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    weight = replicates * density**2 / (rate * (1 - rate))
    x = np.column_stack([np.ones(len(changes)), changes])
    gram = x.T @ (weight[:, None] * x)
    inverse = np.linalg.pinv(gram)
    intercept, slope = inverse @ (x.T @ (weight * z))
    at_interest = float(special.ndtr(intercept + slope * interest))
    if slope <= 0:
        return float("inf"), float("inf"), at_interest
    change = float((special.ndtri(power) - intercept) / slope)
    if change <= 0:
        return float("inf"), float("inf"), at_interest
    gradient = np.array([1.0, change]) / slope
    return change, float(np.sqrt(gradient @ inverse @ gradient)), at_interest
