"""The application: settings in, Flask out. It holds no rule of the survey and no figure."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from flask_bootstrap import Bootstrap5

from surveyapp.config import Settings, load_settings
from surveyapp.storage.engine import Store
from surveyapp.web.console.routes import console
from surveyapp.web.failures import add_failures, way_out
from surveyapp.web.foreign import add_foreign
from surveyapp.web.front import Front
from surveyapp.web.headers import add_headers
from surveyapp.web.packing import add_packing
from surveyapp.web.public.routes import public
from surveyapp.web.public.shelf import Shelf
from surveyapp.web.resident.review import date_in_words
from surveyapp.web.resident.routes import resident
from surveyapp.web.speaking import add_languages
from surveyapp.web.wording import own_name

LARGEST_PAGE = 256 * 1024
MOST_FIELDS = 400


def create_app(settings: Settings | None = None) -> Flask:
    """The web application under these settings; those of the environment by default.

    Nothing is opened here: the store opens once a process, at the first request, because a handle
    that lived through a fork locks nobody out.
    """
    chosen = settings or load_settings()
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_PAGE,
        MAX_FORM_MEMORY_SIZE=LARGEST_PAGE,
        MAX_FORM_PARTS=MOST_FIELDS,
        TRUSTED_HOSTS=list(chosen.trusted_hosts),
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    store = Store(chosen.database_url)
    app.extensions["front"] = Front(chosen, store, Shelf(store, chosen.published, chosen.built))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["own_name"] = own_name
    app.jinja_env.globals.update(
        settings=chosen,
        asset=asset,
        own_name=own_name,
        date_in_words=date_in_words,
        way_out=way_out,
    )
    Bootstrap5(app)
    add_languages(app)
    app.register_blueprint(resident)
    app.register_blueprint(console)
    app.register_blueprint(public)
    add_foreign(app)
    add_headers(app, chosen)
    add_packing(app)
    add_failures(app)
    return app


@cache
def fingerprint(name: str) -> str:
    """First digits of the hash of a static file: a changed file has another address."""
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Address of a static file, safe to keep for a year."""
    return url_for("static", filename=name, v=fingerprint(name))
