"""Sessions: planted, stolen and replayed secrets, cookies and tickets; several tabs and presses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.city import ANSWERS, SLUG, City, PageReader, Resident, open_city, read
from tests.web.coded_city import Coded, make_coded_city

KIOSK = f"/kiosk/{SLUG}"


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[Coded]:
    made = make_coded_city(tmp_path / "coded")
    yield made
    made.city.store.close()


def cookie_of(response: TestResponse, name: str) -> str:
    """What a response sets a cookie to; empty where it does not."""
    for header in response.headers.getlist("Set-Cookie"):
        key, _, rest = header.partition("=")
        if key == f"{name}-{SLUG}":
            return rest.partition(";")[0]
    return ""


def post(client: FlaskClient, path: str, **data: str) -> tuple[TestResponse, PageReader]:
    response = client.post(path, data=data)
    return response, read(response)


def receipt_in(text: str) -> str:
    return text.partition('class="receipt">')[2].partition("<")[0]


def test_redeeming_takes_up_no_secret_that_was_planted(coded: Coded) -> None:
    path = coded.city.path()
    stranger = coded.city.app.test_client()
    _, planted = post(stranger, path, _do="redeem", _code=coded.codes[0][0])
    person = coded.city.app.test_client()
    person.set_cookie(f"place-{SLUG}", "0000-0000-0000-0000", path=f"/s/{SLUG}")
    data = {"_secret": "0000-0000-0000-0000", "_ticket": planted.hidden["_ticket"]}
    _, ready = post(person, path, _do="redeem", _code=coded.codes[1][0], **data)
    assert ready.hidden["_ticket"] != planted.hidden["_ticket"]
    _, began = post(person, path, _do="start", _ticket=ready.hidden["_ticket"])
    _, theirs = post(stranger, path, _do="start", _ticket=planted.hidden["_ticket"])
    assert began.hidden["_secret"] not in ("0000-0000-0000-0000", theirs.hidden["_secret"])


def test_every_redeemed_code_gives_another_secret_and_none_of_the_code(coded: Coded) -> None:
    path, secrets = coded.city.path(), set()
    for code, _ in coded.codes[:5]:
        client = coded.city.app.test_client()
        _, ready = post(client, path, _do="redeem", _code=code)
        _, began = post(client, path, _do="start", _ticket=ready.hidden["_ticket"])
        secrets.add(began.hidden["_secret"])
        assert code.replace("-", "")[:5] not in began.hidden["_secret"]
    assert len(secrets) == 5


def test_coming_back_gives_a_new_secret_and_ends_every_page_left_open(city: City) -> None:
    library = Resident(city)
    library.press("start")
    library.press("continue")
    left_open = library.press("continue", hood="birch").hidden
    home = Resident(city)
    home.post({"_do": "resume", "_secret": left_open["_secret"]})
    assert home.page.hidden["_page"] == left_open["_page"]
    assert home.page.hidden["_secret"] != left_open["_secret"]
    assert "You have a new code" in home.response.text
    assert home.response.text.count(home.page.hidden["_secret"]) >= 2
    home.press("continue", safe="3")
    assert "You have a new code" not in home.response.text
    for do in ("continue", "back", "review", "change hood", "submit", "language", "pause"):
        library.post({**left_open, "_do": do})
        assert library.response.status_code == 410, do
        assert "birch" not in library.response.text.lower()
    library.client.post(city.path(), data={**left_open, "_do": "leave"})
    library.post({"_do": "resume", "_secret": left_open["_secret"]})
    assert library.response.status_code == 422
    home.press("back")
    assert home.response.status_code == 200


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh-Hans"])
def test_the_new_code_is_told_on_the_review_too_and_in_every_language(
    city: City, resident: Resident, language: str
) -> None:
    resident.walk(ANSWERS)
    resident.language = language
    old = resident.page.hidden["_secret"]
    resident.post({"_do": "resume", "_secret": old})
    assert resident.page.hidden["_page"] == "review"
    new = resident.page.hidden["_secret"]
    assert receipt_in(resident.response.text) == new != old
    resident.press("submit")
    assert len(city.responses()) == 1


def test_a_device_gets_a_new_cookie_when_it_comes_back(city: City) -> None:
    client, path = city.app.test_client(), city.path()
    response, began = post(client, path, _do="start", _device="mine")
    first = cookie_of(response, "place")
    assert first == began.hidden["_secret"]
    stolen = city.app.test_client()
    stolen.set_cookie(f"place-{SLUG}", first, path=f"/s/{SLUG}")
    response, page = post(client, path, _do="resume")
    second = cookie_of(response, "place")
    assert second == page.hidden["_secret"] != first
    post(client, path, **{**page.hidden, "_do": "continue"})
    response, _ = post(stolen, path, _do="resume")
    assert response.status_code == 422
    assert cookie_of(response, "place") == ""
    response, _ = post(client, path, _do="resume")
    assert response.status_code == 200


def test_a_cookie_replayed_after_sending_shows_neither_answers_nor_receipt(city: City) -> None:
    client, path = city.app.test_client(), city.path()
    response, page = post(client, path, _do="start", _device="mine")
    held = cookie_of(response, "place")
    while page.hidden["_page"] != "review":
        given = ANSWERS.get(page.hidden["_page"], {})
        response = client.post(path, data={**page.hidden, **given, "_do": "continue"})
        page = read(response)
    response, _ = post(client, path, **{**page.hidden, "_do": "submit"})
    receipt = receipt_in(response.text)
    assert len(receipt) > 20
    assert f"place-{SLUG}=;" in response.headers["Set-Cookie"]
    thief = city.app.test_client()
    thief.set_cookie(f"place-{SLUG}", held, path=f"/s/{SLUG}")
    response, _ = post(thief, path, _do="resume")
    assert response.status_code == 422
    assert receipt not in response.text
    assert "Nurse" not in response.text
    assert len(city.responses()) == 1


def test_a_screen_cookie_replayed_after_sending_opens_nothing(city: City) -> None:
    client, path = city.app.test_client(), f"{KIOSK}/en"
    response, page = post(client, path, _do="start")
    held, first = cookie_of(response, "screen"), dict(page.hidden)
    while page.hidden["_page"] != "review":
        given = ANSWERS.get(page.hidden["_page"], {})
        page = read(client.post(path, data={**page.hidden, **given, "_do": "continue"}))
    sent = client.post(path, data={**page.hidden, "_do": "submit"})
    receipt = receipt_in(sent.text)
    client.post(path, data={**page.hidden, "_page": "thanks", "_do": "leave"})
    assert client.get_cookie(f"screen-{SLUG}", path=KIOSK) is None
    for do in ("continue", "review", "submit", "resume", "language"):
        response = client.post(path, data={**first, "_do": do})
        assert response.status_code == 410
        assert receipt not in response.text
    client.set_cookie(f"screen-{SLUG}", held, path=KIOSK)
    assert len(city.responses()) == 1
    assert "Nurse" not in client.post(path, data={**first, "_do": "review"}).text


def test_a_page_of_one_wave_or_way_opens_nothing_at_another(city: City) -> None:
    resident = Resident(city)
    here = resident.press("start").hidden
    for do in ("continue", "review", "submit", "resume", "leave"):
        response = city.app.test_client().post(f"{KIOSK}/en", data={**here, "_do": do})
        assert response.status_code == 410, do
    other = city.app.test_client().post("/s/other/en", data={**here, "_do": "continue"})
    assert other.status_code == 404


def test_a_double_click_stores_one_response_and_shows_one_receipt(city: City) -> None:
    resident = Resident(city)
    page = resident.walk(ANSWERS)
    found: list[str] = []

    def press() -> None:
        client = city.app.test_client()
        found.append(
            receipt_in(client.post(city.path(), data={**page.hidden, "_do": "submit"}).text)
        )

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) > 20
    assert len(city.responses()) == 1


def test_two_tabs_of_one_person_lose_no_answer_of_either(city: City, resident: Resident) -> None:
    resident.press("start")
    resident.press("continue")
    tab = Resident(city)
    tab.page.hidden = dict(resident.page.hidden)
    resident.press("continue", hood="birch")
    tab.post({**resident.page.hidden, "safe": "3", "_do": "continue"})
    resident.post({**resident.page.hidden, "safe": "1", "_do": "continue"})
    resident.press("review")
    resident.press("change hood")
    assert ("hood", "birch") in resident.page.checked
    tab.post({**resident.page.hidden, "_page": "review", "_do": "change safe"})
    assert tab.page.checked == [("safe", "1")], "what was sent last counts"


def test_back_and_again_after_sending_changes_nothing(city: City, resident: Resident) -> None:
    resident.walk(ANSWERS)
    review = resident.page.hidden
    resident.press("submit")
    receipt = receipt_in(resident.response.text)
    for do in ("submit", "continue", "review", "change job"):
        resident.post({**review, "_page": "job", "job": "Other", "_do": do})
        assert resident.response.status_code == 200
        assert receipt_in(resident.response.text) == receipt
    (response,) = city.responses()
    assert response.answers["job"] == "Nurse"


def test_two_devices_that_come_back_at_once_hold_one_code(city: City, resident: Resident) -> None:
    code = resident.press("start").hidden["_secret"]
    both = [Resident(city), Resident(city)]
    for one in both:
        one.post({"_do": "resume", "_secret": code})
        assert one.response.status_code == 200
    assert both[0].page.hidden["_secret"] == both[1].page.hidden["_secret"]


@pytest.mark.parametrize(
    "token", ["", "0", "f" * 60, "0.0", "1e309.x", "-1.aa", "66f0.00000000000000000000000000000000"]
)
def test_a_missing_a_foreign_and_an_old_age_token_hold_nobody_up(
    city: City, resident: Resident, token: str
) -> None:
    """The age token proves nothing about who sends a page; the secret does."""
    resident.walk(ANSWERS)
    resident.post({**resident.page.hidden, "_age": token, "_do": "submit"})
    assert resident.response.status_code == 200
    assert len(city.responses()) == 1


@pytest.mark.parametrize("secret", [None, "", "another", "old"])
def test_a_page_without_the_secret_of_its_holder_does_nothing(
    city: City, resident: Resident, secret: str | None
) -> None:
    """The secret is what a token against forged requests is elsewhere: no other site has it."""
    held = resident.press("start").hidden
    respondent = Resident(city)
    stranger = respondent.press("start").hidden["_secret"]
    gone = Resident(city)
    old = gone.press("start").hidden["_secret"]
    gone.client.post(city.path(), data={"_secret": old, "_do": "leave"})
    data = {name: value for name, value in held.items() if name != "_secret"}
    if secret is not None:
        data["_secret"] = {"another": stranger, "old": old}.get(secret, secret)
    response = city.app.test_client().post(
        city.path(),
        data={**data, "_do": "continue"},
        headers={"Origin": "https://evil.example", "Referer": "https://evil.example/x"},
    )
    assert response.status_code in ((200,) if secret == "another" else (400, 410))
    resident.press("continue")
    assert resident.page.hidden["_page"] == "hood", "the holder's own answers are as they were"


def test_behind_tls_no_page_without_it_can_plant_a_cookie(founded: Path) -> None:
    client = open_city(founded, https=True).app.test_client()
    client.set_cookie(f"place-{SLUG}", "0000-0000-0000-0000", path=f"/s/{SLUG}")
    response = client.get(f"/s/{SLUG}/en")
    assert "unfinished answers on this device" not in response.text
    for path in (f"/s/{SLUG}/en", f"{KIOSK}/en"):
        began = client.post(path, data={"_do": "start", "_device": "mine"})
        cookie = began.headers["Set-Cookie"]
        assert cookie.startswith("__Secure-")
        assert "Secure;" in f"{cookie};".replace(" Secure;", "Secure;")
        gone = client.post(path, data={**read(began).hidden, "_do": "leave"})
        assert gone.headers["Set-Cookie"].startswith("__Secure-")
        assert "; Secure" in gone.headers["Set-Cookie"]
