from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp.web.headers import LEAVE_TO
from tests.web.city import ANSWERS, City, Resident, open_city

HEAVY = ("scipy", "statsmodels", "weasyprint", "plotly", "pandas", "numpy", "mirage", "alembic")


def test_no_cookie_is_set_unless_a_resident_asks_for_it(city: City) -> None:
    resident = Resident(city)
    resident.walk(ANSWERS)
    resident.press("submit")
    for path in ("/", "/staff/", city.path(), f"{city.path()}/receipt", "/nowhere"):
        response = city.app.test_client().get(path)
        assert "Set-Cookie" not in response.headers
    assert "Set-Cookie" not in resident.response.headers


def test_one_address_serves_every_page_so_a_history_tells_nothing(city: City) -> None:
    """Which question is open could tell an answer: only some people are asked some questions."""
    resident = Resident(city)
    resident.walk(ANSWERS)
    resident.press("submit")
    html = resident.response.text
    secret = resident.page.hidden["_secret"]
    assert f"?{secret}" not in html
    assert f"/{secret}" not in html
    rules = [rule for rule in city.app.url_map.iter_rules() if rule.endpoint[:9] == "resident."]
    assert {rule.rule for rule in rules} == {
        "/s/<wave>",
        "/s/<wave>/<language>",
        "/s/<wave>/<language>/receipt",
        "/s/<wave>/<language>/poster",
        "/<any(kiosk, interview, keying):door>/<wave>",
        "/<any(kiosk, interview, keying):door>/<wave>/<language>",
        "/kiosk/<wave>/<language>/idle",
        "/kiosk/<wave>/<language>/over",
        "/keying/<wave>/<language>/envelopes",
    }


def test_nothing_about_a_request_is_written_down(
    city: City, resident: Resident, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    resident.walk({**ANSWERS, "job": {"job": "canary-job"}})
    resident.press("submit")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_a_failure_is_logged_without_what_was_typed(
    city: City,
    resident: Resident,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resident.press("start")
    resident.press("continue")

    def fails(*args: object, **kwargs: object) -> None:
        raise ValueError(f"canary-message {args}")

    monkeypatch.setattr("surveyapp.web.resident.steps.respond.take_page", fails)
    resident.press("continue", hood="canary-answer")
    assert resident.response.status_code == 500
    assert resident.page.heading == "Something went wrong on our side"
    assert "ValueError" in caplog.text
    for canary in ("canary", resident.city.path(), "127.0.0.1"):
        assert canary not in caplog.text


def test_respondent_pages_are_never_kept_and_tell_no_other_site(
    city: City, resident: Resident
) -> None:
    resident.press("start")
    for response in (resident.response, city.app.test_client().get(city.path())):
        headers = response.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert f"form-action 'self' {LEAVE_TO.rstrip('/')}" in policy
        assert "Strict-Transport-Security" not in headers


def test_no_page_holds_a_script_a_style_or_a_foreign_address(
    city: City, resident: Resident
) -> None:
    pages = [resident.response.text]
    resident.press("start")
    while resident.page.hidden["_page"] != "review":
        pages.append(resident.response.text)
        given = ANSWERS.get(resident.page.hidden["_page"], {})
        resident.post({**resident.page.hidden, **given, "_do": "continue"})
    pages.append(resident.response.text)
    resident.press("submit")
    pages.append(resident.response.text)
    pages.append(city.app.test_client().get("/").text)
    for page in pages:
        assert "<script" not in page
        assert " style=" not in page
        assert "<style" not in page
        assert "http" not in page.replace(LEAVE_TO, "")


def test_strict_transport_is_asked_for_behind_tls(founded: Path) -> None:
    app = open_city(founded, https=True).app
    header = app.test_client().get("/").headers["Strict-Transport-Security"]
    assert header == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", ["/", "/s/every-kind-2026q3/en", "/staff/", "/static/icon.svg"])
def test_a_foreign_host_name_is_refused(city: City, path: str) -> None:
    response = city.app.test_client().get(path, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in response.text


def test_an_address_in_a_forwarding_header_is_not_believed(city: City) -> None:
    response = city.app.test_client().get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert response.status_code == 200
    assert "evil" not in response.text


def test_the_resident_process_loads_nothing_heavy() -> None:
    code = (
        "import sys; from surveyapp.web.app import create_app; create_app(); "
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_static_files_are_kept_for_a_year_under_the_hash_of_their_content(city: City) -> None:
    client = city.app.test_client()
    page = client.get(city.path()).text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    response.close()


def test_the_stylesheet_and_the_fonts_are_light(city: City) -> None:
    static = Path(str(city.app.static_folder))
    assert (static / "resident.css").stat().st_size <= 20_000
    assert sum(path.stat().st_size for path in (static / "fonts").glob("*.woff2")) <= 32_000


def test_the_stylesheet_knows_no_left_or_right(city: City) -> None:
    css = (Path(str(city.app.static_folder)) / "resident.css").read_text()
    for word in ("margin-left", "margin-right", "padding-left", "padding-right", "text-align: l"):
        assert word not in css
    assert "left:" not in css
    assert "right:" not in css
