"""Whether one figure is precise enough to be shown (NCHS presentation standards)."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from surveyapp.errors import EstimationError
from surveyapp.indicators.results import Withheld


@dataclass(frozen=True, slots=True)
class Standards:
    """The thresholds of a presentation rule, as data; they are printed on the method page.

    Attributes
    ----------
    persons : fewest unweighted persons behind any published value; fewer is *confidential*.
    effective : smallest effective sample of a proportion, count or mean.
    narrow : interval width (of a proportion) always shown.
    wide : interval width (of a proportion) never shown.
    relative : largest width of the interval relative to the proportion.
    count_relative : largest width of the interval relative to an estimated count.
    count_persons : fewest unweighted persons behind an estimated count.
    degrees_of_freedom : below this a shown figure is flagged for review.
    """

    persons: int = 20
    effective: float = 30.0
    narrow: float = 0.05
    wide: float = 0.30
    relative: float = 1.30
    count_relative: float = 1.60
    count_persons: int = 10
    degrees_of_freedom: float = 8.0


NCHS = Standards()


@dataclass(frozen=True, slots=True)
class Decision:
    """One verdict for one cell: shown, or withheld with the one reason that is printed."""

    withheld: Withheld | None
    reason: str = ""
    flags: tuple[str, ...] = ()


SHOWN = Decision(None)


def present_proportion(
    *,
    proportion: float,
    standard_error: float,
    lower: float,
    upper: float,
    n: int,
    degrees_of_freedom: float,
    standards: Standards = NCHS,
) -> Decision:
    """Apply the standards for proportions of the National Center for Health Statistics.

    Effective sample ``p (1 - p) / SE^2`` (n itself at 0 and 1, never more than n) under 30 is
    withheld; else an interval of width at most 0.05 is shown; else a width of at least 0.30, or
    over 1.30 times the proportion, is withheld; all else is shown. The confidential threshold
    comes first, so that a cell has one reason. Parker et al. (2017), with the correction of 2021.

    Parameters
    ----------
    proportion, standard_error, lower, upper : on the 0 to 1 scale; the interval is Korn-Graubard.
    n : unweighted persons in the denominator.
    degrees_of_freedom : of the design within the domain.
    """
    few = _too_few_persons(n, standards)
    if few is not None:
        return few
    _refuse_missing(proportion, lower, upper)
    n_effective = _n_effective(proportion, standard_error, n)
    width = upper - lower
    if n_effective < standards.effective:
        return _imprecise(f"effective sample {n_effective:.0f}, under {standards.effective:.0f}")
    if width > standards.narrow:
        if width >= standards.wide:
            return _imprecise(f"interval {100 * width:.0f} points wide")
        if proportion == 0.0 or width / proportion > standards.relative:
            return _imprecise(f"interval wider than {standards.relative:.0%} of the value")
    return Decision(None, flags=_flags(proportion, width, degrees_of_freedom, standards))


def present_mean(
    *,
    n: int,
    effective_n: float,
    degrees_of_freedom: float,
    standards: Standards = NCHS,
) -> Decision:
    """Apply the thresholds that make sense for a mean, a score or a net balance.

    There is no published rule for the width of such an interval; the effective sample (Kish) must
    reach the one asked of a proportion, and the confidential threshold is the same.
    """
    few = _too_few_persons(n, standards)
    if few is not None:
        return few
    if effective_n < standards.effective:
        return _imprecise(f"effective sample {effective_n:.0f}, under {standards.effective:.0f}")
    return Decision(None, flags=_review(degrees_of_freedom, standards))


def present_count(
    *,
    count: float,
    lower: float,
    upper: float,
    n: int,
    degrees_of_freedom: float,
    standards: Standards = NCHS,
) -> Decision:
    """Apply the standards for estimated counts: at least 10 persons, relative width at most 1.60.

    National Center for Health Statistics, Series 2 no. 200. The confidential threshold of the
    standards applies as well.
    """
    few = _too_few_persons(n, standards)
    if few is not None:
        return few
    _refuse_missing(count, lower, upper)
    if n < standards.count_persons:
        return _imprecise(f"{n} persons, under {standards.count_persons}")
    if count <= 0.0 or (upper - lower) / count > standards.count_relative:
        return _imprecise(f"interval wider than {standards.count_relative:.0%} of the count")
    return Decision(None, flags=_review(degrees_of_freedom, standards))


def _too_few_persons(n: int, standards: Standards) -> Decision | None:
    if n >= standards.persons:
        return None
    return Decision("confidential", f"fewer than {standards.persons} people answered")


def _imprecise(reason: str) -> Decision:
    return Decision("imprecise", reason)


def _n_effective(proportion: float, standard_error: float, n: int) -> float:
    if proportion in (0.0, 1.0) or standard_error == 0.0:
        return float(n)
    return min(float(n), proportion * (1.0 - proportion) / standard_error**2)


def _flags(
    proportion: float, width: float, degrees_of_freedom: float, standards: Standards
) -> tuple[str, ...]:
    flags = list(_review(degrees_of_freedom, standards))
    if proportion in (0.0, 1.0):
        flags.append("everybody or nobody: review")
    elif width > standards.narrow and width / (1.0 - proportion) > standards.relative:
        flags.append("the complement is imprecise")
    return tuple(flags)


def _review(degrees_of_freedom: float, standards: Standards) -> tuple[str, ...]:
    if degrees_of_freedom >= standards.degrees_of_freedom:
        return ()
    return (f"fewer than {standards.degrees_of_freedom:.0f} degrees of freedom: review",)


def _refuse_missing(*numbers: float) -> None:
    if not all(isfinite(number) for number in numbers):
        raise EstimationError(
            f"A figure without a value or an interval cannot be judged for showing: {numbers}."
        )
