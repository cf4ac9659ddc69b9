"""What every answer of the server tells the browser: load nothing foreign, keep and tell nothing.

The content policy allows no inline code and no script at all except on published report pages,
whose charts are drawn by plotly.js from this server.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response, request

from surveyapp.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LEAVE_TO = "https://www.weather.gov/"
"""Where leaving a survey leads: a page that tells nothing about the one before."""
YEAR = 365 * 24 * 60 * 60

_ALWAYS = (
    "default-src 'none'; font-src 'self'; img-src 'self' data:; base-uri 'none'; "
    f"form-action 'self' {LEAVE_TO.rstrip('/')}; frame-ancestors 'none'"
)
PAGE_POLICY = f"{_ALWAYS}; style-src 'self'"
# plotly.js writes its few rules of style into the page; scripts still come from files only.
REPORT_POLICY = (
    f"{_ALWAYS}; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'"
)

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def add_headers(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer of the application.

    Those that never differ are joined to the finished answer, as one list: set one by one on every
    response they would be a fortieth of what a page costs.
    """
    always = list(COMMON.items())
    if settings.https:
        always.append(("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains"))

    @app.after_request
    def send(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif request.endpoint is None or request.endpoint.startswith(("resident.", "console.")):
            response.headers["Cache-Control"] = "no-store"
        return response

    app.wsgi_app = _joining(app.wsgi_app, always)  # type: ignore[assignment, method-assign]


def _joining(answer: WSGIApplication, always: list[tuple[str, str]]) -> WSGIApplication:
    """An application whose every answer has these headers too."""

    def answering(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            return start_response(status, headers + always, *failure)

        return answer(environ, cast("StartResponse", start))

    return answering
