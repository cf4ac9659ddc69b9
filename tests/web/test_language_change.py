"""Another language on any page: the same page, and nothing that was typed or kept is lost."""

from __future__ import annotations

import re

import pytest

from tests.web.city import ANSWERS, SLUG, City, PageReader, Resident
from tests.web.coded_city import make_coded_city
from tests.web.test_failures import BUSY, refuse
from tests.web.test_ways import UNKNOWN, Visitor, receipt_on

ROUND = ("es", "ar", "zh-Hans", "en")


def buttons_lead_everywhere(html: str, language: str, address: str) -> None:
    """The page is in its language, and offers each other one at its own address."""
    assert f'<html lang="{language}"' in html
    offered = set(re.findall(rf'(?:formaction|href)="{re.escape(address)}/([A-Za-z-]+)"', html))
    assert offered >= {"en", "es", "ar", "zh-Hans"} - {language}


def typed_on(page: PageReader) -> tuple[list[tuple[str, str]], dict[str, str]]:
    values = {name: text.strip() for name, text in page.values.items() if text and name[0] != "_"}
    return sorted(page.checked), values


def test_the_first_page_leads_to_itself_in_every_language(city: City) -> None:
    for language in ROUND:
        resident = Resident(city, language)
        buttons_lead_everywhere(resident.response.text, language, f"/s/{SLUG}")


def test_answers_typed_and_not_sent_go_through_every_language_on_every_page(city: City) -> None:
    resident = Resident(city)
    resident.press("start")
    seen = 0
    while (here := resident.page.hidden["_page"]) != "review":
        given = ANSWERS.get(here, {})
        kept = None
        for language in ROUND:
            resident.press("language", language=language, **fields(given))
            assert resident.response.status_code == 200
            assert resident.page.hidden["_page"] == here
            buttons_lead_everywhere(resident.response.text, language, f"/s/{SLUG}")
            kept = kept or typed_on(resident.page)
            assert typed_on(resident.page) == kept
        assert bool(kept and (kept[0] or kept[1])) == bool(given), here
        resident.press("continue", **fields(given))
        seen += 1
    assert seen > len(ANSWERS)


def fields(given: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    return {name.replace(".", "__"): value for name, value in given.items()}


def test_answers_sent_before_are_the_same_after_a_change_of_language(city: City) -> None:
    plain, changed = Resident(city), Resident(city)
    for resident, languages in ((plain, ("en",)), (changed, ROUND)):
        resident.press("start")
        while (here := resident.page.hidden["_page"]) != "review":
            for language in languages:
                resident.press("language", language=language, **fields(ANSWERS.get(here, {})))
            resident.press("continue", **fields(ANSWERS.get(here, {})))
        resident.press("submit")
    one, two = city.responses()
    assert one.answers == two.answers


def test_a_page_with_a_problem_keeps_what_is_typed_in_every_language(city: City) -> None:
    resident = Resident(city)
    resident.press("start")
    while resident.page.hidden["_page"] != "adults":
        resident.press("continue", **fields(ANSWERS.get(resident.page.hidden["_page"], {})))
    resident.press("continue", adults="two people")
    assert resident.response.status_code == 422
    for language in ROUND:
        resident.press("language", language=language, adults=resident.page.values["adults"])
        assert resident.page.values["adults"] == "two people"
        resident.press("continue", adults=resident.page.values["adults"])
        assert resident.response.status_code == 422
        buttons_lead_everywhere(resident.response.text, language, f"/s/{SLUG}")


def test_the_review_shows_the_same_answers_in_every_language(city: City) -> None:
    resident = Resident(city)
    resident.walk(ANSWERS)
    for language in ROUND:
        resident.press("language", language=language)
        assert resident.page.hidden["_page"] == "review"
        assert "Walk the streets." in resident.response.text
        buttons_lead_everywhere(resident.response.text, language, f"/s/{SLUG}")
    resident.press("change idea", language="ar")
    assert "Walk the streets." in resident.page.values["idea"]
    resident.press("language", language="es", idea="Listen more.")
    resident.press("continue", idea=resident.page.values["idea"])
    assert resident.page.hidden["_page"] == "review", "the way back to the review is kept"
    assert "Listen more." in resident.response.text


def test_the_last_page_shows_the_same_receipt_in_every_language_and_sends_once(city: City) -> None:
    resident = Resident(city)
    resident.walk(ANSWERS)
    resident.press("submit")
    receipt = receipt_on(resident.response.text)
    for language in ROUND:
        resident.press("language", language=language)
        assert receipt_on(resident.response.text) == receipt
        buttons_lead_everywhere(resident.response.text, language, f"/s/{SLUG}")
    assert len(city.responses()) == 1


@pytest.mark.parametrize("device", ["", "mine"])
def test_the_page_after_stopping_shows_the_same_code_in_every_language(
    city: City, device: str
) -> None:
    visitor = Visitor(city)
    visitor.press("start")
    visitor.press("continue")
    visitor.press("pause", hood="birch", _device=device)
    code = receipt_on(visitor.response.text)
    for language in ROUND:
        visitor.address = f"/s/{SLUG}/{language}"
        visitor.press("pause")
        assert receipt_on(visitor.response.text) == code
        assert ("_device" in visitor.page.hidden) == bool(device)
        buttons_lead_everywhere(visitor.response.text, language, f"/s/{SLUG}")
    visitor.post(_do="resume", _secret=code)
    assert visitor.page.hidden["_page"] == "safe"


def test_a_public_screen_keeps_the_person_and_the_answers(city: City) -> None:
    visitor = Visitor(city, "kiosk")
    visitor.press("start")
    visitor.press("continue")
    for language in ROUND:
        visitor.address = f"/kiosk/{SLUG}/{language}"
        visitor.press("language", hood="birch")
        assert visitor.page.checked == [("hood", "birch")]
        buttons_lead_everywhere(visitor.response.text, language, f"/kiosk/{SLUG}")
        idle = visitor.client.get(f"{visitor.address}/idle").text
        for other in set(ROUND) - {language}:
            assert f'href="/kiosk/{SLUG}/{other}/idle"' in idle
    visitor.press("continue", hood="birch")
    assert visitor.page.hidden["_page"] == "safe"


def test_numbers_that_an_interviewer_typed_stay(city: City) -> None:
    visitor = Visitor(city, "interview")
    visitor.press("start", _mode="phone")
    visitor.press("continue")
    for language in ROUND:
        visitor.address = f"/interview/{SLUG}/{language}"
        visitor.press("language", _key="2")
        assert visitor.page.values["_key"] == "2"


def test_an_access_code_that_is_typed_stays_and_is_not_tried(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = make_coded_city(tmp_path_factory.mktemp("coded-languages"))
    visitor = Visitor(made.city)
    code = made.codes[3][0]
    for language in ROUND:
        visitor.address = f"/s/{SLUG}/{language}"
        visitor.press("open", _code=code)
        assert visitor.response.status_code == 200
        assert visitor.page.values["_code"] == code
        assert visitor.page.buttons[0] == "enter code", "Enter sends the code, not a language"
        buttons_lead_everywhere(visitor.response.text, language, f"/s/{SLUG}")
    visitor.press("redeem", _code=UNKNOWN)
    assert visitor.response.status_code == 422
    visitor.press("open", _code=visitor.page.values["_code"])
    assert visitor.page.values["_code"] == UNKNOWN
    visitor.press("redeem", _code=code)
    assert visitor.page.heading == "Your code is accepted"


def test_a_page_shown_while_the_store_is_busy_keeps_what_is_typed_in_every_language(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = Resident(city)
    resident.press("start")
    while resident.page.hidden["_page"] != "idea":
        resident.press("continue", **fields(ANSWERS.get(resident.page.hidden["_page"], {})))

    monkeypatch.setattr(BUSY, refuse)
    resident.press("continue", idea="Plant trees.")
    for language in ROUND:
        resident.press("language", language=language, idea=resident.page.values["idea"])
        assert resident.response.status_code == 503
        assert resident.page.values["idea"].strip() == "Plant trees."
        buttons_lead_everywhere(resident.response.text, language, f"/s/{SLUG}")
    monkeypatch.undo()
    resident.press("continue", idea=resident.page.values["idea"])
    assert resident.page.hidden["_page"] == "review"


def test_sending_while_the_store_is_busy_can_be_repeated_in_another_language(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = Resident(city)
    resident.walk(ANSWERS)

    monkeypatch.setattr(BUSY, refuse)
    resident.press("submit")
    assert resident.response.status_code == 503
    buttons_lead_everywhere(resident.response.text, "en", f"/s/{SLUG}")
    monkeypatch.undo()
    resident.language = "es"
    resident.post(resident.page.hidden)
    assert "Sus respuestas están guardadas" in resident.page.heading
    assert len(city.responses()) == 1
