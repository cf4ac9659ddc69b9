from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from surveyapp.config import load_settings, practice_settings
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.storage.sealed import count_sealed
from surveyapp.web.app import create_app
from surveyapp.web.public.shelf import file_of, shelf
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.key_store import load_wave_key, wave_key_path
from tests.web.city import ANSWERS, City, Resident, read


def publish(folder: Path, slug: str, **meta: object) -> Path:
    report = folder / slug
    report.mkdir(parents=True)
    (report / "report.json").write_text(json.dumps({"meta": meta}))
    (report / "index.html").write_text("<!doctype html><title>Report</title>")
    (report / "report.csv").write_text("id")
    (report / "receipts.txt").write_text("0")
    (report / "assets").mkdir()
    (report / "assets" / "plotly.min.js").write_text("1")
    (report / "report.pdf").write_bytes(b"%PDF-1.7")
    return report


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
    report = publish(city.settings.published, "autumn")
    document = {
        "meta": {"title": "Autumn", "wave": city.slug},
        "waves": [{"id": city.slug, "period": "2026Q3"}],
    }
    (report / "report.json").write_text(json.dumps(document))
    page = city.app.test_client().get("/staff/").text
    assert "Read its report" in page
    assert "surveyapp weigh" not in page
    document["meta"]["wave"] = "later"
    document["waves"].append({"id": "later", "period": "2026Q4"})
    (report / "report.json").write_text(json.dumps(document))
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
    folder = city.settings.published
    publish(folder, "2026q1", title="Spring", published="2026-05-01", language="en")
    publish(folder, "2026q2", title="Sum & mer", published="2026-08-01", simulated=True)
    page = city.app.test_client().get(f"/?lang={language}").text
    assert take_part in page
    assert f'href="{city.path(language)}"' in page
    assert page.index("Sum &amp; mer") < page.index("Spring")
    assert "/reports/2026q1/report.pdf" in page


def test_a_report_is_served_as_page_pdf_and_numbers(city: City) -> None:
    publish(city.settings.published, "2026q2", title="Summer")
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
    publish(city.settings.published, "2026q2", title="Summer")
    assert city.app.test_client().get(path).status_code == 404


def test_the_shelf_is_empty_without_its_folder_and_knows_only_whole_reports(
    tmp_path: Path,
) -> None:
    assert shelf(tmp_path / "none") == ()
    publish(tmp_path, "2026q2", title="Summer", wave="2026Q2")
    (tmp_path / "stray").mkdir()
    (tmp_path / "stray" / "report.pdf").write_bytes(b"%PDF")
    (found,) = shelf(tmp_path)
    assert (found.slug, found.title, found.period) == ("2026q2", "Summer", "2026Q2")
    assert file_of(tmp_path, "2026q2", "report.pdf") == tmp_path / "2026q2" / "report.pdf"
    assert file_of(tmp_path, "..", "report.pdf") is None


def test_pages_of_the_overview_resolve_their_own_references(city: City) -> None:
    publish(city.settings.published, "2026q2", title="Summer")
    assert read(city.app.test_client().get("/staff/")).heading == "Overview"
    assert read(city.app.test_client().get("/")).heading == "Surveys and reports"
