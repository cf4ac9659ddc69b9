"""Every feature of the format on the pages: one tiny questionnaire each, in four languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.collection.address_book import address_book
from surveyapp.collection.area_map import area_map
from surveyapp.collection.places import Places
from surveyapp.collection.wave import Wave
from surveyapp.config import load_settings, practice_settings
from surveyapp.instrument.document import load
from surveyapp.instrument.values import Missing
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.web.app import create_app
from surveyapp.web.front import Front
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.key_store import make_server_key, wave_key_path
from tests.web.city import AREAS, DAY, City, Resident, open_city

FOLDER = Path(__file__).parents[1] / "instrument" / "questionnaires"
LANGUAGES = ("en", "es", "ar", "zh-Hans")
Forms = dict[str, dict[str, str | list[str]]]

FORMS: dict[str, Forms] = {
    "number": {"distance": {"distance": "2.5"}},
    "sum_of_rows": {"trips": {"trips.walk": "5", "trips.bus": "3", "trips.car": "2"}},
    "sum_across": {
        "household": {"household": "4"},
        "children": {"children": "2"},
        "older": {"older": "1"},
    },
    "ranking": {"wishes": {"wishes-3": "1", "wishes-1": "2"}},
    "follow_up": {"visited": {"visited": "1"}, "visits": {"visits": "3"}},
    "zero_to_ten": {"clean": {"clean": "10"}, "quiet": {"quiet": "1"}},
    "place": {"home": {"home": "birch"}, "friends": {"friends": "alder"}},
    "calculated": {
        "adults": {"adults": "3"},
        "children": {"children": "2"},
        "pets": {"pets": ["1", "3"]},
        "room": {"room": "2"},
    },
    "piping": {
        "pet": {"pet": "2"},
        "name": {"name": "<i>Minka</i> & Co"},
        "walks": {"walks": "12.5"},
        "met": {"met": ["1", "3"]},
        "moved": {"moved-month": "2", "moved-day": "29", "moved-year": "2020"},
        "happy": {"happy": "1"},
    },
    "repeat_by_count": {
        "children": {"children": "2"},
        "child.1.age": {"child.1.age": "3"},
        "child.2.age": {"child.2.age": "7"},
        "child.2.school": {"child.2.school": "1"},
    },
    "repeat_another": {
        "any": {"any": "1"},
        "child.1.age": {"child.1.age": "8"},
        "child.1.school": {"child.1.school": "2"},
        "child.1.another": {"child.1.another": "1"},
        "child.2.age": {"child.2.age": "4"},
        "child.2.another": {"child.2.another": "2"},
    },
    "random_items": {"trees": {"trees": "1"}, "more": {"more": "1"}},
    "random_options": {"sport": {"sport": ["1", "5"]}},
    "reversed_scale": {"park": {"park": "3"}},
    "split_ballot": {"lights": {"lights": "1"}, "tax": {"tax": "2"}},
    "interviewer_note": {"dog": {"dog": "1"}},
}
"""Feature -> page -> what is posted from it; pages left out are posted blank."""


def slug_of(feature: str) -> str:
    return f"{feature.replace('_', '-')}-2026q3"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city in which every feature has a wave of its own."""
    folder = tmp_path_factory.mktemp("features")
    settings = practice_settings(load_settings({}), folder)
    store = Store(settings.database_url)
    upgrade(store)
    make_server_key(settings.keys)
    for feature in FORMS:
        instrument = load(FOLDER / f"{feature}.toml")
        slug = slug_of(feature)
        wave = Wave(
            slug=slug,
            department="practice-police",
            instrument_id=instrument.id,
            instrument_version=instrument.version,
            instrument_hash="",
            title=feature,
            period="2026Q3",
            frame="opt-in",
            languages=instrument.languages,
            areas=AREAS,
            simulated=True,
        )
        plan_wave(store, wave, instrument, on=DAY)
        key = wave_key_path(settings.keys, slug)
        open_wave(store, slug, key, on=DAY, passphrase=None, overrule="Nobody lives here.")
    store.close()
    return folder


@pytest.fixture(scope="module")
def app_city(folder: Path) -> City:
    return open_city(folder)


CityOf = Callable[[str], City]


@pytest.fixture
def city_of(app_city: City) -> CityOf:
    return lambda feature: replace(app_city, slug=slug_of(feature))


@pytest.mark.parametrize("feature", FORMS)
def test_every_feature_is_answered_and_sent_in_every_language(
    feature: str, city_of: CityOf
) -> None:
    city = city_of(feature)
    for language in LANGUAGES:
        resident = Resident(city, language)
        resident.walk(FORMS[feature])
        assert "{" not in resident.page.heading
        resident.press("submit")
        assert resident.response.status_code == 200
    responses = city.responses()[-len(LANGUAGES) :]
    assert sorted(response.language for response in responses) == sorted(LANGUAGES)
    stated = [
        {name for name, value in response.answers.items() if not isinstance(value, Missing)}
        for response in responses
    ]
    asked = {f"{page}" for page in FORMS[feature]}
    assert all(asked <= {*names, *(n.partition(".")[0] for n in names), "tax"} for names in stated)


def test_a_page_left_in_one_language_is_the_same_page_in_another(city_of: CityOf) -> None:
    resident = Resident(city_of("piping"))
    resident.walk(FORMS["piping"] | {"happy": {}})
    resident.press("change happy")
    english, *others = (resident.press("language", language=tag).heading for tag in LANGUAGES)
    assert english.startswith("With a cat called \u2068<i>Minka</i> & Co\u2069, walking 12.5")
    assert all("Minka" in heading and "{" not in heading for heading in others)
    assert "&lt;i&gt;Minka&lt;/i&gt; &amp; Co" in resident.response.text


def test_a_sum_that_fails_keeps_what_was_typed_and_links_to_its_last_number(
    city_of: CityOf,
) -> None:
    resident = Resident(city_of("sum_of_rows"), "zh-Hans")
    resident.press("start")
    page = resident.press("continue", trips__walk="5", trips__bus="3", trips__car="1")
    assert resident.response.status_code == 422
    assert page.values["trips.walk"] == "5"
    assert 'href="#trips.car"' in resident.response.text
    assert "这些数字的总和是 9" in resident.response.text


def test_a_tie_is_said_kindly_and_the_positions_stay(city_of: CityOf) -> None:
    resident = Resident(city_of("ranking"))
    resident.press("start")
    resident.post({**resident.page.hidden, "wishes-1": "1", "wishes-3": "1", "_do": "continue"})
    assert resident.response.status_code == 422
    assert "both have position 1" in resident.response.text
    assert resident.response.text.count('<option value="1" selected>') == 2


@pytest.fixture
def found(city_of: CityOf) -> Iterator[City]:
    """The city of places while it has an address file and a map."""
    city = city_of("place")
    front: Front = city.app.extensions["front"]
    areas = ("alder", "birch")
    book = address_book("street,from,to,side,area\nElm St,1,99,both,birch\n", areas)
    squares = [
        f'{{"type": "Feature", "properties": {{"id": "{area}"}}, "geometry": {{"type": "Polygon", '
        f'"coordinates": [[[{x}, 0], [{x + 1}, 0], [{x + 1}, 1], [{x}, 1], [{x}, 0]]]}}}}'
        for x, area in enumerate(areas)
    ]
    text = f'{{"type": "FeatureCollection", "features": [{", ".join(squares)}]}}'
    before = front.desk()
    front._desk = replace(before, places=Places(book, area_map(text, areas)))
    yield city
    front._desk = before


def test_a_typed_address_is_looked_up_once_and_kept_nowhere(found: City, folder: Path) -> None:
    city = found
    resident = Resident(city)
    resident.walk({"home": {"home-street": "12 Elm Street, Apt 4"}})
    assert "Birch Hill" in resident.response.text
    resident.press("change home")
    assert "Elm Street" not in resident.response.text
    assert resident.page.checked == [("home", "birch")]
    resident.press("review")
    resident.press("submit")
    assert "birch" in {response.area for response in city.responses()}
    held = b"".join(f.read_bytes() for f in folder.rglob("*") if f.is_file())
    assert b"Elm Street" not in held


def test_an_address_that_is_not_known_can_be_chosen_from_the_list(found: City) -> None:
    resident = Resident(found, "es")
    resident.press("start")
    page = resident.post({**resident.page.hidden, "home-street": "Nowhere 7", "_do": "continue"})
    assert resident.response.status_code == 422
    assert page.values["home-street"] == "Nowhere 7"
    assert 'href="#home"' in resident.response.text
    resident.post(
        {**resident.page.hidden, "home-street": "Nowhere 7", "home": "alder", "_do": "continue"}
    )
    assert resident.response.status_code == 200


def test_a_point_finds_its_area(found: City) -> None:
    resident = Resident(found)
    resident.walk({"home": {"home-latitude": "0.5", "home-longitude": "0.25"}})
    assert "Alder Grove" in resident.response.text


def test_the_service_reads_the_files_of_the_city_and_does_without_a_bad_one(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = tmp_path / "streets.csv", tmp_path / "bad.csv"
    good.write_text("street,from,to,side,area\nElm St,1,99,both,birch\n", encoding="utf-8")
    bad.write_text("street,from,to,side,area\nElm St,1,99,both,cedar\n", encoding="utf-8")
    settings = practice_settings(load_settings({}), folder)
    for file, words in ((good, "Or write a street address"), (bad, "Alder Grove")):
        app = create_app(replace(settings, addresses=file))
        city = City(app, settings, Store(settings.database_url), slug_of("place"))
        resident = Resident(city)
        resident.press("start")
        assert words in resident.response.text
        assert ("home-street" in resident.response.text) is (file == good)
    assert '"cedar" is no area of the city.' in caplog.text


def test_fields_for_addresses_are_shown_only_where_they_can_be_found(city_of: CityOf) -> None:
    resident = Resident(city_of("place"))
    resident.press("start")
    assert "home-street" not in resident.response.text


def test_the_lot_is_drawn_once_and_stays_for_the_whole_answer(city_of: CityOf) -> None:
    city = city_of("split_ballot")
    shown = set()
    for _ in range(12):
        resident = Resident(city)
        first = resident.press("start").heading
        shown.add(first)
        resident.press("continue", lights="1")
        while resident.page.hidden["_page"] != "review":
            resident.press("continue")
        assert first in resident.response.text
        resident.press("change lights")
        assert resident.page.heading == first
        resident.press("review")
        resident.press("submit")
    arms = [response.answers["wording.arm"] for response in city.responses()]
    assert set(arms) <= {1, 2}
    assert len(shown) == len(set(arms))


def test_a_note_for_interviewers_is_not_shown_to_residents(city_of: CityOf) -> None:
    resident = Resident(city_of("interviewer_note"))
    resident.press("start")
    assert "Do not read the answers out" not in resident.response.text
