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


def problem_on(html: str) -> str:
    found = re.search(r'<ul>\n?<li><a href="#[^"]*">([^<]+)</a>', html)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("page", "wrong"),
    [("adults", {"adults": "two people"}), ("when", {"when-day": "99"}), ("contact", {})],
)
def test_what_is_wrong_is_told_again_in_every_language(
    city: City, page: str, wrong: dict[str, str | list[str]]
) -> None:
    resident = Resident(city)
    resident.press("start")
    while resident.page.hidden["_page"] != page:
        resident.press("continue", **fields(ANSWERS.get(resident.page.hidden["_page"], {})))
    resident.press("continue", **wrong)
    told = {"en": problem_on(resident.response.text)}
    assert told["en"]
    for language in (*ROUND, *ROUND):
        resident.press("language", language=language, **wrong)
        assert resident.response.status_code == 422
        told[language] = problem_on(resident.response.text)
    assert len(set(told.values())) == len(ROUND)
    assert "" not in told.values()
    resident.press("language", language="es", **fields(ANSWERS[page]))
    assert resident.response.status_code == 200, "what was put right is no problem any more"
    assert problem_on(resident.response.text) == ""


def test_numbers_that_fit_no_answer_are_told_again_in_every_language(city: City) -> None:
    visitor = Visitor(city, "interview")
    visitor.press("start", _mode="phone")
    visitor.press("continue")
    visitor.press("continue", _key="77")
    told = {problem_on(visitor.response.text)}
    for language in ("es", "ar", "zh-Hans"):
        visitor.address = f"/interview/{SLUG}/{language}"
        visitor.press("language", _key="77")
        assert visitor.page.values["_key"] == "77"
        told.add(problem_on(visitor.response.text))
    assert len(told) == len(ROUND)
    assert "" not in told


def test_the_new_code_of_somebody_who_came_back_stays_in_every_language(city: City) -> None:
    visitor = Visitor(city)
    visitor.press("start")
    visitor.press("continue")
    visitor.press("pause")
    visitor.post(_do="resume", _secret=receipt_on(visitor.response.text))
    code = visitor.page.hidden["_secret"]
    titles = set()
    for language in ROUND:
        visitor.address = f"/s/{SLUG}/{language}"
        visitor.press("language")
        found = re.search(
            r'<div class="notice" role="status"><h2>([^<]+)</h2><p>[^<]+</p>'
            rf'<p class="receipt">{code}</p>',
            visitor.response.text,
        )
        assert found is not None
        titles.add(found[1])
    assert len(titles) == len(ROUND)
    visitor.press("continue", hood="birch")
    assert 'class="notice"' not in visitor.response.text, "it is told once, not on every page"


def test_a_tick_for_ones_own_device_stays_on_every_page_that_has_it(city: City) -> None:
    visitor = Visitor(city)
    for language in ROUND:
        visitor.address = f"/s/{SLUG}/{language}"
        visitor.press("open", _device="mine")
        assert ("_device", "mine") in visitor.page.checked
    visitor.press("open")
    assert ("_device", "mine") not in visitor.page.checked
    visitor.press("start")
    for language in ROUND:
        visitor.address = f"/s/{SLUG}/{language}"
        visitor.press("language", _device="mine")
        assert ("_device", "mine") in visitor.page.checked
        assert '<details class="later" open>' in visitor.response.text
    assert "Set-Cookie" not in visitor.response.headers, "nothing is kept before it is asked for"


def test_a_resume_code_that_is_typed_stays_and_is_not_tried(city: City) -> None:
    visitor = Visitor(city)
    visitor.press("start")
    visitor.press("continue")
    visitor.press("pause")
    code = receipt_on(visitor.response.text)
    visitor.open()
    for language in ROUND:
        visitor.address = f"/s/{SLUG}/{language}"
        visitor.press("open", _secret=code)
        assert visitor.response.status_code == 200
        assert visitor.page.values["_secret"] == code
    visitor.press("open", _secret="nothing")
    visitor.press("resume", _secret="nothing")
    told = set()
    for language in ROUND:
        visitor.address = f"/s/{SLUG}/{language}"
        visitor.press("open", _secret="nothing")
        assert visitor.response.status_code == 422
        assert visitor.page.values["_secret"] == "nothing"
        told.add(problem_on(visitor.response.text))
    assert len(told) == len(ROUND)
    visitor.post(_do="enter", _secret=code)
    assert visitor.page.hidden["_page"] == "hood", "Enter tries the code"


def test_what_is_wrong_with_an_access_code_is_told_again_in_every_language(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = make_coded_city(tmp_path_factory.mktemp("coded-told"))
    for code in (UNKNOWN, "ABC"):
        visitor = Visitor(made.city)
        visitor.post(_do="enter code", _code=code)
        told = {problem_on(visitor.response.text)}
        for language in ("es", "ar", "zh-Hans"):
            visitor.address = f"/s/{SLUG}/{language}"
            visitor.press("open", _code=code)
            assert visitor.response.status_code == 422
            told.add(problem_on(visitor.response.text))
        assert len(told) == len(ROUND)
    visitor = Visitor(made.city)
    visitor.post(_do="enter code")
    assert visitor.response.status_code == 422, "Enter in an empty field says what is missing"


def test_after_the_code_a_tick_and_a_mode_stay(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = make_coded_city(tmp_path_factory.mktemp("coded-ticks"))
    for way, field, value in (("s", "_device", "mine"), ("interview", "_mode", "face to face")):
        visitor = Visitor(made.city, way)
        visitor.post(_do="redeem", _code=made.codes.pop()[0])
        for language in ROUND:
            visitor.address = f"/{way}/{SLUG}/{language}"
            visitor.press("ready", **{field: value})
            assert (field, value) in visitor.page.checked
            assert visitor.page.buttons[0] == "start", "Enter begins"


@pytest.mark.parametrize("address", [f"/s/{SLUG}/{{}}/receipt", "/check?lang={}"])
def test_a_receipt_that_is_typed_stays_and_is_not_tried(city: City, address: str) -> None:
    visitor = Visitor(city)
    for asked in (False, True):
        visitor.open(address.format("en"))
        visitor.address = address.format("en")
        if asked:
            visitor.post(receipt="AAAA-BBBB")
        told = set()
        for language in ROUND:
            visitor.address = address.format(language)
            visitor.press("open", receipt="AAAA-BBBB")
            assert visitor.response.status_code == (422 if asked else 200)
            assert visitor.page.values["receipt"] == "AAAA-BBBB"
            told.add(problem_on(visitor.response.text))
        assert len(told) == (len(ROUND) if asked else 1)
        assert ("" in told) != asked
