"""Every address there is, and every way of answering it, sends the same guarding headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from surveyapp.web.headers import COMMON, PAGE_POLICY, REPORT_POLICY
from tests.web.city import City, open_city

VALUES = {
    "wave": "every-kind-2026q3",
    "language": "en",
    "door": "kiosk",
    "slug": "q3",
    "name": "index.html",
    "filename": "icon.svg",
}
NEVER_KEPT = ("resident.", "console.")


def addresses(city: City) -> list[tuple[str, str]]:
    """Every rule of the application as (endpoint, an address that it answers)."""
    made = []
    with city.app.test_request_context(base_url="http://localhost"):
        adapter = city.app.create_url_adapter(None) or city.app.url_map.bind("localhost")
        for rule in city.app.url_map.iter_rules():
            assert rule.arguments <= VALUES.keys(), f"say what {rule} should be asked with"
            values = {name: VALUES[name] for name in rule.arguments}
            values |= rule.defaults or {}
            made.append((rule.endpoint, adapter.build(rule.endpoint, values)))
    return made


def judge(response: TestResponse, endpoint: str, what: str) -> None:
    headers = response.headers
    for name, value in COMMON.items():
        assert headers.getlist(name) == [value], (what, name)
    (policy,) = headers.getlist("Content-Security-Policy")
    assert policy in (PAGE_POLICY, REPORT_POLICY), what
    assert (policy == REPORT_POLICY) <= (endpoint == "public.report"), what
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
    if endpoint.startswith(NEVER_KEPT):
        assert headers["Cache-Control"] == "no-store", what
    for cookie in headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie, what
    for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin"):
        assert name not in headers, what


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_every_route_sends_the_headers_whatever_is_asked_of_it(
    published: City, method: str
) -> None:
    client = published.app.test_client()
    found = addresses(published)
    assert {"resident.show", "public.home", "public.report", "console.overview"} <= {
        endpoint for endpoint, _ in found
    }
    for endpoint, address in found:
        response = client.open(address, method=method)
        assert response.status_code < 500, (method, address)
        judge(response, endpoint, f"{method} {address}")
        if method in ("PUT", "DELETE", "TRACE"):
            assert response.status_code in (404, 405), (method, address)
        response.close()


def test_every_route_answers_and_asks_for_tls_behind_tls(published: City, tmp_path: Path) -> None:
    client = open_city(tmp_path / "city", https=True).app.test_client()
    for endpoint, address in addresses(published):
        response = client.get(address)
        assert response.status_code in (200, 303, 400, 404, 405), address
        assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000"), address
        judge(response, endpoint, address)
        response.close()


@pytest.mark.parametrize("address", ["/nowhere", "/s/none/en", "/reports/../x"])
def test_errors_send_them_too(city: City, address: str) -> None:
    response = city.app.test_client().get(address)
    assert response.status_code == 404
    judge(response, "", address)


def test_a_refused_host_and_a_failure_send_them_too(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = city.app.test_client()
    judge(client.get("/", headers={"Host": "evil.example"}), "", "host")

    def fails(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr("surveyapp.web.public.shelf.Shelf.reports", fails)
    response = client.get("/")
    assert response.status_code == 500
    judge(response, "", "failure")
