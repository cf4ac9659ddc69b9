"""What people see when something is in the way: a plain page in their language, never a bare code.

What goes to the log tells where the program failed and never what somebody typed: no address, no
query, no message of an exception. A page that tells of a failure may meet another one: it is then
told in a few words that need nothing else to work.
"""

from __future__ import annotations

import logging
import traceback

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from flask.logging import default_handler
from werkzeug.exceptions import HTTPException, SecurityError

from surveyapp.errors import StorageError
from surveyapp.web.front import front
from surveyapp.web.headers import LEAVE_TO
from surveyapp.web.resident.ways import KIOSK
from surveyapp.web.wording import best_language, interface_languages, wording

RETRY_AFTER = 30
_AT_A_SCREEN = frozenset({"resident.idle", "resident.over"})
_KEYS = {
    404: "not_found",
    405: "not_found",
    410: "gone",
    413: "too_large",
    503: "busy",
    500: "failed",
}
_LAST_WORDS = """\
The service is not working at the moment. Wait half a minute, go back, and send the page again.
El servicio no funciona en este momento. Espere medio minuto, regrese y envíe la página otra vez.
الخدمة لا تعمل الآن. انتظر نصف دقيقة، ثم ارجع وأرسل الصفحة مرة أخرى.
服务暂时无法使用。请等待半分钟，返回后重新提交该页面。
"""


def spoken_language() -> str:
    """The language of a page outside any survey: asked for in the address, else the browser's."""
    spoken = interface_languages()
    asked = request.args.get("lang", "")
    return best_language(spoken, (asked, *request.accept_languages.values()))


def way_out() -> str:
    """Where leaving a page leads: to a harmless one; at a public screen to its first page, anew."""
    given = request.view_args or {}
    at_screen = given.get("door") == KIOSK.name or request.endpoint in _AT_A_SCREEN
    if not at_screen or "wave" not in given:
        return LEAVE_TO
    language = given.get("language") or spoken_language()
    return url_for("resident.over", wave=given["wave"], language=language)


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
    if status >= 500:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def last_words(status: int) -> Response:
    """What is said when the page that says what is wrong cannot be made: no template, no store."""
    response = make_response(_LAST_WORDS, status, {"Content-Type": "text/plain; charset=utf-8"})
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def add_failures(app: Flask) -> None:
    """Answer every error of the application with a page of ours; log it by day, without a time."""
    line = logging.Formatter("[%(asctime)s] [%(levelname)s] %(message)s", datefmt="%Y-%m-%d")
    default_handler.setFormatter(line)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StorageError, _store)
    app.register_error_handler(Exception, _unforeseen)


def note_failure(error: BaseException) -> None:
    """Write to the log which kind of error came from where."""
    steps = traceback.extract_tb(error.__traceback__)
    trail = " < ".join(f"{step.filename}:{step.lineno}" for step in reversed(steps[-6:]))
    current_app.logger.error("Unforeseen %s at %s", type(error).__name__, trail)


def _foreign_host(_error: SecurityError) -> Response:
    """No address can be built for a host that is not ours, so this page links nowhere."""
    return make_response(
        "This service does not answer to that host name.\n", 400, {"Content-Type": "text/plain"}
    )


def _plain(status: int, key: str) -> Response:
    """The page for a status; the last words where it cannot be made."""
    try:
        language = (request.view_args or {}).get("language") or spoken_language()
        home = url_for("public.home", lang=language)
        return message(status, key, language, home, "footer_home")
    except Exception as error:  # noqa: BLE001  # whatever it is, a page must come
        note_failure(error)
        return last_words(status if status >= 500 else 500)


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    code = error.code or 500
    response = _plain(code, _KEYS.get(code, "invalid" if code < 500 else "failed"))
    if code == 405:
        response.headers.extend({"Allow": dict(error.get_headers()).get("Allow", "")})
    return response


def _store(error: StorageError) -> Response:
    where = traceback.extract_tb(error.__traceback__)[-1]
    current_app.logger.warning("The store refused at %s:%d.", where.filename, where.lineno)
    return _plain(503, "busy")


def _unforeseen(error: Exception) -> Response:
    note_failure(error)
    return _plain(500, "failed")
