"""Every adult of the practice city, as arrays: where they live, who they are, how they lean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from surveyapp.design.arrays import Floats, Ints
from surveyapp.simulate.city import City, Neighborhood

AGE_SHARES = np.array([0.12, 0.20, 0.18, 0.16, 0.16, 0.18])
AGE_CENTER = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])
EDUCATION_BY_AGE = np.array(
    [
        [0.10, 0.34, 0.40, 0.16],
        [0.07, 0.22, 0.28, 0.43],
        [0.08, 0.22, 0.27, 0.43],
        [0.09, 0.26, 0.28, 0.37],
        [0.10, 0.30, 0.28, 0.32],
        [0.14, 0.33, 0.26, 0.27],
    ]
)
RENTING_BY_AGE = np.array([2.2, 1.6, 1.0, 0.75, 0.6, 0.5])
FEELING_BY_AGE = np.array([-0.45, -0.30, -0.10, 0.10, 0.20, 0.35])
FEELING_BY_TENURE = np.array([0.15, -0.20])
FEELING_BY_RACE = np.array([0.15, -0.40, -0.10, 0.05, -0.15, -0.20])


@dataclass(frozen=True, slots=True)
class Residents:
    """All adults; every array is (N,). Codes are positions in the lists of `simulate.city`.

    Attributes
    ----------
    neighborhood, block : position of the neighborhood; block number, unique over the city.
    feeling : standing opinion of the police, in standard deviations.
    """

    neighborhood: Ints
    block: Ints
    age: Ints
    gender: Ints
    education: Ints
    tenure: Ints
    household_adults: Ints
    race: Ints
    feeling: Floats

    def __len__(self) -> int:
        return int(self.age.size)


def populate(city: City, generator: Generator) -> Residents:
    """Draw every adult of the city once; the same generator state gives the same people."""
    parts = []
    first_block = 0
    for position, place in enumerate(city.neighborhoods):
        people = _people(place, position, first_block, city.adults_a_block, generator)
        first_block = int(people.block.max()) + 1
        parts.append(people)
    names = Residents.__slots__
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Residents(**joined)


def _people(
    place: Neighborhood, position: int, first_block: int, size: int, generator: Generator
) -> Residents:
    n = place.adults
    tilt = AGE_SHARES * np.exp(-place.young * AGE_CENTER / 2.5)
    age = generator.choice(6, n, p=tilt / tilt.sum())
    odds = place.renters / (1 - place.renters) * RENTING_BY_AGE[age]
    tenure = (generator.random(n) < odds / (1 + odds)).astype(np.int64)
    shares = np.asarray(place.races, dtype=np.float64)
    race = generator.choice(6, n, p=shares / shares.sum())
    ladder = EDUCATION_BY_AGE[age].cumsum(axis=1)
    education = (generator.random(n)[:, None] > ladder[:, :3]).sum(axis=1)
    adults = 1 + generator.poisson(np.where(tenure == 1, 0.6, 0.9))
    n_blocks = max(1, n // size)
    block = generator.integers(0, n_blocks, n)
    block_feeling = 0.15 * generator.standard_normal(n_blocks)
    feeling = (
        place.feeling
        + FEELING_BY_AGE[age]
        + FEELING_BY_TENURE[tenure]
        + FEELING_BY_RACE[race]
        + block_feeling[block]
        + 0.8 * generator.standard_normal(n)
    )
    return Residents(
        neighborhood=np.full(n, position, dtype=np.int64),
        block=block + first_block,
        age=age,
        gender=generator.choice(3, n, p=[0.485, 0.505, 0.010]),
        education=education,
        tenure=tenure,
        household_adults=np.minimum(adults, 9),
        race=race,
        feeling=feeling,
    )
