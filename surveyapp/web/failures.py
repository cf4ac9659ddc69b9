"""What people see when something is in the way: a plain page in their language, never a bare code.

What goes to the log tells where the program failed and never what somebody typed: no address, no
query, no message of an exception.
"""

from __future__ import annotations

import traceback

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException, SecurityError

from surveyapp.errors import StorageError
from surveyapp.web.front import front
from surveyapp.web.wording import best_language, interface_languages, wording

RETRY_AFTER = 30
_KEYS = {
    404: "not_found",
    405: "not_found",
    410: "gone",
    413: "too_large",
    503: "busy",
    500: "failed",
}


def spoken_language() -> str:
    """The language of a page outside any survey: asked for in the address, else the browser's."""
    spoken = interface_languages()
    asked = request.args.get("lang", "")
    return best_language(spoken, (asked, *request.accept_languages.values()))


def message(status: int, key: str, language: str, onward: str, onward_key: str) -> Response:
    """A page with one message and one way on."""
    page = render_template(
        "message.html",
        t=wording(language),
        key=key,
        text_key="busy_text_plain" if key == "busy" else "",
        onward=onward,
        onward_key=onward_key,
        simulated=front().simulated,
    )
    response = make_response(page, status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def add_failures(app: Flask) -> None:
    """Answer every error of the application with a page of ours."""
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StorageError, _store)
    app.register_error_handler(Exception, _unforeseen)


def _foreign_host(_error: SecurityError) -> Response:
    """No address can be built for a host that is not ours, so this page links nowhere."""
    return make_response(
        "This service does not answer to that host name.\n", 400, {"Content-Type": "text/plain"}
    )


def _plain(status: int, key: str) -> Response:
    language = (request.view_args or {}).get("language") or spoken_language()
    home = url_for("public.home", lang=language)
    return message(status, key, language, home, "footer_home")


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    code = error.code or 500
    return _plain(code, _KEYS.get(code, "invalid" if code < 500 else "failed"))


def _store(error: StorageError) -> Response:
    where = traceback.extract_tb(error.__traceback__)[-1]
    current_app.logger.warning("The store refused at %s:%d.", where.filename, where.lineno)
    return _plain(503, "busy")


def _unforeseen(error: Exception) -> Response:
    steps = traceback.extract_tb(error.__traceback__)
    trail = " < ".join(f"{step.filename}:{step.lineno}" for step in reversed(steps[-6:]))
    current_app.logger.error("Unforeseen %s at %s", type(error).__name__, trail)
    return _plain(500, "failed")
