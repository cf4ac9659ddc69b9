from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from surveyapp.errors import Problem, StorageError
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.key_store import load_wave_key, wave_key_path
from tests.web.city import ANSWERS, City, Resident, read

BUSY = "surveyapp.storage.engine.Store.writing"


def refuse(*_: object, **__: object) -> None:
    raise StorageError(Problem("The store does not answer: database or disk is full"))


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make the store refuse to write from now on."""
    return lambda: monkeypatch.setattr(BUSY, refuse)


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make the store refuse everything from now on."""

    def close_down() -> None:
        monkeypatch.setattr(BUSY, refuse)
        monkeypatch.setattr("surveyapp.storage.engine.Store.reading", refuse)

    return close_down


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Page not found"), ("es", "Página no encontrada")]
)
@pytest.mark.parametrize("path", ["/nowhere", "/s/no-such-wave", "/reports/x/report.pdf"])
def test_an_unknown_address_is_explained_in_the_language_of_the_browser(
    city: City, path: str, language: str, heading: str
) -> None:
    response = city.app.test_client().get(path, headers={"Accept-Language": language})
    assert response.status_code == 404
    assert read(response).heading == heading
    assert f'lang="{language}"' in response.text


def test_a_wave_that_closed_meanwhile_says_so_and_stores_nothing(
    city: City, resident: Resident
) -> None:
    here = resident.press("start").hidden
    private = load_wave_key(wave_key_path(city.settings.keys, city.slug), city.slug)
    close(city.store, city.slug, private, on=datetime.date(2026, 9, 30))
    for do in ("continue", "submit", "language", "resume", "start"):
        resident.post({**here, "_do": do})
        assert resident.response.status_code == 410
        assert resident.page.heading == "This survey is not taking answers"
    assert resident.client.get(city.path("es")).status_code == 410
    assert "no recibe respuestas" in resident.client.get(city.path("es")).text


def test_a_page_that_is_too_large_is_refused_in_words(city: City, resident: Resident) -> None:
    resident.press("start")
    response = resident.client.post(
        city.path("es"), data={**resident.page.hidden, "_do": "continue", "idea": "x" * 400_000}
    )
    assert response.status_code == 413
    assert read(response).heading == "Es demasiado texto"


def test_a_full_store_answers_503_with_the_typed_answers_still_on_the_page(
    resident: Resident, full: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    resident.press("start")
    resident.press("continue")
    resident.press("continue", hood="birch")
    here = resident.page.hidden
    full()
    page = resident.press("continue", safe="1")
    assert resident.response.status_code == 503
    assert resident.response.headers["Retry-After"] == "30"
    assert resident.response.headers["Cache-Control"] == "no-store"
    assert page.checked == [("safe", "1")]
    assert page.hidden == here
    assert "Your answer is not stored yet" in resident.response.text
    monkeypatch.undo()
    resident.press("continue", safe="1")
    assert resident.page.hidden["_page"] == "fair"


def test_a_store_that_is_gone_keeps_typed_text_on_the_page_too(
    resident: Resident, gone: Callable[[], None]
) -> None:
    resident.walk(ANSWERS)
    resident.press("change idea")
    gone()
    page = resident.press("continue", idea="Two <lines>\nof text")
    assert resident.response.status_code == 503
    assert page.values["idea"].strip() == "Two <lines>\nof text"
    assert page.hidden["_return_to"] == "review"


def test_sending_to_a_full_store_can_be_tried_again_with_one_press(
    city: City,
    resident: Resident,
    full: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resident.walk(ANSWERS)
    full()
    page = resident.press("submit")
    assert resident.response.status_code == 503
    assert page.hidden["_do"] == "submit"
    monkeypatch.undo()
    resident.post(page.hidden)
    assert "Your answers are stored" in resident.page.heading
    assert len(city.responses()) == 1


def test_leaving_works_while_the_store_is_full(
    resident: Resident, full: Callable[[], None]
) -> None:
    resident.press("start")
    full()
    data = {**resident.page.hidden, "_do": "leave"}
    response = resident.client.post(resident.city.path(), data=data)
    assert (response.status_code, response.location) == (303, "https://www.weather.gov/")


@pytest.mark.parametrize("path", ["/", "/staff/", "/s/every-kind-2026q3/es"])
def test_every_page_says_busy_when_the_store_is_gone(
    city: City, gone: Callable[[], None], path: str
) -> None:
    gone()
    response = city.app.test_client().get(path)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    read(response)


def test_without_the_server_key_residents_are_asked_to_wait(city: City) -> None:
    (city.settings.keys / "server.key").unlink()
    response = city.app.test_client().get(city.path())
    assert response.status_code == 503


def test_a_simulated_city_says_so_on_every_page(city: City, resident: Resident) -> None:
    marks = []
    resident.press("start")
    while resident.page.hidden["_page"] != "review":
        marks.append("Simulated: a practice city" in resident.response.text)
        given = ANSWERS.get(resident.page.hidden["_page"], {})
        resident.post({**resident.page.hidden, **given, "_do": "continue"})
    marks.append("Simulated: a practice city" in resident.response.text)
    resident.press("submit")
    marks.append("Simulated: a practice city" in resident.response.text)
    for path in ("/", "/staff/", city.path(), f"{city.path()}/receipt", "/nowhere"):
        marks.append("Simulated: a practice city" in resident.client.get(path).text)
    assert all(marks)
    assert len(marks) >= 16


def test_even_the_first_page_of_a_new_process_says_that_the_city_is_simulated(city: City) -> None:
    assert "Simulated: a practice city" in city.app.test_client().get("/nowhere").text


def test_nothing_is_written_outside_the_city(city: City, tmp_path: Path) -> None:
    assert Path(str(city.store.file)).is_relative_to(tmp_path)
