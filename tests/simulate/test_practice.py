"""A whole small practice city, from its first resident to its report."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from surveyapp.errors import InputError
from surveyapp.indicators.results import CITY as WHOLE
from surveyapp.indicators.results import EVERYONE
from surveyapp.instrument.document import load
from surveyapp.reporting.definition import load as load_definition
from surveyapp.simulate.city import CITY
from surveyapp.simulate.practice import Grounds, practise
from surveyapp.storage.engine import Store
from surveyapp.storage.responses import count_responses
from surveyapp.storage.sealed import count_sealed, load_receipts
from surveyapp.storage.snapshots import load_snapshots
from surveyapp.storage.waves import load_waves
from surveyapp.workflow.publish import build_report
from surveyapp.workflow.release import publish_release
from surveyapp.workflow.report_facts import About
from surveyapp.workflow.shelve import shelve

ROOT = Path(__file__).parents[2]
SMALL = replace(
    CITY,
    neighborhoods=tuple(
        replace(place, adults=max(2000, place.adults // 6))
        for place in CITY.neighborhoods
        if place.id in {"n01", "n03", "n04", "n08"}
    ),
    program=replace(CITY.program, neighborhoods=frozenset({"n03", "n08"})),
    adults_a_block=100,
    blocks=10,
    letters=26,
)
QUARTERLY = load_definition(ROOT / "reports" / "quarterly.toml")
SHORT = QUARTERLY.model_copy(
    update={
        "indicators": ("trust",),
        "chapters": ("main points", "at a glance", "indicators", "method", "versions"),
    }
)
ABOUT = About(SMALL.name, SMALL.department, "the practice desk")


@contextmanager
def silent(label, steps):
    yield lambda done: None


@pytest.fixture(scope="module")
def grounds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("practice")
    store = Store(f"sqlite:///{folder / 'surveyapp.sqlite'}")
    instrument = load(ROOT / "instruments" / "resident-trust" / "1.toml")
    yield Grounds(folder, store, folder / "keys", instrument, SMALL, 7, silent)
    store.close()


@pytest.fixture(scope="module")
def practice(grounds):
    return practise(grounds)


@pytest.fixture(scope="module")
def published(grounds, practice):
    return build_report(
        grounds.store,
        SHORT,
        practice.waves[-1],
        grounds.folder / "report",
        ABOUT,
        on=date(2026, 10, 15),
    )


def test_six_waves_are_closed_and_one_is_open_by_a_link(grounds, practice):
    with grounds.store.reading() as session:
        waves = load_waves(session)
        sealed = {wave.slug: count_sealed(session, wave.slug) for wave in waves}
        opened = {wave.slug: count_responses(session, wave.slug) for wave in waves}
        receipts = len(load_receipts(session, practice.waves[0]))
    assert [wave.state for wave in waves] == ["closed"] * 6 + ["open"]
    assert (waves[-1].slug, waves[-1].frame) == (practice.open_wave, "opt-in")
    assert all(wave.simulated for wave in waves)
    assert {slug: opened[slug] for slug in practice.waves} == dict(practice.answered)
    assert sealed[practice.open_wave] == 40
    assert receipts == practice.answered[practice.waves[0]]


def test_a_second_city_is_never_made_over_the_first(grounds, practice):
    with pytest.raises(InputError, match="lives here already"):
        practise(grounds)


def test_the_truth_is_written_beside_what_the_survey_found(practice):
    document = json.loads(practice.truth_file.read_text(encoding="utf-8"))
    assert document["simulated"] is True
    assert document["program"]["first_wave"] == 4
    trust = {
        (c["wave"], c["place"]): c["value"] for c in document["cells"] if c["indicator"] == "trust"
    }
    before, after = practice.waves[2], practice.waves[3]
    for place in ("n03", "n08"):
        assert trust[after, place] - trust[before, place] > 8
    for place in ("n01", "n04"):
        assert abs(trust[after, place] - trust[before, place]) < 4


def test_most_intervals_cover_the_truth(published, practice):
    truth = {(c.indicator, c.wave, c.place): c.value for c in practice.truth}
    shown = [
        cell for cell in published.report.cells if cell.withheld is None and cell.group == EVERYONE
    ]
    covered = [
        cell.lower <= truth[cell.indicator, cell.wave, cell.place] <= cell.upper for cell in shown
    ]
    assert len(covered) > 100
    assert sum(covered) / len(covered) > 0.90


def test_the_report_says_simulated_and_counts_its_answers(published, practice):
    meta = published.report.meta
    assert meta.simulated
    assert published.report.waves[-1].n == practice.answered[practice.waves[-1]]
    assert published.report.waves[-1].response_rate_name == "RR2"
    assert len(published.report.versions.receipts) == practice.answered[practice.waves[-1]]


def test_every_declared_family_is_tested_once_jointly(published):
    plan = [
        "city-previous",
        "city-year",
        "city-rolling",
        "city-trend",
        "neighborhoods",
        "neighborhood-previous",
        "neighborhood-year",
    ]
    assert [test.family for test in published.report.families][:7] == plan
    assert all(test.p is not None or test.reason for test in published.report.families)


def test_building_again_writes_the_same_bytes_although_it_is_another_day(
    grounds, practice, published
):
    again = build_report(
        grounds.store,
        SHORT,
        practice.waves[-1],
        grounds.folder / "again",
        ABOUT,
        on=date(2027, 1, 31),
    )
    assert again.files.files == published.files.files
    assert again.snapshot == published.snapshot
    with grounds.store.reading() as session:
        assert len(load_snapshots(session)) == 1


def test_a_spanish_report_says_the_same_values(grounds, practice, published):
    spanish = build_report(
        grounds.store,
        SHORT,
        practice.waves[-1],
        grounds.folder / "es",
        ABOUT,
        on=date(2026, 10, 15),
        language="es",
    )
    numbers = [(c.id, c.value, c.lower, c.withheld) for c in published.report.cells]
    assert [(c.id, c.value, c.lower, c.withheld) for c in spanish.report.cells] == numbers
    assert not any("fewer than" in c.reason for c in spanish.report.cells)
    assert spanish.report.meta.language == "es"
    city = next(c for c in spanish.report.cells if (c.place, c.indicator) == (WHOLE, "trust"))
    assert city.value is not None


def test_a_report_by_district_is_built_and_published_beside_the_one_by_neighborhood(
    grounds, published
):
    """It leaves tests of neighborhoods to the other report, says so, and has a shelf of its own."""
    day, wave = date(2026, 10, 15), published.report.meta.wave
    publish_release(grounds.store, published.snapshot, on=day)
    about = replace(ABOUT, place_kind="district")
    folder = grounds.folder / "by-district"
    made = build_report(grounds.store, SHORT, wave, folder, about, on=day, level="district")
    report = made.report
    assert all(place.id.startswith("district:") for place in report.places)
    assert {cell.place for cell in report.cells} == {WHOLE, *(p.id for p in report.places)}
    assert all(one.place == WHOLE for one in report.comparisons)
    families = {family.title for family in plan_of(grounds, wave).families}
    left = families - {test.title for test in report.families}
    assert left
    assert all(title in report.method.elsewhere for title in left)
    assert published.report.method.elsewhere == ""
    assert report.method.design == published.report.method.design, "people were drawn as before"
    assert "the report by those places answers them" in made.files.page.read_text("utf-8")
    release = publish_release(grounds.store, made.snapshot, on=day)
    assert release.figures
    shelf = grounds.folder / "shelf"
    places = [shelve(grounds.store, one.snapshot, shelf) for one in (published, made)]
    assert [place.name for place in places] == [
        f"{wave}-quarterly-en",
        f"{wave}-quarterly-district-en",
    ]


def plan_of(grounds, slug):
    with grounds.store.reading() as session:
        return next(wave.plan for wave in load_waves(session) if wave.slug == slug)
