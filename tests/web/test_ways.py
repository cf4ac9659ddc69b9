"""The ways in: access codes, the device of one's own, a public screen, an interviewer, a poster."""

from __future__ import annotations

import datetime
import re
import shutil
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Request
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from surveyapp.collection.access_code import access_code
from surveyapp.instrument.document import load
from surveyapp.web.local import client_address
from surveyapp.web.resident import doorkeeper
from surveyapp.web.resident.keys import keyed, numbered
from tests.web.city import ANSWERS, EVERY_KIND, SLUG, City, PageReader, open_city, read
from tests.web.coded_city import Coded, make_coded_city

INSTRUMENT = load(EVERY_KIND)
FEATURES = Path(__file__).parents[1] / "instrument" / "questionnaires"
AWAY = {"REMOTE_ADDR": "203.0.113.7"}
UNKNOWN = access_code(12345)


@pytest.fixture(scope="session")
def coded_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    folder = tmp_path_factory.mktemp("coded")
    made = make_coded_city(folder)
    made.city.store.close()
    return folder, made.codes


@pytest.fixture
def coded(coded_once: tuple[Path, list[tuple[str, str]]], tmp_path: Path) -> Coded:
    shutil.copytree(coded_once[0], tmp_path / "city")
    return Coded(open_city(tmp_path / "city"), coded_once[1])


class Visitor:
    """A browser with cookies, at one of the ways in."""

    def __init__(self, city: City, way: str = "s", language: str = "en", **given: object) -> None:
        self.client: FlaskClient = city.app.test_client()
        self.environ = given.get("environ", {})
        self.address = f"/{way}/{city.slug}/{language}"
        self.open()

    def open(self, address: str = "") -> PageReader:
        return self.took(self.client.get(address or self.address, environ_overrides=self.environ))

    def post(self, **fields: object) -> PageReader:
        data = dict(fields)
        return self.took(self.client.post(self.address, data=data, environ_overrides=self.environ))

    def press(self, do: str, **fields: object) -> PageReader:
        """Press a button of the page, with the hidden fields it has."""
        return self.post(**{**self.page.hidden, **fields, "_do": do})

    def walk(self) -> PageReader:
        while self.page.hidden["_page"] != "review":
            self.press("continue", **ANSWERS.get(self.page.hidden["_page"], {}))
        return self.page

    def took(self, response: TestResponse) -> PageReader:
        self.response = response
        self.page = read(response)
        return self.page


def receipt_on(page: str) -> str:
    match = re.search(r'class="receipt">([^<]+)<', page)
    assert match
    return match[1]


class TestAccessCodes:
    def test_a_code_typed_in_any_form_admits_one_response_with_its_cell(self, coded: Coded) -> None:
        code, cell = coded.codes[40]
        visitor = Visitor(coded.city)
        assert "start" not in visitor.page.buttons
        visitor.press("redeem", _code=f" {code.lower().replace('-', ' ')} ")
        assert visitor.page.heading == "Your code is accepted"
        assert code not in visitor.response.text
        visitor.press("start")
        assert visitor.page.hidden["_page"] == "hello"
        visitor.walk()
        visitor.press("submit")
        (response,) = coded.city.responses()
        assert (response.design_cell, response.mode) == (cell, "web")

    def test_a_spent_code_and_an_unknown_one_get_the_same_page(self, coded: Coded) -> None:
        code = coded.codes[0][0]
        Visitor(coded.city).press("redeem", _code=code)
        pages = []
        for wrong in (code, UNKNOWN):
            visitor = Visitor(coded.city)
            visitor.press("redeem", _code=wrong)
            assert visitor.response.status_code == 422
            assert "it was used before" in visitor.response.text
            pages.append(visitor.response.text.replace(wrong, "CODE"))
        assert pages[0] == pages[1]

    @pytest.mark.parametrize("typed", ["", "12345", "AAAAA-AAAAB", "<b>x</b>", "A" * 300])
    def test_a_mistyped_code_is_told_apart_and_stays_in_its_field(
        self, coded: Coded, typed: str
    ) -> None:
        visitor = Visitor(coded.city)
        visitor.press("redeem", _code=typed)
        if len(typed) > 100:
            assert visitor.response.status_code == 400
            return
        assert visitor.response.status_code == 422
        assert "Something in this access code is missing" in visitor.response.text
        assert visitor.page.values["_code"] == typed
        assert 'href="#access"' in visitor.response.text
        assert visitor.page.title.startswith("Error: ")

    def test_without_a_code_nothing_starts(self, coded: Coded) -> None:
        visitor = Visitor(coded.city)
        visitor.post(_do="start")
        assert visitor.response.status_code == 422
        visitor.post(_do="start", _ticket="forged")
        assert visitor.response.status_code == 422
        assert coded.city.responses() == []

    def test_the_language_can_be_changed_after_the_code_and_before_the_start(
        self, coded: Coded
    ) -> None:
        visitor = Visitor(coded.city)
        visitor.press("redeem", _code=coded.codes[1][0])
        resume = receipt_on(visitor.response.text)
        visitor.address = visitor.address.replace("/en", "/ar")
        visitor.press("ready")
        assert visitor.page.heading == "تم قبول رمزك"
        assert receipt_on(visitor.response.text) == resume
        visitor.press("start")
        assert 'lang="ar" dir="rtl"' in visitor.response.text

    def test_a_second_start_with_one_ticket_goes_on_where_the_first_stopped(
        self, coded: Coded
    ) -> None:
        visitor = Visitor(coded.city)
        visitor.press("redeem", _code=coded.codes[2][0])
        ticket = visitor.page.hidden["_ticket"]
        visitor.press("start")
        visitor.press("continue")
        visitor.post(_do="start", _ticket=ticket)
        assert visitor.page.hidden["_page"] == "hood"
        visitor.walk()
        visitor.post(_do="start", _ticket=ticket)
        assert visitor.page.hidden["_page"] == "review"
        visitor.press("submit")
        visitor.post(_do="start", _ticket=ticket)
        assert "Your answers are stored" in visitor.page.heading
        assert len(coded.city.responses()) == 1

    def test_a_missing_key_file_is_a_service_that_is_not_ready(self, coded: Coded) -> None:
        (coded.city.settings.keys / f"{SLUG}.codes.key").unlink()
        visitor = Visitor(coded.city)
        visitor.press("redeem", _code=coded.codes[3][0])
        assert visitor.response.status_code == 503


class TestOwnDevice:
    def test_a_ticked_device_goes_on_without_a_code(self, city: City) -> None:
        visitor = Visitor(city)
        visitor.press("start", _device="mine")
        cookie = visitor.response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert f"Path=/s/{SLUG}" in cookie
        assert "Secure" not in cookie
        visitor.press("continue")
        visitor.open()
        assert "You have unfinished answers on this device" in visitor.response.text
        visitor.post(_do="resume")
        assert visitor.page.hidden["_page"] == "hood"
        visitor.walk()
        visitor.press("submit")
        assert "Set-Cookie" in visitor.response.headers
        visitor.open()
        assert "unfinished" not in visitor.response.text.split("<details")[0]

    def test_behind_tls_the_cookie_travels_under_tls_only(self, founded: Path) -> None:
        visitor = Visitor(open_city(founded, https=True))
        visitor.press("start", _device="mine")
        assert "Secure" in visitor.response.headers["Set-Cookie"]

    def test_without_the_tick_no_device_is_remembered(self, city: City) -> None:
        visitor = Visitor(city)
        visitor.press("start")
        assert "Set-Cookie" not in visitor.response.headers
        visitor.press("pause")
        assert "Set-Cookie" not in visitor.response.headers
        assert visitor.page.heading == "Your answers so far are kept"

    def test_stopping_keeps_what_is_typed_and_tells_the_code(self, city: City) -> None:
        visitor = Visitor(city)
        visitor.press("start")
        visitor.press("continue")
        visitor.press("pause", hood="birch", _device="mine")
        code = receipt_on(visitor.response.text)
        assert "On this device you can also go on" in visitor.response.text
        other = Visitor(city)
        other.post(_do="resume", _secret=code.lower())
        assert other.page.hidden["_page"] == "safe"

    def test_a_device_can_be_told_to_forget(self, city: City) -> None:
        visitor = Visitor(city)
        visitor.press("start", _device="mine")
        code = visitor.page.hidden["_secret"]
        visitor.client.post(visitor.address, data={"_do": "forget"})
        visitor.open()
        assert "on this device</h2>" not in visitor.response.text
        other = Visitor(city)
        other.post(_do="resume", _secret=code)
        assert other.response.status_code == 422

    def test_the_way_out_forgets_the_device(self, city: City) -> None:
        visitor = Visitor(city)
        visitor.press("start", _device="mine")
        visitor.client.post(visitor.address, data={**visitor.page.hidden, "_do": "leave"})
        visitor.open()
        assert "on this device</h2>" not in visitor.response.text


class TestPublicScreen:
    def test_answers_at_a_public_screen_are_marked_as_such(self, city: City) -> None:
        visitor = Visitor(city, "kiosk")
        visitor.press("start")
        visitor.walk()
        visitor.press("submit")
        assert "Your answers are stored" in visitor.page.heading
        assert "leave" in visitor.page.buttons
        (response,) = city.responses()
        assert response.mode == "kiosk"

    def test_no_button_of_the_browser_brings_the_person_before_back(self, city: City) -> None:
        """The next person presses Back and sends the page again, which posts it unchanged."""
        visitor = Visitor(city, "kiosk")
        visitor.press("start")
        early = dict(visitor.page.hidden)
        visitor.walk()
        review = dict(visitor.page.hidden)
        visitor.press("submit")
        receipt = receipt_on(visitor.response.text)
        visitor.client.post(visitor.address, data={**review, "_page": "thanks", "_do": "leave"})
        for page, do in ((early, "continue"), (review, "submit"), (review, "review")):
            visitor.post(**{**page, "_do": do})
            assert visitor.response.status_code == 410
            assert receipt not in visitor.response.text

    def test_a_walked_away_person_is_forgotten_and_the_next_starts_afresh(self, city: City) -> None:
        visitor = Visitor(city, "kiosk")
        visitor.press("start")
        visitor.press("continue")
        page = dict(visitor.page.hidden)
        assert '<meta http-equiv="refresh" content="300; url=' in visitor.response.text
        visitor.open(f"{visitor.address}/idle")
        assert visitor.page.heading == "Do you need more time?"
        assert '<meta http-equiv="refresh" content="60; url=' in visitor.response.text
        assert visitor.client.get(f"{visitor.address}/over").status_code == 303
        visitor.post(**{**page, "_do": "continue"})
        assert visitor.response.status_code == 410
        at_home = Visitor(city)
        at_home.post(_do="resume", _secret=page["_secret"])
        assert at_home.response.status_code == 422, "the draft itself is gone"

    def test_who_needs_more_time_goes_on(self, city: City) -> None:
        visitor = Visitor(city, "kiosk")
        visitor.press("start")
        visitor.press("continue")
        visitor.open(f"{visitor.address}/idle")
        visitor.press("resume")
        assert visitor.page.hidden["_page"] == "hood"

    def test_opening_the_first_page_ends_what_went_before(self, city: City) -> None:
        visitor = Visitor(city, "kiosk")
        visitor.press("start")
        page = dict(visitor.page.hidden)
        visitor.open()
        visitor.post(**{**page, "_do": "continue"})
        assert visitor.response.status_code == 410

    def test_nothing_is_kept_for_later_and_no_code_is_shown(self, city: City) -> None:
        visitor = Visitor(city, "kiosk")
        assert "resume" not in visitor.page.buttons
        visitor.press("start", _device="mine")
        assert "place-" not in visitor.response.headers["Set-Cookie"]
        assert visitor.response.text.count(visitor.page.hidden["_secret"]) == 1
        assert visitor.client.get(f"/kiosk/{SLUG}/en/idle").status_code == 200
        fresh = city.app.test_client()
        assert fresh.get(f"/kiosk/{SLUG}/en/idle").status_code == 303


class TestInterviews:
    def test_an_interviewer_redeems_first_and_no_later_screen_holds_the_code(
        self, coded: Coded
    ) -> None:
        code, cell = coded.codes[5]
        visitor = Visitor(coded.city, "interview", environ=AWAY)
        visitor.press("redeem", _code=code)
        pages = [visitor.response.text]
        assert "May I begin?" in visitor.response.text
        visitor.press("start", _mode="face to face")
        while visitor.page.hidden["_page"] != "review":
            visitor.press("continue", **ANSWERS.get(visitor.page.hidden["_page"], {}))
            pages.append(visitor.response.text)
        visitor.press("submit")
        pages.append(visitor.response.text)
        assert not any(code in page or code.replace("-", "") in page for page in pages)
        (response,) = coded.city.responses()
        assert (response.mode, response.design_cell) == ("face to face", cell)

    def test_without_codes_interviews_are_entered_on_the_serving_machine_alone(
        self, city: City
    ) -> None:
        assert "start" in Visitor(city, "interview").page.buttons
        away = Visitor(city, "interview", environ=AWAY)
        assert away.response.status_code == 403
        away.post(_do="start")
        assert away.response.status_code == 403
        passed_on = city.app.test_client().get(
            f"/interview/{SLUG}/en", headers={"X-Forwarded-For": "203.0.113.7"}
        )
        assert passed_on.status_code == 403

    def test_a_whole_interview_is_typed_in_numbers(self, city: City) -> None:
        visitor = Visitor(city, "interview")
        visitor.press("start", _mode="phone")
        typed = {"hood": "2", "safe": "1", "fair": "2 4", "contact": "1", "race": "1 3"}
        seen = []
        while visitor.page.hidden["_page"] != "review":
            name = visitor.page.hidden["_page"]
            given = {"_key": typed[name]} if name in typed else ANSWERS.get(name, {})
            seen.append(f"{name} {'_key' in visitor.page.values}")
            visitor.press("continue", **given)
            assert visitor.response.status_code == 200, visitor.response.text
        assert "fair True" in seen
        assert "adults False" in seen
        visitor.press("submit")
        (response,) = city.responses()
        assert response.mode == "phone"
        assert [response.answers[n] for n in ("hood", "safe", "fair.listen", "fair.respect")] == [
            "birch",
            3,
            2,
            8,
        ]
        assert response.answers["race"] == (1, 3)

    def test_numbers_that_fit_no_answer_are_told_and_stay_typed(self, city: City) -> None:
        visitor = Visitor(city, "interview")
        visitor.press("start")
        visitor.press("continue")
        visitor.press("continue", _key="7")
        assert visitor.response.status_code == 422
        assert visitor.page.values["_key"] == "7"
        assert 'href="#key"' in visitor.response.text

    def test_the_screen_lists_what_was_answered_so_far(self, city: City) -> None:
        visitor = Visitor(city, "interview")
        visitor.press("start")
        visitor.press("continue")
        visitor.press("continue", _key="1")
        assert "Answers so far" in visitor.response.text
        assert "Alder Grove" in visitor.response.text
        assert "change hood" in visitor.page.buttons

    def test_a_resident_page_takes_no_numbers(self, city: City) -> None:
        visitor = Visitor(city)
        visitor.press("start")
        visitor.press("continue")
        visitor.press("continue", _key="1")
        assert visitor.page.hidden["_page"] == "safe"
        visitor.walk()
        visitor.press("submit")
        assert city.responses()[0].area == ""


class TestNumbers:
    def test_one_number_is_one_answer_and_several_are_several(self) -> None:
        assert keyed(INSTRUMENT.index["safe"], " 4 ") == {"safe": ["8"]}
        assert keyed(INSTRUMENT.index["race"], "13") == {"race": ["1", "3"]}
        assert keyed(INSTRUMENT.index["race"], "1, 3 1") == {"race": ["1", "3"]}

    def test_a_grid_takes_one_number_a_row_and_nought_leaves_a_row_out(self) -> None:
        fair = INSTRUMENT.index["fair"]
        assert keyed(fair, "12") == {"fair.listen": ["3"], "fair.respect": ["2"]}
        assert keyed(fair, "0 5") == {"fair.respect": ["9"]}

    @pytest.mark.parametrize("text", ["", "0", "9", "1 2", "x", "-1", "1.5", "9" * 30])
    def test_anything_else_is_no_answer(self, text: str) -> None:
        assert keyed(INSTRUMENT.index["contact"], text) is None
        assert keyed(INSTRUMENT.index["fair"], text if text != "1 2" else "1 2 3") is None

    def test_a_numbered_scale_is_answered_by_its_points(self) -> None:
        scale = load(FEATURES / "zero_to_ten.toml")
        item = next(item for item in scale.items if item.points)
        assert keyed(item, "0") == {item.id: ["0"]}
        assert keyed(item, "10") == {item.id: ["10"]}
        assert [number for number in numbered(item) if number > 10] == list(
            range(11, 11 + len(item.options) - 11)
        )


class TestPosters:
    def test_a_poster_leads_to_the_survey_and_holds_no_code(self, city: City) -> None:
        page = city.app.test_client().get(f"/s/{SLUG}/es/poster").text
        assert "<svg" in page
        assert f"localhost/s/{SLUG}" in page
        assert "código de acceso" not in page

    def test_a_poster_of_a_coded_wave_asks_for_the_letter(self, coded: Coded) -> None:
        page = coded.city.app.test_client().get(f"/s/{SLUG}/en/poster").text
        assert "access code from your letter" in page

    def test_a_field_that_no_person_sees_flags_what_fills_it(self, city: City) -> None:
        for filled in ("", "https://spam.example"):
            visitor = Visitor(city)
            visitor.press("start")
            visitor.walk()
            visitor.press("submit", _website=filled)
        flags = sorted(r.quality["trap_filled"] for r in city.responses())
        assert flags == [False, True]


class TestGate:
    """Nobody is turned away: whoever comes from a busy network waits seconds."""

    def test_guessing_codes_is_slowed_and_goes_on_after_the_wait(
        self, coded: Coded, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        start = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC)
        clock = [start]
        monkeypatch.setattr(doorkeeper, "_now", lambda: clock[0])
        visitor = Visitor(coded.city, environ=AWAY)
        for _ in range(10):
            visitor.post(_do="redeem", _code=UNKNOWN)
            assert visitor.response.status_code == 422
        code = coded.codes[7][0]
        visitor.post(_do="redeem", _code=code)
        assert visitor.response.status_code == 429
        assert visitor.page.heading == "Please wait a moment"
        again = dict(visitor.page.hidden)
        visitor.post(**again)
        assert visitor.response.status_code == 429
        clock[0] += datetime.timedelta(seconds=int(visitor.response.headers["Retry-After"]))
        visitor.post(**visitor.page.hidden)
        assert visitor.page.heading == "Your code is accepted"
        elsewhere = Visitor(coded.city, environ={"REMOTE_ADDR": "198.51.100.9"})
        elsewhere.post(_do="redeem", _code=UNKNOWN)
        assert elsewhere.response.status_code == 422

    def test_what_was_answered_faster_than_it_can_be_read_is_flagged(
        self, city: City, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = [datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC)]
        monkeypatch.setattr(doorkeeper, "_now", lambda: clock[0])
        for seconds in (5, 600):
            visitor = Visitor(city, environ=AWAY)
            visitor.press("start")
            visitor.walk()
            clock[0] += datetime.timedelta(seconds=seconds)
            visitor.press("submit")
        flags = sorted(r.quality["faster_than_reading"] for r in city.responses())
        assert flags == [False, True]
        assert all(r.quality["shared_address"] is False for r in city.responses())

    @pytest.mark.parametrize("age", ["", "0.forged", "{made}.0123456789abcdef"])
    def test_a_page_without_the_token_of_its_beginning_is_flagged(
        self, city: City, age: str
    ) -> None:
        visitor = Visitor(city, environ=AWAY)
        visitor.press("start")
        made = visitor.page.hidden["_age"].partition(".")[0]
        visitor.walk()
        visitor.press("submit", _age=age.format(made=made))
        (response,) = city.responses()
        assert response.quality["faster_than_reading"] is True

    def test_whoever_came_back_has_no_token_and_no_flag(self, city: City) -> None:
        visitor = Visitor(city, environ=AWAY)
        visitor.press("start")
        visitor.press("continue")
        visitor.press("pause")
        visitor.post(_do="resume", _secret=receipt_on(visitor.response.text))
        visitor.walk()
        assert visitor.page.hidden["_age"] == ""
        visitor.press("submit")
        (response,) = city.responses()
        assert response.quality["faster_than_reading"] is False

    def test_whoever_needed_more_time_at_a_public_screen_has_no_flag(self, city: City) -> None:
        visitor = Visitor(city, "kiosk", environ=AWAY)
        visitor.press("start")
        visitor.press("continue")
        first = visitor.address
        visitor.open(f"{first}/idle")
        assert "_age" not in visitor.page.hidden
        visitor.press("resume")
        visitor.walk()
        visitor.press("submit")
        (response,) = city.responses()
        assert response.quality["faster_than_reading"] is False

    @pytest.mark.parametrize(
        ("peer", "named", "expected"),
        [
            ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
            ("127.0.0.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
            ("192.168.0.9", "198.51.100.1", "192.168.0.9"),
            ("127.0.0.1", "", "127.0.0.1"),
        ],
    )
    def test_only_a_proxy_of_the_citys_own_is_believed(
        self, peer: str, named: str, expected: str
    ) -> None:
        headers = {"X-Forwarded-For": named} if named else {}
        builder = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": peer})
        proxies = (ip_network("127.0.0.1"), ip_network("10.0.0.0/24"))
        assert client_address(builder.get_request(Request), proxies) == expected
