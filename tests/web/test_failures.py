from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from surveyapp.errors import Problem, StorageError
from surveyapp.storage.engine import Store
from surveyapp.web import failures
from surveyapp.web.app import create_app
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.key_store import load_wave_key, wave_key_path
from tests.web.city import ANSWERS, City, Resident, read
from tests.web.coded_city import make_coded_city

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


BREAKABLE = {
    "the template": "surveyapp.web.failures.render_template",
    "the texts": "surveyapp.web.failures.wording",
    "the list of languages": "surveyapp.web.failures.interface_languages",
    "the choice of a language": "surveyapp.web.failures.best_language",
    "the way home": "surveyapp.web.failures.url_for",
    "what is shared": "surveyapp.web.failures.front",
    "the answer itself": "surveyapp.web.failures.make_response",
}
ERRORS = (
    RuntimeError("canary"),
    KeyError("canary"),
    OSError(28, "canary"),
    MemoryError("canary"),
    StorageError("canary"),
    NoConnectionLeft("canary"),
    RecursionError("canary"),
)


def fails_once(times: int, error: Exception, real: Callable[..., object]) -> Callable[..., object]:
    """What raises the first times it is called, and then does what it always did."""
    left = [times]

    def call(*arguments: object, **named: object) -> object:
        if left[0] <= 0:
            return real(*arguments, **named)
        left[0] -= 1
        raise error

    return call


@pytest.mark.parametrize("broken", BREAKABLE)
@pytest.mark.parametrize("path", ["/nowhere", "/s/every-kind-2026q3/en", "/staff/"])
def test_an_error_page_that_fails_is_told_in_a_few_words(
    city: City,
    gone: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: str,
    path: str,
) -> None:
    if "language" in broken:
        path = path.replace("/s/every-kind-2026q3/en", "/feed.json")  # which names no language
    gone()
    name = BREAKABLE[broken]
    real = getattr(failures, name.rpartition(".")[2])
    monkeypatch.setattr(name, fails_once(1, RuntimeError("canary"), real))
    response = city.app.test_client().get(path)
    assert response.status_code == (500 if path == "/nowhere" else 503)
    assert response.headers["Retry-After"] == "30"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "The service is not working at the moment" in response.text
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text + response.text


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_no_way_of_failing_takes_the_error_page_along(
    city: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """The page asks whether the city is simulated, and the store may fail in any way at all."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("surveyapp.web.front.load_waves", fail)
    response = city.app.test_client().get("/nowhere")
    assert response.status_code == 404
    assert read(response).heading == "Page not found"
    assert "canary" not in caplog.text + response.text


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("method", ["reading", "writing"])
def test_whatever_the_store_raises_there_is_a_page_and_a_time_to_come_back(
    city: City,
    resident: Resident,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    method: str,
) -> None:
    resident.press("start")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Store, method, fail)
    if method == "writing":
        resident.press("continue")
        response = resident.response
    else:
        response = resident.client.get(city.path())
    assert response.status_code in (500, 503)
    assert response.headers["Retry-After"] == "30"
    assert read(response).heading
    assert "canary" not in caplog.text + response.text


def test_typed_answers_wait_behind_a_button_where_their_page_cannot_be_drawn(
    resident: Resident, full: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    resident.walk(ANSWERS)
    resident.press("change idea")

    def fail(*_: object, **__: object) -> None:
        raise ValueError("canary")

    full()
    monkeypatch.setattr("surveyapp.web.resident.steps.render.question", fail)
    page = resident.press("continue", idea="Two <lines> of text")
    assert resident.response.status_code == 503
    assert resident.response.headers["Retry-After"] == "30"
    assert page.hidden["idea"] == "Two <lines> of text"
    assert page.hidden["_do"] == "continue"
    monkeypatch.undo()
    resident.post(page.hidden)
    assert resident.page.hidden["_page"] == "review"
    assert "Two &lt;lines&gt; of text" in resident.response.text


def test_a_new_process_that_meets_a_dead_store_gives_back_what_was_typed(
    city: City, resident: Resident, gone: Callable[[], None]
) -> None:
    resident.press("start")
    resident.press("continue")
    here = resident.page.hidden
    fresh = create_app(city.settings).test_client()
    gone()
    response = fresh.post(city.path(), data={**here, "hood": "birch", "_do": "continue"})
    assert response.status_code == 503
    page = read(response)
    assert page.hidden["hood"] == "birch"
    assert {name: page.hidden[name] for name in here} == here


@pytest.mark.parametrize("name", ["server.key", "every-kind-2026q3.codes.key"])
@pytest.mark.parametrize("harm", ["missing", "empty", "a folder", "garbage"])
def test_a_key_file_that_cannot_be_read_is_a_service_not_ready(
    tmp_path: Path, name: str, harm: str
) -> None:
    coded = make_coded_city(tmp_path)
    city, path = coded.city, coded.city.settings.keys / name
    path.unlink()
    if harm == "a folder":
        path.mkdir()
    elif harm != "missing":
        path.write_bytes(b"" if harm == "empty" else b"\xff\xfe garbage")
    resident = Resident(city) if name != "server.key" else None
    client = city.app.test_client()
    data = {"_do": "redeem", "_code": coded.codes[0][0]}
    for _ in range(2):
        response = client.post(city.path(), data=data)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        assert read(response).hidden.get("_code") == coded.codes[0][0]
    assert resident is None or resident.response.status_code == 200
