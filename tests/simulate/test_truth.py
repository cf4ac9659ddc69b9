"""Over many practice cities: intervals cover as they say, and raking removes the planted bias."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from surveyapp.indicators.analysis import analyse
from surveyapp.indicators.results import CITY as WHOLE
from surveyapp.indicators.results import EVERYONE
from surveyapp.instrument.document import load
from surveyapp.simulate.city import CITY
from surveyapp.simulate.truth import true_cells
from surveyapp.weighting.planned import weigh_waves
from tests.simulate.quick_file import quick_city

INSTRUMENT = Path(__file__).parents[2] / "instruments" / "resident-trust" / "1.toml"
NAMES = ("trust", "fairness", "safe_dark", "effectiveness", "overall")
CITIES = 16
QUICK = replace(
    CITY,
    neighborhoods=tuple(
        replace(place, adults=place.adults // 3)
        for place in CITY.neighborhoods
        if place.id in {"n02", "n03", "n04", "n08", "n09", "n11"}
    ),
    adults_a_block=125,
    blocks=12,
)


@pytest.fixture(scope="module")
def cities():
    """(cells, truth, raw city mean of trust) of each city's first wave and their change."""
    instrument = load(INSTRUMENT)
    found = []
    for seed in range(CITIES):
        file, targets, residents, drawn, _ = quick_city(QUICK, instrument, seed, 2)
        result = analyse(file, weigh_waves(file, targets), indicators=NAMES)
        truth = {
            (c.indicator, c.wave, c.place): c.value
            for c in true_cells(instrument, QUICK, residents, drawn, NAMES)
        }
        raw = np.nanmean(result.scored["trust"].values[file.wave == 1])
        found.append((result, truth, float(raw)))
    return found


def test_raking_removes_most_of_the_planted_nonresponse_bias(cities):
    raw, raked = [], []
    for result, truth, plain in cities:
        here = truth["trust", result.wave, WHOLE]
        city = next(
            c
            for c in result.cells
            if (c.indicator, c.wave, c.place, c.group) == ("trust", result.wave, WHOLE, EVERYONE)
        )
        raw.append(plain - here)
        raked.append(city.value - here)
    assert np.mean(raw) > 3
    assert abs(np.mean(raked)) < 0.2 * np.mean(raw)


def test_intervals_cover_the_truth_at_about_the_rate_they_promise(cities):
    covered = [
        cell.lower <= truth[cell.indicator, cell.wave, cell.place] <= cell.upper
        for result, truth, _ in cities
        for cell in result.cells
        if cell.group == EVERYONE
    ]
    assert len(covered) > 1000
    assert 0.92 < np.mean(covered) < 0.98


def test_changes_that_do_not_exist_are_rarely_called(cities):
    """Nothing truly changes between the first two waves: a family errs in about 1 city of 20."""
    wrong = [
        any(c.verdict.detected for c in result.comparisons if c.family == "city-previous")
        for result, _, _ in cities
    ]
    assert sum(wrong) <= 4
