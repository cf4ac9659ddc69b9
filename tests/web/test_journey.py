from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from surveyapp.instrument.values import Missing
from tests.web.city import ANSWERS, City, Resident, read


def test_a_resident_answers_page_by_page_and_one_response_is_stored(
    city: City, resident: Resident
) -> None:
    resident.walk(ANSWERS)
    assert resident.page.heading == "Check your answers before you send them"
    resident.press("submit")
    assert "Your answers are stored" in resident.page.heading
    (response,) = city.responses()
    assert response.answers == {
        "hood": "birch",
        "safe": 3,
        "fair.listen": 2,
        "fair.respect": 8,
        "contact": 1,
        "when": "2026-03-02",
        "race": (1, 3),
        "adults": 2,
        "job": "Nurse",
        "idea": "Walk the streets.\nListen.",
    }
    assert (response.language, response.mode, response.area) == ("en", "web", "birch")


def test_sending_twice_and_reloading_store_one_response(city: City, resident: Resident) -> None:
    review = resident.walk(ANSWERS)
    resident.press("submit")
    first = re.search(r'class="receipt">([^<]+)<', resident.response.text)
    resident.post({**review.hidden, "_do": "submit"})
    again = re.search(r'class="receipt">([^<]+)<', resident.response.text)
    assert first is not None
    assert again is not None
    assert first[1] == again[1]
    assert len(city.responses()) == 1


def test_ten_clicks_at_once_store_one_response(city: City, resident: Resident) -> None:
    review = resident.walk(ANSWERS)

    def send(_: int) -> int:
        client = city.app.test_client(use_cookies=False)
        return client.post(city.path(), data={**review.hidden, "_do": "submit"}).status_code

    with ThreadPoolExecutor(5) as pool:
        assert set(pool.map(send, range(10))) == {200}
    assert len(city.responses()) == 1


def test_the_back_button_after_sending_shows_the_receipt_again(
    city: City, resident: Resident
) -> None:
    resident.press("start")
    first_page = resident.page.hidden
    while resident.page.hidden["_page"] != "review":
        given = ANSWERS.get(resident.page.hidden["_page"], {})
        resident.post({**resident.page.hidden, **given, "_do": "continue"})
    resident.press("submit")
    resident.post({**first_page, "_do": "continue"})
    assert "Your answers are stored" in resident.page.heading
    assert len(city.responses()) == 1


def test_posting_a_page_again_changes_nothing(resident: Resident) -> None:
    resident.press("start")
    resident.press("continue")
    hood = resident.page.hidden
    for _ in range(2):
        resident.post({**hood, "hood": "alder", "_do": "continue"})
        assert resident.page.hidden["_page"] == "safe"


def test_every_question_but_the_required_one_can_be_skipped(city: City, resident: Resident) -> None:
    resident.press("start")
    seen = []
    while resident.page.hidden["_page"] != "review":
        name = resident.page.hidden["_page"]
        seen.append(name)
        assert ("skip" in resident.page.buttons) is (name not in ("hello", "contact"))
        if name == "contact":
            resident.press("continue", contact="2")
        else:
            resident.press("skip" if name != "hello" else "continue")
    assert seen == ["hello", "hood", "safe", "fair", "contact", "race", "adults", "job", "idea"]
    resident.press("submit")
    (response,) = city.responses()
    assert response.answers["when"] is Missing.NOT_APPLICABLE
    assert response.answers["safe"] is Missing.NOT_STATED
    assert response.area == ""


def test_skipping_takes_an_answer_away_again(resident: Resident) -> None:
    resident.walk(ANSWERS)
    resident.press("change safe")
    assert resident.page.checked == [("safe", "3")]
    resident.press("skip")
    resident.press("change safe")
    assert resident.page.checked == []


def test_a_required_question_left_blank_says_so_and_links_to_its_field(
    resident: Resident,
) -> None:
    resident.press("start")
    while resident.page.hidden["_page"] != "contact":
        resident.press("continue")
    page = resident.press("continue")
    assert resident.response.status_code == 422
    assert page.title.startswith("Error: ")
    assert 'href="#contact"' in resident.response.text
    assert 'role="alert"' in resident.response.text
    assert "autofocus" in resident.response.text
    assert 'aria-describedby="contact-problem"' in resident.response.text


def test_a_wrong_answer_stays_in_its_field(resident: Resident) -> None:
    resident.walk(ANSWERS)
    resident.press("change adults")
    page = resident.press("continue", adults="forty <two>")
    assert resident.response.status_code == 422
    assert page.values["adults"] == "forty <two>"
    resident.press("change when")
    page = resident.press("continue", **{"when-month": "2", "when-day": "30", "when-year": "2026"})
    assert resident.response.status_code == 422
    assert page.values == {"when-month": "2", "when-day": "30", "when-year": "2026"}


def test_back_leads_to_the_page_before_and_keeps_what_is_typed(resident: Resident) -> None:
    resident.press("start")
    resident.press("continue")
    resident.press("back", hood="alder")
    assert resident.page.hidden["_page"] == "hello"
    resident.press("continue")
    assert resident.page.checked == [("hood", "alder")]
    resident.press("back")
    resident.press("back")
    assert resident.page.hidden["_page"] == "hello"


def test_back_works_even_from_an_answer_that_cannot_be_kept(resident: Resident) -> None:
    resident.press("start")
    resident.press("continue")
    resident.press("back", hood="no such place")
    assert resident.response.status_code == 200
    assert resident.page.hidden["_page"] == "hello"


def test_a_change_from_the_review_leads_back_to_it(resident: Resident) -> None:
    resident.walk(ANSWERS)
    resident.press("change race")
    assert resident.page.checked == [("race", "1"), ("race", "3")]
    assert resident.page.hidden["_return_to"] == "review"
    resident.press("continue", race="2")
    assert resident.page.hidden["_page"] == "review"
    resident.press("change race")
    resident.press("back")
    assert resident.page.hidden["_page"] == "review"


def test_a_change_that_opens_a_new_question_asks_it_before_the_review(
    resident: Resident,
) -> None:
    resident.walk({**ANSWERS, "contact": {"contact": "2"}})
    resident.press("change contact")
    resident.press("continue", contact="1")
    assert resident.page.hidden["_page"] == "when"


def test_the_language_changes_on_every_page_without_losing_answers(resident: Resident) -> None:
    resident.press("start")
    resident.press("continue")
    page = resident.press("language", language="es", hood="birch")
    assert page.heading == "¿En qué vecindario vive?"
    assert page.checked == [("hood", "birch")]
    resident.press("continue", hood="birch")
    while resident.page.hidden["_page"] != "contact":
        resident.press("continue")
    resident.press("continue")
    assert "para continuar" in resident.response.text
    resident.press("continue", contact="2")
    while resident.page.hidden["_page"] != "review":
        resident.press("continue")
    assert resident.page.heading == "Revise sus respuestas antes de enviarlas"
    resident.press("language", language="en")
    assert resident.page.heading == "Check your answers before you send them"
    assert "Birch Hill" in resident.response.text
    resident.press("submit")
    thanks = resident.press("language", language="es")
    assert "Sus respuestas están guardadas" in thanks.heading


def test_the_language_stored_is_the_one_answered_in_last(city: City, resident: Resident) -> None:
    resident.walk(ANSWERS)
    resident.press("language", language="es")
    resident.press("submit")
    assert [response.language for response in city.responses()] == ["es"]


def test_somebody_who_stops_goes_on_with_the_code(city: City, resident: Resident) -> None:
    resident.press("start")
    resident.press("continue")
    resident.press("continue", hood="alder")
    code = resident.page.hidden["_secret"]
    assert f'class="receipt">{code}<' in resident.response.text
    later = Resident(city)
    later.post({"_do": "resume", "_secret": f" {code.lower().replace('-', ' ')} "})
    assert later.page.hidden["_page"] == "safe"
    later.press("back")
    assert later.page.checked == [("hood", "alder")]


def test_a_code_that_nobody_has_is_explained_beside_its_field(resident: Resident) -> None:
    for code in ("", "AAAA-AAAA-AAAA-AAAA", "not a code", "0" * 60):
        resident.post({"_do": "resume", "_secret": code})
        assert resident.response.status_code == 422
        assert "no unfinished answers with this code" in resident.response.text


def test_leaving_ends_at_once_and_deletes_what_was_not_sent(resident: Resident) -> None:
    resident.press("start")
    resident.press("continue")
    here = resident.page.hidden
    response = resident.client.post(resident.city.path(), data={**here, "_do": "leave"})
    assert response.status_code == 303
    assert response.location == "https://www.weather.gov/"
    resident.post({**here, "_do": "continue"})
    assert resident.response.status_code == 410
    assert resident.page.heading == "These answers are no longer here"


def test_every_page_offers_the_way_out_and_the_other_language(resident: Resident) -> None:
    assert "https://www.weather.gov/" in resident.response.text
    resident.press("start")
    while resident.page.hidden["_page"] != "review":
        assert {"leave", "language", "back"} <= set(resident.page.buttons)
        given = ANSWERS.get(resident.page.hidden["_page"], {})
        resident.post({**resident.page.hidden, **given, "_do": "continue"})
    assert {"leave", "language"} <= set(resident.page.buttons)
    resident.press("submit")
    assert {"leave", "language"} <= set(resident.page.buttons)


def test_the_return_key_goes_on_and_neither_leaves_nor_changes_the_language(
    resident: Resident,
) -> None:
    resident.press("start")
    while resident.page.hidden["_page"] != "review":
        assert resident.page.buttons[0] == "continue"
        given = ANSWERS.get(resident.page.hidden["_page"], {})
        resident.post({**resident.page.hidden, **given, "_do": "continue"})
    assert resident.page.buttons[0] == "review"


def test_sending_before_every_page_was_seen_leads_to_the_first_unseen(
    city: City, resident: Resident
) -> None:
    resident.press("start")
    resident.press("continue")
    resident.press("submit")
    assert resident.page.hidden["_page"] == "hood"
    assert city.responses() == []


def test_a_receipt_takes_the_answers_back_while_the_wave_is_open(
    city: City, resident: Resident
) -> None:
    resident.walk(ANSWERS)
    resident.press("submit")
    receipt = re.search(r'class="receipt">([^<]+)<', resident.response.text)
    assert receipt is not None
    address = f"{city.path()}/receipt"
    page = read(resident.client.get(address))
    assert page.heading == "Take your answers back"
    wrong = resident.client.post(address, data={"receipt": "AAAA-<b>"})
    assert wrong.status_code == 422
    assert read(wrong).values["receipt"] == "AAAA-<b>"
    assert len(city.responses()) == 1
    right = resident.client.post(address, data={"receipt": receipt[1].lower()})
    assert read(right).heading == "Your answers are deleted"
    assert city.responses() == []
    assert resident.client.post(address, data={"receipt": receipt[1]}).status_code == 422


def test_the_bare_address_leads_to_the_language_of_the_browser(city: City) -> None:
    client = city.app.test_client()
    response = client.get(f"/s/{city.slug}", headers={"Accept-Language": "es-US,es;q=0.9"})
    assert (response.status_code, response.location) == (303, city.path("es"))
    assert client.get(city.path("xx")).location == f"/s/{city.slug}"
