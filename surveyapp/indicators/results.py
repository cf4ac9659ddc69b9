"""The frozen values every report, file and page is made from: cells, comparisons, joint tests.

Units: `value`, `standard_error`, limits, differences and detectable changes stand in the
indicator's display unit: 0 to 100 for shares, -100 to 100 for net balances, scale points for
means. Shares such as `dont_know_share` are 0 to 100 too. Probabilities (`p`, `level`) are 0 to 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Literal

from surveyapp.errors import DisclosureRefused, EstimationError
from surveyapp.inference.verdict import Verdict

CITY = "city"
"""Place id of the whole city."""
EVERYONE = "all"
"""Group id of all respondents together."""
REST = "rest"
"""Reference of a comparison with everybody else: the other areas, or the other groups."""

Withheld = Literal["imprecise", "confidential", "not comparable"]
"""Why a figure is not shown; only comparisons over time can be "not comparable"."""
ComparisonKind = Literal[
    "previous quarter",
    "same quarter last year",
    "rolling year",
    "trend",
    "rest of city",
    "other groups",
]


def _numbers(record: object) -> dict[str, float]:
    held = {field.name: getattr(record, field.name) for field in fields(record)}  # type: ignore[arg-type]
    return {
        name: value
        for name, value in held.items()
        if name != "level" and isinstance(value, (int, float)) and not isinstance(value, bool)
    }


def _refuse_unfit(record: object, label: str, withheld: Withheld | None) -> None:
    numbers = _numbers(record)
    if withheld is not None and numbers:
        raise DisclosureRefused(
            f"{label} is withheld ({withheld}) yet carries {', '.join(sorted(numbers))}. "
            "Remedy: set every number of a withheld value to None."
        )
    unfit = sorted(name for name, value in numbers.items() if not math.isfinite(value))
    if unfit:
        raise EstimationError(
            f"{label}: {', '.join(unfit)} is not a finite number. "
            "Remedy: withhold the value with its reason, or leave out the part that has none."
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One published figure: an indicator in one wave, place and group.

    Attributes
    ----------
    place : area id, or `CITY`.
    group : `EVERYONE`, or "variable:level" such as "age:18-24".
    lower, upper : limits of the interval at `level`, or worst and best case of a census; None
        where the frame allows none.
    n : people in the base who gave an answer that counts.
    kish_effective_n : (sum w)^2 / sum w^2 over the base.
    n_effective : p(1-p)/SE^2, of proportions only.
    dont_know_share : weighted % of those asked who said "don't know".
    withheld, reason : why there is no figure; every number is then None.
    flags : short notes printed under the table ("complement unreliable").
    """

    id: str
    indicator: str
    wave: str
    place: str = CITY
    group: str = EVERYONE
    value: float | None = None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None
    level: float = 0.95
    n: int | None = None
    kish_effective_n: float | None = None
    n_effective: float | None = None
    degrees_of_freedom: float | None = None
    design_effect: float | None = None
    dont_know_share: float | None = None
    withheld: Withheld | None = None
    reason: str = ""
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _refuse_unfit(self, f"Cell {self.id}", self.withheld)
        if self.withheld is None and self.value is None:
            raise EstimationError(
                f"Cell {self.id} has neither a value nor a reason to withhold one."
            )


@dataclass(frozen=True, slots=True)
class Comparison:
    """One contrast, its test within its family, and the word it ends in.

    Attributes
    ----------
    family : id of the family registered in the wave's plan; "" when the comparison was not
        registered, which the report prints as exploratory.
    wave, reference : the wave spoken of, and what it is held against: an earlier wave's id,
        `REST` for areas and groups, the first wave's id for a trend.
    difference : wave minus reference; for a trend, change a year.
    lower, upper : interval at the family's level, this comparison alone.
    adjusted_lower, adjusted_upper : interval that holds for the whole family at once.
    p, adjusted_p, method : before and after the family's adjustment ("holm", "BH", "none").
    smallest_detectable_change : at the plan's power within the family, as a positive number.
    change_of_interest : declared in the plan, as a positive number.
    verdict : None where the frame allows no test (descriptive figures only).
    better : True or False when a difference was found and residents would call it better or
        worse; None otherwise, or when the indicator declares no direction.
    withheld : when either side is withheld; every number is then None.
    """

    id: str
    indicator: str
    kind: ComparisonKind
    wave: str
    reference: str
    place: str = CITY
    group: str = EVERYONE
    family: str = ""
    difference: float | None = None
    standard_error: float | None = None
    lower: float | None = None
    upper: float | None = None
    adjusted_lower: float | None = None
    adjusted_upper: float | None = None
    p: float | None = None
    adjusted_p: float | None = None
    method: str = "none"
    level: float = 0.95
    degrees_of_freedom: float | None = None
    smallest_detectable_change: float | None = None
    change_of_interest: float | None = None
    verdict: Verdict | None = None
    better: bool | None = None
    withheld: Withheld | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        _refuse_unfit(self, f"Comparison {self.id}", self.withheld)
        if self.withheld is not None and self.verdict not in (None, Verdict.TOO_FEW):
            raise DisclosureRefused(
                f"Comparison {self.id} is withheld yet says {self.verdict}; "
                "it may only say too few answers, or nothing."
            )
        if self.better is not None and not (self.verdict and self.verdict.detected):
            raise EstimationError(
                f"Comparison {self.id} calls itself better or worse without a found difference."
            )

    @property
    def registered(self) -> bool:
        """True when the comparison was in the plan before the wave opened."""
        return self.family != ""


@dataclass(frozen=True, slots=True)
class FamilyTest:
    """One joint test that none of a family's differences exists.

    Attributes
    ----------
    family, title : id and words of the family ("City changes since last quarter").
    kind, wave : what its comparisons have in common.
    comparisons : how many it holds.
    method, level : the family's adjustment, and 1 - level is its error rate.
    F, df1, df2, p : adjusted Wald test; None where it cannot be computed, with `reason`.
    """

    family: str
    title: str
    kind: ComparisonKind
    wave: str
    comparisons: int
    method: str
    level: float = 0.95
    F: float | None = None
    df1: float | None = None
    df2: float | None = None
    p: float | None = None
    reason: str = ""
