"""Whom the letters reach and who answers: blocks, letters, and unequal response."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from surveyapp.design.arrays import Floats, Ints
from surveyapp.simulate.city import AGES, RACES, TENURES, City
from surveyapp.simulate.residents import Residents


@dataclass(frozen=True, slots=True)
class Fielded:
    """One wave's letters and answers, as positions in the residents' arrays."""

    invited: Ints
    answered: Ints


def draw_blocks(city: City, residents: Residents, generator: Generator) -> Ints:
    """Draw `city.blocks` blocks in each neighborhood, at random and without replacement.

    Drawn once: the same blocks are visited in every wave, so that changes between waves are
    measured more precisely than with new blocks each time.
    """
    drawn = []
    for position in range(len(city.neighborhoods)):
        here = np.unique(residents.block[residents.neighborhood == position])
        drawn.append(generator.choice(here, min(city.blocks, here.size), replace=False))
    return np.sort(np.concatenate(drawn))


def field_wave(city: City, residents: Residents, blocks: Ints, generator: Generator) -> Fielded:
    """Send letters in the drawn blocks and see who answers.

    The same number of letters goes to each block of about equal size, so that letters are near
    to an equal-probability sample of the neighborhood. Response odds are the base odds times the
    factors of age, tenure and race.
    """
    order = generator.permutation(len(residents))
    within = order[np.isin(residents.block[order], blocks)]
    by_block = within[np.argsort(residents.block[within], kind="stable")]
    _, start, size = np.unique(residents.block[by_block], return_index=True, return_counts=True)
    place_in_block = np.arange(by_block.size) - np.repeat(start, size)
    letters = np.repeat(np.round(city.letters * size / city.adults_a_block), size)
    invited = by_block[place_in_block < letters]
    chance = response_chance(city, residents)[invited]
    answered = invited[generator.random(invited.size) < chance]
    return Fielded(invited=invited, answered=generator.permutation(answered))


def response_chance(city: City, residents: Residents) -> Floats:
    """Chance of each resident to answer a letter, (N,)."""
    rule = city.answering
    odds = np.full(len(residents), rule.base / (1 - rule.base))
    odds *= np.array([rule.age[level] for level in AGES])[residents.age]
    odds *= np.array([rule.tenure[level] for level in TENURES])[residents.tenure]
    odds *= np.array([rule.race[level] for level in RACES])[residents.race]
    return np.asarray(odds / (1 + odds), dtype=np.float64)
