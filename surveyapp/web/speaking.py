"""Flask-Babel: in which language a request is answered, for whatever asks the framework."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel

from surveyapp.web.catalogs import DOMAIN, TRANSLATIONS, interface_languages
from surveyapp.web.failures import spoken_language
from surveyapp.web.languages import SOURCE, locale_of, met_by


def add_languages(app: Flask) -> None:
    """Let the framework find our catalogs, and the language of a request as our pages choose it."""
    Babel(
        app,
        default_locale=SOURCE,
        default_domain=DOMAIN,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=chosen_locale,
    )


def chosen_locale() -> str:
    """The locale of the language in the address, else of the one asked for in other ways.

    A language that the interface does not speak is answered in the one that its reader prefers.
    """
    named = (request.view_args or {}).get("language", "")
    return str(locale_of(met_by(interface_languages(), (named,)) or spoken_language()))
