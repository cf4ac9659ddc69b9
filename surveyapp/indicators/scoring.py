"""From answers to one score a respondent: the indicator's declared rule, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from surveyapp.collection.analysis_file import ANSWERED, AnalysisFile, Column
from surveyapp.collection.renumbering import in_newest_codes, newest_variable
from surveyapp.collection.wave import Wave
from surveyapp.design.arrays import Floats, Mask
from surveyapp.errors import EstimationError, Problem
from surveyapp.instrument.model import Indicator, Instrument, Variable
from surveyapp.instrument.option_matching import codes_moved, matching

Declared = Callable[[str], Variable | None]
"""A variable by its name, as some edition declares it."""
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

    The rule is the newest edition's, read in its codes: where an earlier edition numbered the
    same options otherwise, its answers are renumbered first. Where its options cannot be matched
    by their words, the line breaks there, and that wave is scored by the rule of its own edition.

    Raises
    ------
    EstimationError when the file lacks an item, or a mean is asked to hold "don't know".
    """
    file = in_newest_codes(file)
    _refuse_unscorable(indicator, file)
    found = _scored(indicator, file, newest_of(file))
    for wave in file.waves[:-1]:
        own = _own_rule(indicator, file, wave)
        if own is not None:
            edition = file.instrument_of(wave).variables
            rows, then = file.in_wave(wave.slug), _scored(own, file, edition.get)
            found.values[rows] = then.values[rows]
            found.dont_know[rows] = then.dont_know[rows]
    return found


def _scored(indicator: Indicator, file: AnalysisFile, declared: Declared) -> Scored:
    answers = _answers(indicator, file, declared)
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


def newest_of(file: AnalysisFile) -> Declared:
    """Each variable as the newest wave that asks it declares it."""
    return partial(newest_variable, file)


def _own_rule(indicator: Indicator, file: AnalysisFile, wave: Wave) -> Indicator | None:
    """The rule of a wave's own edition, where the newest rule's codes mean something else there.

    Raises
    ------
    EstimationError : that rule scores in another unit, which no figure can print beside this one.
    """
    edition = file.instrument_of(wave)
    if not any(_means_else(name, edition, file) for name in indicator.items):
        return None
    own = next((each for each in edition.indicators if each.id == indicator.id), None)
    if own is None or UNITS[own.scoring] == UNITS[indicator.scoring]:
        return own
    raise EstimationError(
        Problem(
            f"Wave {wave.slug} scores it in another unit ({own.scoring}), from options that the "
            "newest edition does not have.",
            indicator.id,
            ("Give the new indicator an id of its own.", "Leave it out of the report."),
            "another-unit",
        )
    )


def _means_else(name: str, edition: Instrument, file: AnalysisFile) -> bool:
    """Whether a code of an item means another answer in an edition than in the newest one."""
    old, new = edition.variables.get(name), newest_variable(file, name)
    if old is None or new is None or not old.options or not new.options:
        return False
    language = edition.languages[0]
    return codes_moved(old.options, new.options, language) and not matching(
        old.options, new.options, language
    )


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


def _answers(indicator: Indicator, file: AnalysisFile, declared: Declared) -> _Answers:
    rows = [_item(name, indicator, file, declared) for name in indicator.items]
    return _Answers(
        codes=np.stack([row[0] for row in rows]),
        dont_know=np.stack([row[1] for row in rows]),
        lows=np.array([row[2] for row in rows]),
        highs=np.array([row[3] for row in rows]),
        turned=np.array([_turned(declared(name)) for name in indicator.items]),
    )


def _item(
    name: str, indicator: Indicator, file: AnalysisFile, declared: Declared
) -> tuple[Floats, Mask, float, float]:
    """One item's substantive codes, its don't knows, and the ends of its scale."""
    variable = declared(name)
    column = file.columns.get(name) or _several(name, indicator, file, variable)
    if variable is not None and variable.options:
        column = replace(column, options=variable.options)
    unsure_codes = [option.code for option in column.options if option.dont_know]
    answered = column.missing == ANSWERED
    unsure = answered & np.isin(column.values, unsure_codes)
    codes = np.where(answered & ~unsure, column.values, np.nan)
    scale = [float(option.code) for option in column.options if option.substantive]
    scale = scale or [float(code) for code in codes[~np.isnan(codes)]] or [0.0]
    return codes, unsure, min(scale), max(scale)


def _several(
    name: str, indicator: Indicator, file: AnalysisFile, variable: Variable | None
) -> Column:
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
    options = variable.options if variable is not None else first.options
    return Column(name, chosen, missing.astype(np.int8), options)


def _turned(variable: Variable | None) -> bool:
    return variable is not None and variable.item.direction == "lower is better"


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
