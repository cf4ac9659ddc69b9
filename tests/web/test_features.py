"""Every feature of the format on the pages: one tiny questionnaire each, in four languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.collection.address_book import address_book
from surveyapp.collection.area_map import area_map
from surveyapp.collection.places import Places
from surveyapp.config import load_settings, practice_settings
from surveyapp.errors import Problem, StorageError
from surveyapp.instrument.values import Missing
from surveyapp.storage.engine import Store
from surveyapp.web.app import create_app
from surveyapp.web.front import Front
from tests.web.city import City, Resident, make_city, open_city
from tests.web.features import FOLDER, FORMS, LANGUAGES, found_features, slug_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found_features(tmp_path_factory.mktemp("features"))


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


def test_a_sum_over_pages_is_held_against_what_was_said_before(city_of: CityOf) -> None:
    resident = Resident(city_of("sum_across"), "es")
    resident.press("start")
    resident.press("continue", household="2")
    resident.press("continue", children="2")
    resident.press("continue", older="1")
    assert resident.response.status_code == 422
    assert "Los niños y las personas mayores juntos" in resident.response.text
    resident.press("continue", older="0")
    assert resident.page.hidden["_page"] == "review"
    resident.press("change household")
    resident.press("continue", household="1")
    assert resident.page.hidden["_page"] == "older"


def test_nobody_can_choose_their_arm_or_claim_a_value(city_of: CityOf) -> None:
    city = city_of("split_ballot")
    arms = set()
    for _ in range(8):
        resident = Resident(city)
        resident.press("start")
        shown = resident.page.heading
        forged = {**resident.page.hidden, "lights": "1", "wording.arm": "2", "_do": "continue"}
        resident.post(forged)
        while resident.page.hidden["_page"] != "review":
            resident.press("continue")
        assert shown in resident.response.text
        arms.add(shown)
    assert len(arms) <= 2
    claimed = city_of("calculated")
    resident = Resident(claimed)
    resident.press("start")
    resident.post({**resident.page.hidden, "adults": "2", "people": "99", "_do": "continue"})
    resident.post({**resident.page.hidden, "children": "1", "kind": "1", "_do": "continue"})
    while resident.page.hidden["_page"] != "review":
        resident.press("continue")
    resident.press("submit")
    values = [response.answers["people"] for response in claimed.responses()]
    assert 3 in values
    assert 99 not in values


@pytest.mark.parametrize("page", ["child.4.age", "child.0.age", "age", "wording.arm", "people"])
def test_a_page_that_nobody_has_leads_to_where_the_resident_is(city_of: CityOf, page: str) -> None:
    resident = Resident(city_of("repeat_by_count"))
    resident.press("start")
    resident.press("continue", children="1")
    resident.post({**resident.page.hidden, "_page": page, page: "1", "_do": "continue"})
    assert resident.response.status_code == 200
    assert resident.page.hidden["_page"] == "child.1.age"


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


def test_a_numbered_scale_that_is_turned_names_its_ends_where_they_stand(tmp_path: Path) -> None:
    text = (FOLDER / "zero_to_ten.toml").read_text(encoding="utf-8")
    turned = text.replace('scale = "ten"', 'scale = "ten"\noptions_order = "reversed"', 1)
    document = tmp_path / "turned.toml"
    document.write_text(turned, encoding="utf-8")
    city = make_city(tmp_path / "city", document=document)
    seen = set()
    for _ in range(10):
        resident = Resident(city)
        resident.press("start")
        ends = re.findall(r"<b>(\d+)</b> ([A-Z][a-z ]+)</span>", resident.response.text)
        codes = re.findall(r'name="clean" value="(\d+)"', resident.response.text)
        assert ends == [("0", "Not at all"), ("10", "Completely")][:: 1 if codes[0] == "0" else -1]
        assert codes[-2:] == ["98", "99"]
        seen.add(codes[0])
    assert seen <= {"0", "10"}


def test_a_sum_broken_from_another_page_is_told_on_the_page_it_is_asked_on(
    city_of: CityOf,
) -> None:
    resident = Resident(city_of("sum_across"), "es")
    resident.walk(FORMS["sum_across"])
    resident.press("change children")
    page = resident.press("continue", children="4")
    assert page.hidden["_page"] == "older"
    assert resident.response.status_code == 422
    assert "son más de los que viven aquí" in resident.response.text
    assert 'href="#older"' in resident.response.text
    assert page.values["older"] == "1"
    page = resident.press("continue", older="0")
    assert page.hidden["_page"] == "review"
    resident.press("submit")
    assert resident.response.status_code == 200


def test_a_sum_of_a_page_not_answered_yet_is_not_told_in_advance(city_of: CityOf) -> None:
    resident = Resident(city_of("sum_across"))
    resident.press("start")
    resident.press("continue", household="1")
    page = resident.press("continue", children="5")
    assert page.hidden["_page"] == "older"
    assert resident.response.status_code == 200


def refuse(*_: object, **__: object) -> None:
    raise StorageError(Problem("The store does not answer"))


def at_the_piped_page(city: City) -> Resident:
    resident = Resident(city)
    resident.press("start")
    while (name := resident.page.hidden["_page"]) != "happy":
        resident.press("continue", **FORMS["piping"].get(name, {}))
    return resident


def test_a_page_shown_again_by_a_busy_store_still_says_what_was_answered(
    city_of: CityOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = at_the_piped_page(city_of("piping"))
    heading = resident.page.heading
    monkeypatch.setattr("surveyapp.storage.engine.Store.writing", refuse)
    page = resident.press("continue", happy="1")
    assert resident.response.status_code == 503
    assert page.heading == heading
    assert "Minka" in heading
    assert page.checked == [("happy", "1")]


def test_a_page_worded_by_answers_waits_behind_a_button_while_nothing_can_be_read(
    city_of: CityOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = at_the_piped_page(city_of("piping"))
    for what in ("writing", "reading"):
        monkeypatch.setattr(f"surveyapp.storage.engine.Store.{what}", refuse)
    page = resident.press("continue", happy="1")
    assert resident.response.status_code == 503
    assert "{" not in resident.response.text.partition("<main")[2]
    assert (page.hidden["happy"], page.hidden["_do"]) == ("1", "continue")
    monkeypatch.undo()
    resident.post(page.hidden)
    assert resident.response.status_code == 200
    assert resident.page.hidden["_page"] == "review"
