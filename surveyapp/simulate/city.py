"""The practice city as data: its neighborhoods, who lives there, and what is planted in it.

Nothing here is real. The figures were chosen so that who answers differs from who lives here,
so that neighborhoods truly differ, and so that one program truly works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveyapp.simulate.names import CITY_NAME, DEPARTMENT_NAME

AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
GENDERS = ("man", "woman", "another")
EDUCATIONS = ("less than high school", "high school", "some college", "bachelor's or more")
TENURES = ("own", "rent")
RACES = ("white", "black", "hispanic", "asian", "other", "two or more")


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """One atomic area: at least 2,000 adults, their make-up and how they feel at the start.

    Attributes
    ----------
    adults : people of 18 and over.
    renters : share of adults who rent.
    young : tilt of the age make-up; 0 is the city's, positive is younger.
    races : shares of `RACES`, in that order.
    feeling : starting level of opinion of the police, in standard deviations of the residents'.
    """

    id: str
    name: str
    district: str
    adults: int
    renters: float
    young: float
    races: tuple[float, float, float, float, float, float]
    feeling: float


@dataclass(frozen=True, slots=True)
class Program:
    """A program that truly changes one indicator where it runs, from one wave on.

    Attributes
    ----------
    effect : shift of the touched items for every resident of its neighborhoods, in standard
        deviations of an answer's latent scale.
    """

    title: str
    neighborhoods: frozenset[str]
    first_wave: int
    effect: float
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answering:
    """How likely people are to answer a letter: a base rate and factors that multiply its odds."""

    base: float = 0.30
    age: Mapping[str, float] = field(
        default_factory=lambda: {
            "18-24": 0.45,
            "25-34": 0.65,
            "35-44": 0.90,
            "45-54": 1.10,
            "55-64": 1.45,
            "65+": 1.80,
        }
    )
    tenure: Mapping[str, float] = field(default_factory=lambda: {"own": 1.35, "rent": 0.65})
    race: Mapping[str, float] = field(
        default_factory=lambda: {
            "white": 1.20,
            "black": 0.75,
            "hispanic": 0.65,
            "asian": 0.90,
            "other": 0.85,
            "two or more": 0.90,
        }
    )


NEIGHBORHOODS = (
    Neighborhood("n01", "Riverside", "north", 14_200, 0.38, 0.0, (62, 14, 12, 6, 2, 4), 0.15),
    Neighborhood("n02", "Mill Hill", "north", 11_800, 0.55, 0.4, (44, 30, 14, 4, 3, 5), -0.25),
    Neighborhood("n03", "Old Port", "north", 16_500, 0.62, 0.6, (40, 26, 22, 5, 2, 5), -0.35),
    Neighborhood("n04", "Garden Park", "north", 18_900, 0.24, -0.5, (74, 8, 7, 7, 1, 3), 0.45),
    Neighborhood("n05", "Station", "center", 20_400, 0.74, 0.9, (48, 20, 16, 9, 2, 5), -0.10),
    Neighborhood("n06", "Market", "center", 12_700, 0.68, 0.5, (34, 34, 22, 4, 2, 4), -0.40),
    Neighborhood("n07", "Cathedral", "center", 9_600, 0.51, 0.1, (58, 18, 12, 6, 2, 4), 0.10),
    Neighborhood("n08", "Brickyard", "center", 15_300, 0.58, 0.2, (28, 46, 18, 2, 2, 4), -0.50),
    Neighborhood("n09", "Orchard", "south", 17_600, 0.29, -0.3, (70, 10, 10, 5, 2, 3), 0.35),
    Neighborhood("n10", "Quarry", "south", 13_100, 0.47, 0.0, (46, 32, 13, 3, 2, 4), -0.15),
    Neighborhood("n11", "Lakeview", "south", 19_800, 0.21, -0.6, (76, 6, 6, 8, 1, 3), 0.55),
    Neighborhood("n12", "Eastfield", "south", 14_900, 0.53, 0.3, (36, 28, 28, 3, 2, 3), -0.20),
)

PROGRAM = Program(
    title="Neighborhood officers on foot",
    neighborhoods=frozenset({"n03", "n06", "n08", "n12"}),
    first_wave=4,
    effect=0.38,
    items=frozenset(),
)


@dataclass(frozen=True, slots=True)
class City:
    """Everything that is planted: places, program, who answers, and how many letters go out.

    Attributes
    ----------
    adults_a_block : mean size of a block, the first-stage unit.
    blocks : blocks drawn in each neighborhood, the same ones in every wave.
    letters : letters a block and wave.
    drift : change of the city's feeling from wave to wave, in standard deviations.
    """

    name: str = CITY_NAME
    department: str = DEPARTMENT_NAME
    neighborhoods: tuple[Neighborhood, ...] = NEIGHBORHOODS
    program: Program = PROGRAM
    answering: Answering = field(default_factory=Answering)
    adults_a_block: int = 250
    blocks: int = 20
    letters: int = 30
    drift: float = 0.0


CITY = City()
