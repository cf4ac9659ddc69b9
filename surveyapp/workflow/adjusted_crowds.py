"""The people behind adjusted values, for the audit: by modes in the mix, by wording read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Texts
from surveyapp.design.arrays import Mask
from surveyapp.disclosure.adjusted import BEHIND, BESIDE, WORDING, mix_of
from surveyapp.indicators.ballots import split_of
from surveyapp.instrument.model import Indicator


def adjusted_crowds(file: AnalysisFile, indicators: Iterable[Indicator]) -> dict[str, Texts]:
    """Grouping -> (n,) whether somebody is behind a value of that mix or wording.

    Every mix of the modes that occur is a grouping of its own, so that a mix printed before can be
    counted again. Who read no wording by lot is behind the values of every wording.
    """
    used = sorted(set(file.mode.tolist()) - {""})
    found = {
        mix_of(mix): _behind(np.isin(file.mode, mix))
        for size in range(1, len(used) + 1)
        for mix in combinations(used, size)
    }
    for indicator in indicators:
        arms = _arms(file, indicator)
        for code in np.unique(arms[arms > 0]).tolist():
            found[f"{WORDING}{indicator.id} {int(code)}"] = _behind((arms == 0) | (arms == code))
    return found


def _arms(file: AnalysisFile, indicator: Indicator) -> np.ndarray:
    """(n,) code of the wording read; 0 in waves that drew no lot, -1 where none is known."""
    arms = np.zeros(file.n)
    for wave in file.waves:
        column = file.columns.get(f"{split_of(file.instrument_of(wave), indicator)}.arm")
        if column is not None:
            here = file.in_wave(wave.slug)
            arms[here] = np.where(np.isnan(column.values), -1.0, column.values)[here]
    return arms


def _behind(mask: Mask) -> Texts:
    return np.where(mask, BEHIND, BESIDE)
