"""From answers to one score a respondent: the indicator's declared rule, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from surveyapp.collection.analysis_file import ANSWERED, AnalysisFile, Column
from surveyapp.design.arrays import Floats, Mask
from surveyapp.errors import EstimationError, Problem
from surveyapp.instrument.model import Indicator, Variable

Unit = Literal["percent", "balance", "scale"]
UNITS: dict[str, Unit] = {
    "top_share": "percent",
    "net_balance": "balance",
    "mean": "scale",
    "scale_mean": "scale",
}


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """One indicator's scores for every respondent of a file.

    Attributes
    ----------
    values : (n,) score in the indicator's display unit (percent, balance in points, or scale
        points); NaN outside the base.
    dont_know : (n,) percent of the respondent's answers to the items that were "don't know" (0 or
        100 for one item); NaN where no answer was given at all.
    unit : of `values`.
    lowest, highest : ends of the unit's range; of the scale for a mean.
    """

    indicator: Indicator
    values: Floats
    dont_know: Floats
    unit: Unit
    lowest: float
    highest: float

    @property
    def is_proportion(self) -> bool:
        """Whether each respondent scores 0 or 100: a share of people, not of several answers."""
        return self.unit == "percent" and len(self.indicator.items) == 1

    @property
    def in_base(self) -> Mask:
        """(n,) who counts in the denominator."""
        return ~np.isnan(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """k items by n respondents: substantive codes (else NaN), and who said "don't know"."""

    codes: Floats
    dont_know: Mask
    lows: Floats
    highs: Floats
    turned: Mask


def score(indicator: Indicator, file: AnalysisFile) -> Scored:
    """Score every respondent by the indicator's own rule.

    Over the k of its items a respondent answered (k at least `missing_rule.answered_at_least`,
    else the respondent is outside the base):

    - top_share: 100 x share of the k answers with a code in `positive`;
    - net_balance: that less 100 x share with a code in `negative`;
    - mean: mean of the k codes or numbers;
    - scale_mean: mean of the k codes, turned so that higher is better.

    "Don't know" is no answer where it is "excluded, shown beside"; where it is "in the base" it
    counts among the k and is neither positive nor negative. Not stated, not applicable, not
    reached and not asked are never answers.

    Raises
    ------
    EstimationError when the file lacks an item, or a mean is asked to hold "don't know".
    """
    _refuse_unscorable(indicator, file)
    answers = _answers(indicator, file)
    in_base = indicator.dont_know == "in the base"
    counted = ~np.isnan(answers.codes)
    said = counted | answers.dont_know
    k = (said if in_base else counted).sum(axis=0)
    points = _points(indicator, answers)
    total = np.where(counted, points, 0.0).sum(axis=0)
    enough = k >= max(1, indicator.missing_rule.answered_at_least)
    values = np.asarray(np.divide(total, k, out=np.full(file.n, np.nan), where=enough))
    asked = said.sum(axis=0)
    unsure = np.divide(
        100.0 * answers.dont_know.sum(axis=0), asked, out=np.full(file.n, np.nan), where=asked > 0
    )
    lowest, highest = _range(indicator, answers)
    return Scored(indicator, values, unsure, UNITS[indicator.scoring], lowest, highest)


def score_all(indicators: Sequence[Indicator], file: AnalysisFile) -> dict[str, Scored]:
    """Every indicator's scores by its id."""
    return {indicator.id: score(indicator, file) for indicator in indicators}


def _points(indicator: Indicator, answers: _Answers) -> Floats:
    """(k, n) points of each answer; NaN where there is none."""
    match indicator.scoring:
        case "top_share":
            return np.asarray(100.0 * np.isin(answers.codes, indicator.positive))
        case "net_balance":
            up = np.isin(answers.codes, indicator.positive).astype(np.float64)
            return np.asarray(100.0 * (up - np.isin(answers.codes, indicator.negative)))
        case "mean":
            return answers.codes
        case "scale_mean":
            turned = (answers.lows + answers.highs)[:, None] - answers.codes
            return np.where(answers.turned[:, None], turned, answers.codes)


def _range(indicator: Indicator, answers: _Answers) -> tuple[float, float]:
    match indicator.scoring:
        case "top_share":
            return 0.0, 100.0
        case "net_balance":
            return -100.0, 100.0
        case _:
            return float(answers.lows.min()), float(answers.highs.max())


def _answers(indicator: Indicator, file: AnalysisFile) -> _Answers:
    rows = [_item(name, indicator, file) for name in indicator.items]
    return _Answers(
        codes=np.stack([row[0] for row in rows]),
        dont_know=np.stack([row[1] for row in rows]),
        lows=np.array([row[2] for row in rows]),
        highs=np.array([row[3] for row in rows]),
        turned=np.array([_direction(name, file) == "lower is better" for name in indicator.items]),
    )


def _item(name: str, indicator: Indicator, file: AnalysisFile) -> tuple[Floats, Mask, float, float]:
    """One item's substantive codes, its don't knows, and the ends of its scale."""
    column = file.columns.get(name) or _several(name, indicator, file)
    unsure_codes = [option.code for option in column.options if option.dont_know]
    answered = column.missing == ANSWERED
    unsure = answered & np.isin(column.values, unsure_codes)
    codes = np.where(answered & ~unsure, column.values, np.nan)
    scale = [float(option.code) for option in column.options if option.substantive]
    scale = scale or [float(code) for code in codes[~np.isnan(codes)]] or [0.0]
    return codes, unsure, min(scale), max(scale)


def _several(name: str, indicator: Indicator, file: AnalysisFile) -> Column:
    """A multiple-choice item as one column: the first chosen code that counts, else another's."""
    parts = {key: column for key, column in file.columns.items() if key.startswith(f"{name}:")}
    first = next(iter(parts.values()))
    chosen = np.full(file.n, np.nan)
    for key, column in parts.items():
        code = float(key.rsplit(":", 1)[1])
        counts = code in indicator.positive or code in indicator.negative
        ticked = column.values == 1.0
        chosen = np.where(ticked & (counts | np.isnan(chosen)), code, chosen)
    missing = np.where(np.isnan(chosen) & (first.missing == ANSWERED), 1, first.missing)
    variable = _variable(name, file)
    options = variable.options if variable is not None else first.options
    return Column(name, chosen, missing.astype(np.int8), options)


def _direction(name: str, file: AnalysisFile) -> str:
    variable = _variable(name, file)
    return variable.item.direction if variable is not None else "none"


def _variable(name: str, file: AnalysisFile) -> Variable | None:
    """The variable as the newest wave that asks it declares it."""
    for wave in reversed(file.waves):
        variable = file.instrument_of(wave).variables.get(name)
        if variable is not None:
            return variable
    return None


def _refuse_unscorable(indicator: Indicator, file: AnalysisFile) -> None:
    problems = [
        Problem(
            f"The file has no answers to item {name!r} of this indicator.",
            where=indicator.id,
            remedies=("Take the indicator out of the report.", "Add a wave that asks the item."),
            code="no-such-item",
        )
        for name in indicator.items
        if name not in file.columns and not any(key.startswith(f"{name}:") for key in file.columns)
    ]
    if indicator.dont_know == "in the base" and indicator.scoring in ("mean", "scale_mean"):
        problems.append(
            Problem(
                'A mean cannot hold "don\'t know" in its base: it has no place on the scale.',
                where=indicator.id,
                remedies=('Declare dont_know = "excluded, shown beside".',),
                code="dont-know-in-a-mean",
            )
        )
    if problems:
        raise EstimationError(problems)
