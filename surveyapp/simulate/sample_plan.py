"""A planned sample: who is invited where, and which tests will be run on the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveyapp.design.allocation import (
    divide,
    neyman_allocation,
    power_allocation,
    proportional_allocation,
)
from surveyapp.design.arrays import Floats, Ints
from surveyapp.design.detectable import PlannedPlace
from surveyapp.errors import InputError, Problem
from surveyapp.inference.multiplicity import Method

Allocation = Literal["equal", "proportional", "neyman", "power"]
Kind = Literal["next wave", "pooled waves", "trend"]
KINDS: tuple[Kind, ...] = ("next wave", "pooled waves", "trend")


@dataclass(frozen=True, slots=True)
class PlannedArea:
    """A neighborhood: its adults, and what differs there from the rest of the plan."""

    name: str
    adults: int
    share: float | None = None
    response_rate: float | None = None


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """What is known before a wave is fielded.

    Attributes
    ----------
    letters : invited in each wave, over the whole city.
    waves : fielded by the time of the last test; a trend runs over all of them.
    pool : waves pooled on either side of the pooled comparison.
    blocks : drawn in each neighborhood; 0 when residents are drawn one by one.
    overlap : share of blocks kept from one wave to the next.
    response_rate, share : of a neighborhood that does not say otherwise.
    weighting_effect : 1 + CV^2 of the weights (Kish).
    intraclass : correlation of answers within a block.
    indicators : published together for each neighborhood; a family has neighborhoods x indicators
        tests.
    change_of_interest : smallest change that would matter, as a share (0.05 is five points).
    """

    areas: tuple[PlannedArea, ...]
    letters: int
    title: str = "Sample plan"
    waves: int = 8
    pool: int = 4
    response_rate: float = 0.25
    blocks: int = 20
    overlap: float = 1.0
    share: float = 0.5
    weighting_effect: float = 1.3
    intraclass: float = 0.02
    indicators: int = 1
    method: Method = "holm"
    level: float = 0.95
    power: float = 0.8
    change_of_interest: float = 0.05
    allocation: Allocation = "power"
    allocation_power: float = 0.5

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise InputError(problems)

    @property
    def tests(self) -> int:
        """Tests in one family."""
        return len(self.areas) * self.indicators

    @property
    def adults(self) -> Floats:
        """(A,) adults of each neighborhood."""
        return np.array([area.adults for area in self.areas], dtype=np.float64)

    @property
    def shares(self) -> Floats:
        """(A,) expected share of each neighborhood."""
        return np.array([self.share if a.share is None else a.share for a in self.areas])

    @property
    def response_rates(self) -> Floats:
        """(A,) expected response rate of each neighborhood."""
        return np.array(
            [self.response_rate if a.response_rate is None else a.response_rate for a in self.areas]
        )

    @property
    def waves_pooled(self) -> int:
        """Waves on either side of the pooled comparison that the plan holds."""
        return min(self.pool, self.waves // 2)

    def letters_by_area(self) -> Ints:
        """(A,) letters of each wave by the plan's rule, at most one to each adult.

        A spread counts once more where fewer answer: letters are divided, answers inform.
        """
        spread = np.sqrt(self.shares * (1 - self.shares) / self.response_rates)
        most = self.adults
        if self.allocation == "equal":
            return divide(self.letters, np.ones(len(self.areas)), smallest=2, largest=most)
        if self.allocation == "proportional":
            return proportional_allocation(self.letters, self.adults, largest=most)
        if self.allocation == "neyman":
            return neyman_allocation(self.letters, self.adults, spread, largest=most)
        return power_allocation(
            self.letters, self.adults, spread, power=self.allocation_power, largest=most
        )

    def places(self, letters: Ints | None = None) -> tuple[PlannedPlace, ...]:
        """What the closed forms need to know of each neighborhood."""
        sent = self.letters_by_area() if letters is None else letters
        answers = sent * self.response_rates
        return tuple(
            PlannedPlace(
                answers=float(answers[i]),
                psus=float(min(self.blocks, sent[i])) if self.blocks else float(answers[i]),
                share=float(self.shares[i]),
                weighting_effect=self.weighting_effect,
                intraclass=self.intraclass if self.blocks else 0.0,
                overlap=self.overlap if self.blocks else 0.0,
                weight=float(self.adults[i] / self.adults.sum()),
            )
            for i in range(len(self.areas))
        )


def intraclass_of(design_effect: float, weighting_effect: float, per_block: float) -> float:
    """The correlation within blocks at which weights and blocks give a whole design effect.

    Raises
    ------
    InputError when the whole is below the weighting effect, or blocks give one answer each.
    """
    rest = design_effect / weighting_effect - 1
    if abs(rest) < 1e-12:
        return 0.0
    if rest < 0 or per_block <= 1 or rest / (per_block - 1) >= 1:
        raise InputError(
            Problem(
                f"A design effect of {design_effect:g} cannot come from weights that give "
                f"{weighting_effect:g} and {per_block:.1f} answers a block.",
                where="design_effect",
                remedies=(
                    "Give intraclass, the correlation within blocks, instead.",
                    "Lower weighting_effect.",
                    "Draw fewer blocks.",
                ),
                code="design-effect",
            )
        )
    return rest / (per_block - 1)


def _problems(plan: SamplePlan) -> list[Problem]:
    found: list[Problem] = []

    def need(good: bool, where: str, what: str, remedy: str) -> None:
        if not good:
            found.append(Problem(what, where=where, remedies=(remedy,), code="bad-plan"))

    need(bool(plan.areas), "neighborhoods", "There is no neighborhood.", "List at least one.")
    names = [area.name for area in plan.areas]
    twice = sorted({name for name in names if names.count(name) > 1})
    need(not twice, "neighborhoods", f"Named twice: {', '.join(twice)}.", "Give each its own name.")
    for area in plan.areas:
        need(area.adults >= 2, area.name, f"It has {area.adults} adults.", "Give its adults.")
    for where, values in (
        ("share", plan.shares),
        ("response_rate", plan.response_rates * (1 - 1e-9)),
    ):
        for area, value in zip(plan.areas, values.tolist(), strict=True):
            need(0 < value < 1, f"{where} of {area.name}", f"It is {value:g}.", "Give 0 to 1.")
    need(plan.waves >= 2, "waves", f"{plan.waves} waves show no change.", "Plan at least 2.")
    need(plan.pool >= 1, "pool", f"{plan.pool} waves cannot be pooled.", "Pool at least 1.")
    need(plan.blocks != 1 and plan.blocks >= 0, "blocks", "One block shows no spread.", "Draw 2.")
    need(0 <= plan.overlap <= 1, "overlap", f"It is {plan.overlap:g}.", "Give 0 to 1.")
    need(plan.weighting_effect >= 1, "weighting_effect", "It is below 1.", "Give 1 or more.")
    need(0 <= plan.intraclass < 1, "intraclass", f"It is {plan.intraclass:g}.", "Give 0 to 1.")
    need(plan.indicators >= 1, "indicators", "There is none.", "Give the number published.")
    need(0 < plan.change_of_interest < 1, "change_of_interest", "It is no share.", "Give 0 to 1.")
    need(0.5 < plan.level < 1, "level", f"It is {plan.level:g}.", "Give 0.95, say.")
    need(1 - plan.level < plan.power < 1, "power", f"It is {plan.power:g}.", "Give 0.80, say.")
    return found
