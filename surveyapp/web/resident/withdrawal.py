"""Taking answers back with their receipt, and dropping what was not sent."""

from __future__ import annotations

from flask import make_response, url_for
from werkzeug.wrappers import Response

from surveyapp.errors import InputError, StorageError
from surveyapp.web.failures import message
from surveyapp.web.front import Front
from surveyapp.web.resident import pages
from surveyapp.workflow import respond
from surveyapp.workflow.desk import Desk, Fielded

LONGEST = 60


def taken_back(front: Front, fielded: Fielded, language: str, receipt: str) -> Response:
    """Delete the answers of a receipt, or show the page again and say that none have it."""
    try:
        found = len(receipt) <= LONGEST and respond.withdraw(
            front.desk(), fielded.wave.slug, receipt
        )
    except InputError:
        found = False
    if found:
        home = url_for("public.home", lang=language)
        return message(200, "withdrawn", language, home, "footer_home")
    return asked_again(fielded, language, receipt, unknown=True)


def asked_again(fielded: Fielded, language: str, receipt: str, *, unknown: bool) -> Response:
    """The page that takes answers back, with the receipt that is typed on it; nothing is tried."""
    page = pages.withdrawal(fielded, language, typed=receipt[:LONGEST], unknown=unknown)
    return make_response(page, 422 if unknown else 200)


def drop(desk: Desk, wave: str, secret: str) -> bool:
    """Delete an unfinished draft; False where it cannot be done now, which holds nobody up."""
    try:
        respond.leave(desk, wave, secret)
    except (InputError, StorageError):
        return False
    return True
