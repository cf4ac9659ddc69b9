"""Split ballots of a series: the effect of each wording that some wave asked at random."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.frame import FRAME_RULES
from surveyapp.collection.wave import Wave
from surveyapp.indicators.bridge import FEWEST, WordingEffect, wording_effect
from surveyapp.indicators.figures import Sample
from surveyapp.indicators.scoring import Scored
from surveyapp.instrument.model import Indicator, Instrument


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one wording of an indicator's question gives beside the first one, in one wave.

    Attributes
    ----------
    old, new : codes of the two wordings.
    """

    indicator: str
    wave: str
    old: int
    new: int
    found: WordingEffect


def ballots(
    file: AnalysisFile, scored: Iterable[Scored], sample: Sample, *, fewest: int = FEWEST
) -> tuple[Ballot, ...]:
    """Every wording effect that the file can tell: by wave, indicator and wording.

    Left out are indicators whose items were split by several lots, wordings that fewer than
    `fewest` people answered, and frames that allow no test.
    """
    if FRAME_RULES[sample.frame].tests != "all":
        return ()
    listed = list(scored)
    return tuple(
        ballot
        for wave in file.waves
        for one in listed
        for ballot in _of(file, wave, one, sample, fewest)
    )


def _of(
    file: AnalysisFile, wave: Wave, scored: Scored, sample: Sample, fewest: int
) -> Iterator[Ballot]:
    split = split_of(file.instrument_of(wave), scored.indicator)
    column = file.columns.get(f"{split}.arm")
    if column is None:
        return
    here = file.in_wave(wave.slug)
    answered = column.values[here & ~np.isnan(scored.values) & ~np.isnan(column.values)]
    codes, counts = np.unique(answered, return_counts=True)
    enough = [int(code) for code, n in zip(codes, counts, strict=True) if n >= fewest]
    for new in enough[1:]:
        effect = wording_effect(
            scored.values,
            column.values,
            sample,
            old=enough[0],
            new=new,
            domain=here,
            fewest=fewest,
        )
        yield Ballot(scored.indicator.id, wave.slug, enough[0], new, effect)


def split_of(instrument: Instrument, indicator: Indicator) -> str:
    """The one lot that decided the wording of an indicator's items; empty for none or several."""
    asked = [instrument.variables.get(name) for name in indicator.items]
    splits = {v.item.own_split for v in asked if v is not None and v.item.arms}
    return splits.pop() if len(splits) == 1 else ""
