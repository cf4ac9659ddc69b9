"""Codes on the envelopes of paper booklets are checked, looked over and logged in batches."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from surveyapp.collection.access_code import access_code, shown
from surveyapp.workflow.codes import code_counts
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.key_store import load_server_key
from tests.web.city import SLUG, City, PageReader, open_city, read
from tests.web.coded_city import Coded, make_coded_city

UNKNOWN = shown(access_code(12345))
AWAY = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(scope="module")
def coded_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    folder = tmp_path_factory.mktemp("enveloped")
    made = make_coded_city(folder)
    made.city.store.close()
    return folder, made.codes


@pytest.fixture
def coded(coded_once: tuple[Path, list[tuple[str, str]]], tmp_path: Path) -> Coded:
    shutil.copytree(coded_once[0], tmp_path / "city")
    return Coded(open_city(tmp_path / "city"), coded_once[1])


class Clerk:
    """Somebody who logs envelopes on the serving machine."""

    def __init__(self, city: City, language: str = "en") -> None:
        self.client: FlaskClient = city.app.test_client(use_cookies=False)
        self.address = f"/keying/{city.slug}/{language}/envelopes"
        self.took(self.client.get(self.address))

    def press(self, do: str, codes: str = "") -> PageReader:
        ready = self.page.hidden.get("ready", "")
        data = {"_do": do, "codes": codes, "ready": ready}
        return self.took(self.client.post(self.address, data=data))

    def took(self, response: object) -> PageReader:
        self.response = response
        self.page = read(response)
        return self.page

    def box(self) -> list[str]:
        return self.page.values["codes"].split()

    def counts(self) -> dict[str, int]:
        found = re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", self.response.text)
        return {cell: int(count) for cell, count in found}


def spent(city: City) -> dict[str, int]:
    keys = city.settings.keys
    counts = code_counts(Desk(city.store, load_server_key(keys), keys), SLUG)
    return {cell: count.spent for cell, count in counts.items()}


def test_nothing_is_logged_before_it_was_looked_over_by_design_cell(coded: Coded) -> None:
    clerk = Clerk(coded.city)
    assert clerk.page.buttons == ["check"]
    chosen = [code for code, _ in (*coded.codes[:3], *coded.codes[-2:])]
    scanned = "\r\n".join([chosen[0].lower(), chosen[1].replace("-", " "), "", *chosen[2:], ""])
    clerk.press("check", scanned)
    assert clerk.response.status_code == 200
    assert "Codes that can be logged: 5" in clerk.response.text
    assert clerk.counts() == {"north": 3, "south": 2}
    assert spent(coded.city) == {"north": 0, "south": 0}
    clerk.press("log")
    assert "Codes logged: 5" in clerk.response.text
    assert clerk.counts() == {"north": 3, "south": 2}
    assert spent(coded.city) == {"north": 3, "south": 2}
    assert clerk.box() == []


def test_each_refused_code_says_why_and_stays_in_the_box(coded: Coded) -> None:
    good, used = coded.codes[0][0], coded.codes[1][0]
    clerk = Clerk(coded.city)
    clerk.press("check", used)
    clerk.press("log")
    other = "7" if good[2] != "7" else "8"
    slip = f"{good[:2]}{other}{good[3:]}"
    wrong = [used, UNKNOWN, slip, "ABC*E-FGHJK", good[:-1]]
    clerk.press("check", "\n".join([coded.codes[2][0], *wrong]))
    assert clerk.response.status_code == 422
    assert clerk.page.title.startswith("Error: ")
    assert "Codes that can be logged: 1" in clerk.response.text
    for words in (
        "was used before",
        "is not a code of this survey",
        "character 3 is not as printed",
        "character 4 is not one that codes have",
        "has 9 characters; a code has ten",
    ):
        assert words in clerk.response.text
    assert clerk.box() == wrong
    assert 'href="#codes"' in clerk.response.text
    clerk.press("check", good)
    assert "Codes that can be logged: 2" in clerk.response.text
    clerk.press("log")
    assert sum(spent(coded.city).values()) == 3


def test_a_corrected_code_is_not_lost_where_the_others_are_logged_first(coded: Coded) -> None:
    clerk = Clerk(coded.city)
    clerk.press("check", coded.codes[0][0])
    clerk.press("log", coded.codes[1][0])
    assert "Codes logged: 1" in clerk.response.text
    assert "Codes that can be logged: 1" in clerk.response.text
    assert sum(spent(coded.city).values()) == 1
    clerk.press("log")
    assert sum(spent(coded.city).values()) == 2


def test_posting_a_batch_twice_logs_it_once_and_says_so(coded: Coded) -> None:
    clerk = Clerk(coded.city)
    clerk.press("check", coded.codes[0][0])
    page = clerk.page
    clerk.press("log")
    clerk.page = page
    clerk.press("log")
    assert clerk.response.status_code == 422
    assert "was used before" in clerk.response.text
    assert sum(spent(coded.city).values()) == 1


def test_an_empty_batch_and_one_that_is_too_long_are_refused_in_words(coded: Coded) -> None:
    clerk = Clerk(coded.city)
    clerk.press("check", " \n \n")
    assert "Scan or type at least one code." in clerk.response.text
    clerk.press("check", "\n".join(["AAAAA-AAAAA"] * 501))
    assert clerk.response.status_code == 422
    assert "Log at most 500 at a time." in clerk.response.text
    assert len(clerk.box()) == 501


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh-Hans"])
def test_the_page_speaks_every_language_and_text_typed_stays_text(
    coded: Coded, language: str
) -> None:
    clerk = Clerk(coded.city, language)
    clerk.press("check", "<script>alert(1)</script>\n{{ 7 * 7 }}")
    assert clerk.response.status_code == 422
    assert f'lang="{language}"' in clerk.response.text
    assert "<script>" not in clerk.response.text
    assert "{{ 7 * 7 }}" in clerk.response.text


def test_envelopes_are_logged_on_the_serving_machine_alone(coded: Coded) -> None:
    address = f"/keying/{SLUG}/en/envelopes"
    client = coded.city.app.test_client()
    for method in ("GET", "POST"):
        data = {"ready": coded.codes[0][0], "_do": "log"} if method == "POST" else None
        answer = client.open(address, method=method, data=data, environ_overrides=AWAY)
        assert answer.status_code == 403
    assert sum(spent(coded.city).values()) == 0


def test_a_wave_without_codes_has_no_envelopes(city: City) -> None:
    client = city.app.test_client()
    assert client.get(f"/keying/{city.slug}/en/envelopes").status_code == 303
    assert "envelopes" not in client.get(f"/keying/{city.slug}/en").text


def test_the_page_is_a_step_from_the_one_for_booklets_and_nothing_joins_the_two(
    coded: Coded,
) -> None:
    client = coded.city.app.test_client()
    door = client.get(f"/keying/{SLUG}/en")
    assert f'href="/keying/{SLUG}/en/envelopes"' in door.text
    clerk = Clerk(coded.city)
    assert not {"booklet", "_secret", "_ticket"} & (clerk.page.hidden.keys() | clerk.page.values)
    assert "Set-Cookie" not in clerk.response.headers
    assert clerk.response.headers["Cache-Control"] == "no-store"
