"""How many responses of a wave raised which flag, and what the figures are without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from surveyapp.collection.analysis_file import AnalysisFile, Mask
from surveyapp.collection.frame import FRAME_RULES
from surveyapp.collection.quality_rules import RULES, Rule, rule_text
from surveyapp.collection.wave import count_only
from surveyapp.design.planned import design_of, lonely_policy
from surveyapp.disclosure.presentation import NCHS
from surveyapp.errors import Problem, WaveError
from surveyapp.estimation.estimate import Estimates
from surveyapp.indicators.figures import Sample
from surveyapp.indicators.scoring import score_all
from surveyapp.storage.responses import load_analysis_file
from surveyapp.storage.waves import load_wave
from surveyapp.weighting.weights import Weights
from surveyapp.workflow.weigh import weigh_unsaved

ALL, WITHOUT = "all", "without"


@dataclass(frozen=True, slots=True)
class FlagCount:
    """How many responses raised a flag; `rule` says how it is decided, in this wave's words."""

    flag: str
    title: str
    rule: str
    source: str
    count: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One indicator with and without the flagged responses, in its own units.

    The weights are the same: leaving people out is a domain of the sample, not another sample.
    Standard errors are None for frames whose sampling error has no meaning.

    Attributes
    ----------
    n, n_without : answers behind each value. value_without : None where nobody is left.
    """

    indicator: str
    n: int
    value: float
    standard_error: float | None
    n_without: int
    value_without: float | None
    standard_error_without: float | None

    @property
    def difference(self) -> float | None:
        """Without minus with."""
        return None if self.value_without is None else self.value_without - self.value


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The quality flags of a closed wave."""

    wave: str
    n: int
    flagged: int
    flags: tuple[FlagCount, ...]
    sensitivity: tuple[Sensitivity, ...]


def quality_report(session: Session, slug: str, *, weighted: bool = True) -> QualityReport:
    """The flags of a closed wave, each with its rule, and every indicator with and without.

    Parameters
    ----------
    weighted : False leaves out the figures, which need the wave's population margins. They are
        left out, too, where under 20 responses are flagged or under 20 are not.

    Raises
    ------
    WaveError : the wave has not closed, or has under 20 responses and is a count only.
    WeightingError : the margins are missing or cannot be met.
    """
    wave = load_wave(session, slug)
    if wave.state not in ("closed", "published"):
        remedy = (f"Run: surveyapp wave close {slug}",)
        what = f"The wave is {wave.state}; flags are sealed with the answers until it closes."
        raise WaveError(Problem(what, slug, remedy, "state"))
    if count_only(wave):
        what = f"The wave has {wave.answered or 0} responses; under 20 only that count is shown."
        raise WaveError(Problem(what, slug, code="count-only"))
    weighed = weigh_unsaved(session, slug) if weighted else None
    file = weighed.file if weighed else load_analysis_file(session, [slug])
    here = file.in_wave(slug)
    flags = tuple(
        _count(RULES.get(flag), flag, raised & here, file)
        for flag, raised in sorted(file.quality.items())
    )
    return QualityReport(
        wave=slug,
        n=int(here.sum()),
        flagged=int((file.flagged & here).sum()),
        flags=flags,
        sensitivity=sensitivity(file, weighed.weights, slug)
        if weighed and enough_flagged(file, slug, NCHS.persons)
        else (),
    )


def enough_flagged(file: AnalysisFile, slug: str, persons: int) -> bool:
    """Whether figures without the flagged tell about nobody: so many are flagged, and not."""
    here = file.in_wave(slug)
    flagged, others = int((here & file.flagged).sum()), int((here & ~file.flagged).sum())
    return min(flagged, others) >= persons


def sensitivity(
    file: AnalysisFile, weights: Weights, slug: str, leave_out: Mask | None = None
) -> tuple[Sensitivity, ...]:
    """Every indicator of a wave with and without some responses, the flagged ones by default.

    Parameters
    ----------
    leave_out : (n,) responses to leave out; the domain of the others is estimated with the
        design of the whole sample.
    """
    wave = next(wave for wave in file.waves if wave.slug == slug)
    scored = score_all(file.instrument_of(wave).indicators, file)
    here = file.in_wave(slug)
    left = here & ~(file.flagged if leave_out is None else leave_out)
    sample = Sample(weights, design_of(file), wave.frame, lonely_policy(file), wave.plan.level)
    masks = {ALL: here} | ({WITHOUT: left} if left.any() else {})
    values = {
        name: one.values for name, one in scored.items() if np.any(~np.isnan(one.values) & here)
    }
    return _compared(values, masks, sample) if values else ()


def _compared(
    values: Mapping[str, np.ndarray], masks: Mapping[str, Mask], sample: Sample
) -> tuple[Sensitivity, ...]:
    found = sample.means(values, masks)
    sampled = FRAME_RULES[sample.frame].uncertainty in ("design-based", "modelled")
    lines = []
    for name in values:
        whole = found[f"{name}|{ALL}"]
        rest = found[f"{name}|{WITHOUT}"] if _answers(found, name) else None
        lines.append(
            Sensitivity(
                indicator=name,
                n=whole.n,
                value=whole.value,
                standard_error=whole.standard_error if sampled else None,
                n_without=rest.n if rest else 0,
                value_without=rest.value if rest else None,
                standard_error_without=rest.standard_error if rest and sampled else None,
            )
        )
    return tuple(lines)


def _answers(found: Estimates, name: str) -> bool:
    """Whether anybody who is left has a value of the indicator."""
    return f"{name}|{WITHOUT}" in found


def _count(rule: Rule | None, flag: str, raised: Mask, file: AnalysisFile) -> FlagCount:
    count = int(raised.sum())
    if rule is None:
        words = "Given with answers gathered elsewhere."
        return FlagCount(flag, flag.replace("_", " "), words, "the import", count)
    text = rule_text(rule, file.waves[-1].plan)
    return FlagCount(flag, rule.title, text, rule.source, count)
