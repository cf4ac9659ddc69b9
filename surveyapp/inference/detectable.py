"""The smallest change a test could have seen, so that silence is not taken for sameness."""

from __future__ import annotations

from surveyapp.design import detectable
from surveyapp.errors import EstimationError, Problem


def smallest_detectable_change(
    standard_error: float, df: float, *, alpha: float = 0.05, power: float = 0.8
) -> float:
    """The difference that a two-sided t test at `alpha` finds with probability `power`.

    Solves P(|T| > t) = power for T noncentral t with `df` degrees and noncentrality
    change / standard_error, t the two-sided critical value. For a member of a family pass the
    adjusted alpha (alpha / m for Bonferroni).

    Raises
    ------
    EstimationError when power or alpha are impossible, or there are no degrees of freedom.
    """
    problems = []
    if not 0 < alpha < power < 1:
        problems.append(
            Problem(
                f"alpha = {alpha:g} and power = {power:g} must satisfy 0 < alpha < power < 1.",
                where="alpha, power",
                code="alpha-power",
            )
        )
    if not df > 0:
        problems.append(
            Problem("No degrees of freedom are left.", where="df", code="no-degrees-of-freedom")
        )
    if not standard_error >= 0:
        problems.append(
            Problem(
                f"The standard error is {standard_error}.",
                where="standard_error",
                code="standard-error",
            )
        )
    if problems:
        raise EstimationError(problems)
    return detectable.smallest_detectable_change(standard_error, df, alpha=alpha, power=power)


def power_of(change: float, standard_error: float, df: float, *, alpha: float = 0.05) -> float:
    """Probability that the two-sided t test at `alpha` finds a true `change`."""
    return detectable.power_of_test(change, standard_error, df, alpha=alpha)
