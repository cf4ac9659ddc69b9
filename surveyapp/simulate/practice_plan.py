"""What the practice city declares before each wave: design, weighting, families, targets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveyapp.collection.area import Area
from surveyapp.collection.frame import FrameType
from surveyapp.collection.plan import (
    DesignCell,
    DesignSpec,
    Family,
    MarginUse,
    Plan,
    WeightingRecipe,
)
from surveyapp.collection.wave import Wave
from surveyapp.design.arrays import Ints
from surveyapp.simulate.answering import block_cell
from surveyapp.simulate.city import AGES, TENURES, City
from surveyapp.simulate.practice_titles import TITLES
from surveyapp.simulate.residents import Residents

TARGET_SET = "practice-census"
SOURCE = "simulated count of all residents of the practice city"
PRIMARY = ("trust", "fairness", "safe_dark", "effectiveness", "overall")
CHANGE_OF_INTEREST = {
    "trust": 7.0,
    "fairness": 0.3,
    "safe_dark": 7.0,
    "safe_day": 6.0,
    "effectiveness": 7.0,
    "overall": 12.0,
    "visibility": 7.0,
    "contact": 10.0,
    "participation": 6.0,
    "watch": 5.0,
}
RAKING = WeightingRecipe(
    method="rake",
    target_set=TARGET_SET,
    margins=(
        MarginUse("age", "age", {str(k): AGES[k - 1] for k in range(1, 7)}),
        MarginUse("sex", "gender", {"1": "female", "2": "male"}, outside=("3",)),
        MarginUse("race_ethnicity", "race", bridge="race"),
        MarginUse("tenure", "tenure", {"1": "own", "2": "rent"}, outside=("3",)),
        MarginUse("neighborhood", "area"),
    ),
    unknown="keep share",
)
RACE_CATEGORIES = ("white", "black", "hispanic", "asian_pacific", "other", "other")
SERIES = "practice"


@dataclass(frozen=True, slots=True)
class WaveDates:
    """One quarter of fieldwork, in days that everybody knows."""

    period: str
    opens: str
    closes: str

    @property
    def slug(self) -> str:
        """The wave's name in addresses."""
        return f"{SERIES}-{self.period.lower()}"


CALENDAR = (
    WaveDates("2025Q2", "2025-04-07", "2025-06-22"),
    WaveDates("2025Q3", "2025-07-07", "2025-09-21"),
    WaveDates("2025Q4", "2025-10-06", "2025-12-21"),
    WaveDates("2026Q1", "2026-01-05", "2026-03-22"),
    WaveDates("2026Q2", "2026-04-06", "2026-06-21"),
    WaveDates("2026Q3", "2026-07-06", "2026-09-20"),
)
NOW_OPEN = WaveDates("2026Q4", "2026-10-05", "2026-12-20")
PUBLISHED = "2026-10-15"


def areas_of(city: City) -> tuple[Area, ...]:
    """The neighborhoods as atomic areas, with their district."""
    return tuple(
        Area(place.id, place.name, {"district": place.district}, place.adults)
        for place in city.neighborhoods
    )


def practice_wave(
    city: City,
    dates: WaveDates,
    plan: Plan,
    *,
    frame: FrameType = "probability",
    languages: Sequence[str] = ("en", "es"),
) -> Wave:
    """A planned, simulated wave."""
    return Wave(
        slug=dates.slug,
        department="practice",
        instrument_id="",
        instrument_version="",
        instrument_hash="",
        title=f"{city.name}: safety and policing in your neighborhood",
        period=dates.period,
        frame=frame,
        languages=tuple(languages),
        areas=areas_of(city),
        plan=plan,
        simulated=True,
    )


def practice_plan(city: City, residents: Residents, blocks: Ints, letters: int) -> Plan:
    """The plan of every wave with letters: blocks within neighborhoods, raking, families."""
    return Plan(
        families=_families(),
        primary=PRIMARY,
        change_of_interest=CHANGE_OF_INTEREST,
        design=_design(city, residents, blocks, letters),
        weighting=RAKING,
    )


def open_link_plan() -> Plan:
    """The plan of a wave that anybody may join: nothing is drawn and nothing is tested."""
    return Plan(primary=PRIMARY, change_of_interest=CHANGE_OF_INTEREST, weighting=RAKING)


def census(city: City, residents: Residents) -> bytes:
    """The margins of everybody who lives there, as the CSV that a city would import."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["margin", "category", "label", "population", "source", "vintage"])
    n = len(residents)
    sexes = np.bincount(residents.gender, minlength=3)[:2] / (residents.gender < 2).sum() * n
    race = np.bincount(residents.race, minlength=6)
    by_category: dict[str, float] = {}
    for name, count in zip(RACE_CATEGORIES, race.tolist(), strict=True):
        by_category[name] = by_category.get(name, 0.0) + count
    names = {place.id: place.name for place in city.neighborhoods}
    margins: dict[str, dict[str, float]] = {
        "age": dict(zip(AGES, np.bincount(residents.age).tolist(), strict=True)),
        "sex": {"male": float(sexes[0]), "female": float(sexes[1])},
        "race_ethnicity": by_category,
        "tenure": dict(zip(TENURES, np.bincount(residents.tenure).tolist(), strict=True)),
        "neighborhood": dict(zip(names, np.bincount(residents.neighborhood).tolist(), strict=True)),
    }
    for margin, counts in margins.items():
        for category, count in counts.items():
            label = names.get(category) or LABELS.get(category, category)
            writer.writerow([margin, category, label, f"{count:.1f}", SOURCE, "2025"])
    return text.getvalue().encode()


LABELS = {
    "own": "Own",
    "rent": "Rent",
    "male": "Men",
    "female": "Women",
    "white": "White, not Hispanic",
    "black": "Black, not Hispanic",
    "hispanic": "Hispanic or Latino",
    "asian_pacific": "Asian or Pacific Islander",
    "other": "Another or more than one race",
}


def _design(city: City, residents: Residents, blocks: Ints, letters: int) -> DesignSpec:
    first = np.unique(residents.block, return_index=True)[1]
    home = residents.neighborhood[first]
    issued = max(20, letters // max(1, blocks.size))
    return DesignSpec(
        strata=("stratum",),
        psu="psu_group",
        base_weight="stratum population",
        populations={place.id: float(place.adults) for place in city.neighborhoods},
        cells=tuple(
            DesignCell(
                id=block_cell(city, int(home[block]), block),
                stratum=city.neighborhoods[int(home[block])].id,
                psu_group=block_cell(city, int(home[block]), block),
                issued=issued,
            )
            for block in blocks.tolist()
        ),
    )


def _families() -> tuple[Family, ...]:
    families = (
        Family("city-previous", "City changes since the previous quarter", PRIMARY, "previous"),
        Family("city-year", "City changes since the same quarter last year", PRIMARY, "year"),
        Family("city-rolling", "City changes of the rolling year", PRIMARY, "rolling"),
        Family("city-trend", "City trends", PRIMARY, "trend"),
        Family(
            "neighborhoods",
            "Each neighborhood and the rest of the city",
            PRIMARY,
            "areas",
            "area",
            "BH",
        ),
        Family(
            "neighborhood-previous",
            "Neighborhood changes since the previous quarter",
            PRIMARY,
            "previous",
            "area",
            "BH",
        ),
        Family(
            "neighborhood-year",
            "Neighborhood changes since the same quarter last year",
            ("trust",),
            "year",
            "area",
            "BH",
        ),
    )
    return tuple(replace(family, titles=TITLES[family.id]) for family in families)
