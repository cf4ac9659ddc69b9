"""The truth of the practice city: what everybody would have said, counted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveyapp.design.arrays import Floats, Mask
from surveyapp.instrument.model import Indicator, Instrument
from surveyapp.simulate.city import City
from surveyapp.simulate.opinions import DONT_KNOW, NOT_STATED, Opinions
from surveyapp.simulate.residents import Residents

CITY_ID = "city"


@dataclass(frozen=True, slots=True)
class TruthCell:
    """The true value of an indicator in a wave and place, in its display unit."""

    indicator: str
    wave: str
    place: str
    value: float


def true_cells(
    instrument: Instrument,
    city: City,
    residents: Residents,
    waves: Mapping[str, Opinions],
    indicators: Sequence[str],
) -> tuple[TruthCell, ...]:
    """Means over everybody who lives there and has an opinion, one wave and place at a time.

    Counted from all residents by a few lines of arithmetic of its own, so that an error of the
    program's scoring or estimation cannot hide in it.
    """
    chosen = {i.id: i for i in instrument.indicators if i.id in indicators}
    found = []
    for slug, drawn in waves.items():
        for name in indicators:
            scores = _scores(chosen[name], drawn)
            counted = ~np.isnan(scores)
            found.append(TruthCell(name, slug, CITY_ID, float(scores[counted].mean())))
            for number, place in enumerate(city.neighborhoods):
                here: Mask = counted & (residents.neighborhood == number)
                found.append(TruthCell(name, slug, place.id, float(scores[here].mean())))
    return tuple(found)


def truth_document(city: City, cells: Sequence[TruthCell], seed: int) -> str:
    """The truth file: JSON with the planted effect and every true value."""
    document = {
        "simulated": True,
        "seed": seed,
        "city": city.name,
        "program": {
            "title": city.program.title,
            "neighborhoods": sorted(city.program.neighborhoods),
            "first_wave": city.program.first_wave,
            "latent_effect": city.program.effect,
        },
        "cells": [
            {
                "indicator": cell.indicator,
                "wave": cell.wave,
                "place": cell.place,
                "value": round(cell.value, 6),
            }
            for cell in cells
        ],
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _scores(indicator: Indicator, drawn: Opinions) -> Floats:
    """(N,) score of each resident; NaN without enough opinions."""
    codes = np.stack([drawn.codes[name] for name in indicator.items]).astype(np.float64)
    unsure = codes == DONT_KNOW
    silent = codes == NOT_STATED
    on_route = np.ones(codes.shape[1], dtype=np.bool_)
    if indicator.items[0].startswith("contact_"):
        on_route = drawn.codes["contact"] == 1
    counts = ~silent if indicator.dont_know == "in the base" else ~(silent | unsure)
    top = np.isin(codes, indicator.positive).astype(np.float64)
    match indicator.scoring:
        case "top_share":
            points = 100 * top
        case "net_balance":
            points = 100 * (top - np.isin(codes, indicator.negative))
        case _:
            points = codes
    k = counts.sum(axis=0)
    total = np.where(counts, points, 0.0).sum(axis=0)
    enough = (k >= indicator.missing_rule.answered_at_least) & on_route
    return np.asarray(np.divide(total, k, out=np.full(k.shape, np.nan), where=enough))
