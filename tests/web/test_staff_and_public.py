from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.config import load_settings, practice_settings
from surveyapp.errors import StorageError
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.storage.sealed import count_sealed
from surveyapp.web.app import create_app
from surveyapp.web.public.shelf import Shelf
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.key_store import load_wave_key, wave_key_path
from tests.web.city import ANSWERS, SLUG, City, Resident, read
from tests.web.reports import note, publish, write_report


def test_the_overview_counts_sealed_responses_and_shows_no_answer(city: City) -> None:
    for _ in range(2):
        resident = Resident(city)
        resident.walk({**ANSWERS, "job": {"job": "canary"}})
        resident.press("submit")
    page = city.app.test_client().get("/staff/").text
    assert '<td class="number">2<br><span class="text-secondary">sealed</span></td>' in page
    assert "state-open" in page
    assert f"surveyapp wave close {city.slug}" in page
    assert "canary" not in page
    assert "Simulated" in page


def test_the_overview_offers_no_way_to_change_anything(city: City) -> None:
    page = city.app.test_client().get("/staff/").text
    assert "<form" not in page
    assert "<script" not in page
    assert city.app.test_client().post("/staff/").status_code == 405


def test_a_closed_wave_shows_how_many_answered_and_the_next_step(city: City) -> None:
    resident = Resident(city)
    resident.walk(ANSWERS)
    resident.press("submit")
    private = load_wave_key(wave_key_path(city.settings.keys, city.slug), city.slug)
    close(city.store, city.slug, private, on=datetime.date(2026, 9, 30))
    page = city.app.test_client().get("/staff/").text
    assert "state-closed" in page
    assert "opened" in page
    assert f"surveyapp weigh {city.slug}" in page
    with city.store.reading() as session:
        assert count_sealed(session, city.slug) == 0


def test_a_wave_that_is_in_a_report_leads_to_it(city: City) -> None:
    private = load_wave_key(wave_key_path(city.settings.keys, city.slug), city.slug)
    close(city.store, city.slug, private, on=datetime.date(2026, 9, 30))
    waves = [{"id": city.slug, "period": "2026Q3"}]
    publish(city, "autumn", waves=waves, title="Autumn", wave=city.slug)
    page = city.app.test_client().get("/staff/").text
    assert "Read its report" in page
    assert "surveyapp weigh" not in page
    waves.append({"id": "later", "period": "2026Q4"})
    publish(city, "autumn", waves=waves, title="Autumn", wave="later")
    assert "In the report of 2026Q4" in city.app.test_client().get("/staff/").text


def test_an_empty_city_teaches_the_first_steps(tmp_path: Path) -> None:
    settings = practice_settings(load_settings({}), tmp_path)
    upgrade(Store(settings.database_url))
    app = create_app(settings)
    page = app.test_client().get("/staff/").text
    assert "surveyapp simulate" in page
    assert "surveyapp report build DEFINITION" in page
    home = app.test_client().get("/").text
    assert "No survey is open at the moment" in home
    assert "No report has been published yet" in home


@pytest.mark.parametrize(("language", "take_part"), [("en", "Take part"), ("es", "Participar")])
def test_the_public_site_lists_open_surveys_and_reports(
    city: City, language: str, take_part: str
) -> None:
    publish(city, "2026q1", title="Spring", published="2026-05-01", language="en")
    publish(city, "2026q2", title="Sum & mer", published="2026-08-01", simulated=True)
    page = city.app.test_client().get(f"/?lang={language}").text
    assert take_part in page
    assert f'href="{city.path(language)}"' in page
    assert page.index("Sum &amp; mer") < page.index("Spring")
    assert "/reports/2026q1/report.pdf" in page


def test_a_report_is_served_as_page_pdf_and_numbers(city: City) -> None:
    publish(city, "2026q2", title="Summer")
    client = city.app.test_client()
    kinds = {
        "": "text/html; charset=utf-8",
        "report.pdf": "application/pdf",
        "report.json": "application/json",
        "report.csv": "text/csv; charset=utf-8",
        "receipts.txt": "text/plain; charset=utf-8",
        "assets/plotly.min.js": "text/javascript; charset=utf-8",
    }
    for name, kind in kinds.items():
        with client.get(f"/reports/2026q2/{name}") as response:
            assert response.status_code == 200
            assert response.headers["Content-Type"] == kind
            assert response.headers["Cache-Control"] == "no-cache"
            policy = response.headers["Content-Security-Policy"]
            assert ("script-src" in policy) is (name == "")


@pytest.mark.parametrize(
    "path",
    [
        "/reports/2026q2/other.txt",
        "/reports/2026q2/assets/none.js",
        "/reports/2026q2/assets/../../../surveyapp.sqlite",
        "/reports/2026q2/assets/..%2freport.pdf.exe",
        "/reports/2026q2/..%2f..%2fsurveyapp.sqlite",
        "/reports/../keys/server.key",
        "/reports/..%2fkeys/server.key",
        "/reports/.hidden/report.pdf",
    ],
)
def test_nothing_but_the_files_of_a_report_can_be_reached(city: City, path: str) -> None:
    publish(city, "2026q2", title="Summer")
    assert city.app.test_client().get(path).status_code == 404


def test_the_shelf_is_empty_without_its_folder_and_knows_only_whole_reports(city: City) -> None:
    shelf = Shelf(city.store, city.settings.published, city.settings.built)
    assert shelf.reports() == ()
    publish(city, "2026q2", title="Summer", wave="2026Q2")
    stray = city.settings.published / "stray"
    stray.mkdir()
    (stray / "report.pdf").write_bytes(b"%PDF")
    (found,) = shelf.reports()
    assert (found.slug, found.title, found.period) == ("2026q2", "Summer", "2026Q2")
    assert shelf.file_of("2026q2", "report.pdf") == city.settings.published / "2026q2/report.pdf"
    assert shelf.file_of("..", "report.pdf") is None


def test_pages_of_the_overview_resolve_their_own_references(city: City) -> None:
    publish(city, "2026q2", title="Summer")
    assert read(city.app.test_client().get("/staff/")).heading == "Overview"
    assert read(city.app.test_client().get("/")).heading == "Surveys and reports"


EVERY_FILE = (
    "",
    "report.pdf",
    "report.json",
    "report.csv",
    "receipts.txt",
    "assets/plotly.min.js",
)


@pytest.mark.parametrize("shelf_of", ["published", "built"])
def test_a_report_that_is_not_published_answers_as_one_that_never_was(
    city: City, shelf_of: str
) -> None:
    report = write_report(getattr(city.settings, shelf_of), "2026q2", title="Secret summer")
    note(city, report, published=False)
    client = city.app.test_client()
    for name in EVERY_FILE:
        for method in ("GET", "HEAD"):
            hidden = client.open(f"/reports/2026q2/{name}", method=method)
            never = client.open(f"/reports/2026q9/{name}", method=method)
            assert (hidden.status_code, hidden.data) == (404, never.data)
            assert dict(hidden.headers) == dict(never.headers)
    for path in ("/", "/feed.json", "/check"):
        assert "Secret summer" not in client.get(path).text
    note(city, report, published=True)
    out = client.get("/reports/2026q2/report.pdf")
    assert out.status_code == (200 if shelf_of == "published" else 404)
    out.close()


@pytest.mark.parametrize("name", ["report.json", "index.html", "report.pdf"])
def test_a_published_report_whose_files_were_changed_is_not_served(city: City, name: str) -> None:
    report = publish(city, "2026q2", title="Summer")
    client = city.app.test_client()
    with client.get("/reports/2026q2/report.csv") as response:
        assert response.status_code == 200
    with (report / name).open("ab") as file:
        file.write(b" ")
    for asked in EVERY_FILE:
        assert client.get(f"/reports/2026q2/{asked}").status_code == 404
    assert "Summer" not in client.get("/").text


def test_every_edition_that_was_released_is_listed_and_served(city: City) -> None:
    publish(city, "2026q2", title="Summer", published="2026-08-01", status="final")
    publish(city, "2026q2-77b01d5e0000", title="Fixed", published="2026-08-01", status="corrected")
    client = city.app.test_client()
    page = client.get("/").text
    assert page.index("Fixed") < page.index("Summer")
    for slug in ("2026q2", "2026q2-77b01d5e0000"):
        with client.get(f"/reports/{slug}/report.pdf") as response:
            assert response.status_code == 200


def test_a_known_report_is_read_while_the_store_is_gone(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(city, "2026q2", title="Summer")
    client = city.app.test_client()
    client.get("/reports/2026q2/report.csv").close()

    def refuse(*_: object) -> None:
        raise StorageError("gone")

    monkeypatch.setattr(Store, "reading", refuse)
    with client.get("/reports/2026q2/report.pdf") as response:
        assert response.status_code == 200
    assert client.get("/reports/2026q9/report.pdf").status_code == 404


def test_staff_preview_what_is_not_published_under_a_mark(city: City) -> None:
    report = write_report(city.settings.built, "2026q2", title="Secret summer", wave=city.slug)
    note(city, report, published=False)
    client = city.app.test_client()
    overview = client.get("/staff/").text
    assert "Built, not published" in overview
    assert "Secret summer" in overview
    response = client.get("/staff/reports/2026q2/")
    assert response.status_code == 200
    assert response.text.index("not published") < response.text.index("<h1>R")
    assert "NOT PUBLISHED" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    with client.get("/staff/reports/2026q2/assets/plotly.min.js") as script:
        assert script.status_code == 200
    for name in ("report.pdf", "report.json", "report.csv", "assets/none.js", "../x"):
        assert client.get(f"/staff/reports/2026q2/{name}").status_code == 404
    note(city, report, published=True)
    publish(city, "2026q2", title="Secret summer", wave=city.slug)
    assert "Built, not published" not in client.get("/staff/").text
    assert client.get("/staff/reports/2026q2/").status_code == 404


@pytest.mark.parametrize(
    "trace",
    [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "10.1.1.1"}, {"HTTP_VIA": "1.1 x"}],
)
@pytest.mark.parametrize("path", ["/staff/", "/staff/reports/2026q2/", "/staff/nothing"])
def test_for_everybody_else_there_is_no_staff_page(
    city: City, trace: dict[str, str], path: str
) -> None:
    write_report(city.settings.built, "2026q2", title="Secret summer")
    client = city.app.test_client()
    hidden = client.get(path, environ_overrides=trace)
    never = client.get("/nowhere", environ_overrides=trace)
    assert (hidden.status_code, hidden.data) == (404, never.data)


@pytest.mark.parametrize("path", ["/staff/", f"/keying/{SLUG}/en"])
def test_a_server_for_residents_has_no_desk(city: City, path: str) -> None:
    client = create_app(replace(city.settings, desk=False)).test_client()
    assert client.get(path).status_code in (403, 404)
    assert client.get(f"/s/{SLUG}/en").status_code == 200


@pytest.mark.parametrize("host", ["survey.example.org", "203.0.113.9:5000"])
def test_a_desk_is_called_by_the_names_of_its_own_machine_alone(city: City, host: str) -> None:
    settings = replace(city.settings, trusted_hosts=(host.partition(":")[0],))
    client = create_app(settings).test_client()
    assert client.get("/staff/", headers={"Host": host}).status_code == 404
