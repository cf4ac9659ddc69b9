"""What every answer of the server tells the browser: load nothing foreign, keep and tell nothing.

The content policy allows no inline code and no script at all except on published report pages,
whose charts are drawn by plotly.js from this server.
"""

from __future__ import annotations

from flask import Flask, Response, request

from surveyapp.config import Settings

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
    """Put the headers on every answer of the application."""

    @app.after_request
    def send(response: Response) -> Response:
        response.headers.extend(COMMON)
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        if settings.https:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        elif request.endpoint is None or request.endpoint.startswith(("resident.", "console.")):
            response.headers["Cache-Control"] = "no-store"
        return response
