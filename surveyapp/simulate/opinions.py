"""What every resident would answer in a wave: codes for all of them, asked or not.

Each ordered item has a latent answer: load * feeling + sqrt(1 - load^2) * chance + shifts, cut at
fixed thresholds. Since everybody's answer is drawn, the truth of a wave is simply counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy.special import ndtri

from surveyapp.design.arrays import Floats, Ints
from surveyapp.simulate.city import City
from surveyapp.simulate.residents import Residents

DONT_KNOW, NOT_STATED = 8, 9
FIVE = (0.11, 0.17, 0.24, 0.33, 0.15)
FOUR = (0.12, 0.22, 0.37, 0.29)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An item answered on a scale: shares of codes 1, 2, ... for a resident of middling feeling."""

    load: float
    shares: tuple[float, ...]
    dont_know: float = 0.05
    not_stated: float = 0.012


@dataclass(frozen=True, slots=True)
class YesNo:
    """An item answered 1 = yes or 2 = no."""

    yes: float
    load: float = 0.0
    dont_know: float = 0.02
    not_stated: float = 0.01


OPINIONS: Mapping[str, Ordered] = {
    "safe_day": Ordered(0.45, (0.04, 0.10, 0.36, 0.50), 0.01),
    "safe_dark": Ordered(0.50, (0.17, 0.25, 0.37, 0.21), 0.02),
    "trust.right": Ordered(0.72, FIVE, 0.07),
    "trust.care": Ordered(0.70, (0.13, 0.18, 0.26, 0.30, 0.13), 0.08),
    "trust.honest": Ordered(0.68, (0.14, 0.18, 0.29, 0.28, 0.11), 0.11),
    "fair.respect": Ordered(0.66, (0.10, 0.15, 0.22, 0.36, 0.17), 0.08),
    "fair.listen": Ordered(0.66, (0.14, 0.20, 0.27, 0.28, 0.11), 0.13),
    "fair.explain": Ordered(0.62, (0.15, 0.22, 0.28, 0.25, 0.10), 0.15),
    "fair.equal": Ordered(0.68, (0.22, 0.22, 0.22, 0.23, 0.11), 0.11),
    "effective.prevent": Ordered(0.55, (0.13, 0.21, 0.31, 0.26, 0.09), 0.08),
    "effective.respond": Ordered(0.52, (0.15, 0.20, 0.27, 0.27, 0.11), 0.16),
    "effective.solve": Ordered(0.57, (0.17, 0.24, 0.30, 0.21, 0.08), 0.12),
    "overall": Ordered(0.66, (0.10, 0.16, 0.28, 0.33, 0.13), 0.04),
    "seen": Ordered(0.10, (0.16, 0.14, 0.22, 0.30, 0.18), 0.06),
    "contact_satisfied": Ordered(0.55, (0.13, 0.13, 0.14, 0.32, 0.28), 0.01),
    "contact_fair": Ordered(0.55, (0.12, 0.14, 0.36, 0.38), 0.02),
    "meeting_heard": Ordered(0.50, (0.09, 0.15, 0.25, 0.37, 0.14), 0.05),
}
YES_NO: Mapping[str, YesNo] = {
    "stayed_away": YesNo(0.34, -0.35),
    "know_officer": YesNo(0.19, 0.15),
    "contact": YesNo(0.31),
    "meeting": YesNo(0.13, 0.10),
}
WATCH = (0.07, 0.31, 0.60)
"""Shares of: takes part; there is one; there is none. The rest would rather not say."""
TRUST_ITEMS = frozenset({"trust.right", "trust.care", "trust.honest"})


@dataclass(frozen=True, slots=True)
class Opinions:
    """What each resident would answer: item -> (N,) code, and their wave number (from 1)."""

    wave: int
    codes: Mapping[str, Ints]


def opinions(city: City, residents: Residents, wave: int, generator: Generator) -> Opinions:
    """Draw everybody's answers of one wave, in a fixed order of items."""
    standing = residents.feeling / residents.feeling.std() + city.drift * (wave - 1)
    shift = program_shift(city, residents, wave)
    touched = city.program.items or TRUST_ITEMS
    codes: dict[str, Ints] = {}
    for name, item in OPINIONS.items():
        moved = shift if name in touched else None
        codes[name] = _ordered(item, standing, moved, generator)
    for name, answer in YES_NO.items():
        codes[name] = _yes_no(answer, standing, generator)
    codes["watch"] = _watch(len(residents), generator)
    return Opinions(wave, codes)


def program_shift(city: City, residents: Residents, wave: int) -> Floats:
    """(N,) latent shift by the program: its effect where it runs, once it has begun."""
    place = np.array([p.id in city.program.neighborhoods for p in city.neighborhoods])
    runs = wave >= city.program.first_wave
    return np.where(place[residents.neighborhood] & runs, city.program.effect, 0.0)


def _ordered(item: Ordered, standing: Floats, shift: Floats | None, generator: Generator) -> Ints:
    chance = generator.standard_normal(standing.size)
    latent = item.load * standing + np.sqrt(1 - item.load**2) * chance
    if shift is not None:
        latent = latent + shift
    cuts = ndtri(np.cumsum(item.shares)[:-1])
    codes = 1 + np.searchsorted(cuts, latent).astype(np.int64)
    return _with_missing(codes, item.dont_know, item.not_stated, generator)


def _yes_no(item: YesNo, standing: Floats, generator: Generator) -> Ints:
    chance = generator.standard_normal(standing.size)
    latent = item.load * standing + np.sqrt(1 - item.load**2) * chance
    codes = np.where(latent > ndtri(1 - item.yes), 1, 2).astype(np.int64)
    return _with_missing(codes, item.dont_know, item.not_stated, generator)


def _watch(n: int, generator: Generator) -> Ints:
    codes = 1 + np.searchsorted(np.cumsum(WATCH), generator.random(n)).astype(np.int64)
    codes[codes > len(WATCH)] = NOT_STATED
    return codes


def _with_missing(codes: Ints, dont_know: float, not_stated: float, generator: Generator) -> Ints:
    chance = generator.random(codes.size)
    codes[chance < dont_know] = DONT_KNOW
    codes[chance > 1 - not_stated] = NOT_STATED
    return codes
