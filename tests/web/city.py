"""A tiny simulated city with one open wave, served from a folder of its own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from surveyapp.collection.area import Area
from surveyapp.collection.frame import FrameType
from surveyapp.collection.plan import Plan
from surveyapp.collection.response import Response, from_bytes
from surveyapp.collection.sealing import open_sealed
from surveyapp.collection.wave import Wave
from surveyapp.config import Settings, load_settings, practice_settings
from surveyapp.instrument.document import load
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.storage.sealed import load_sealed
from surveyapp.web.app import create_app
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.key_store import load_wave_key, make_server_key, wave_key_path

EVERY_KIND = Path(__file__).parent / "questionnaires" / "every-kind.toml"
SLUG = "every-kind-2026q3"
DAY = datetime.date(2026, 7, 1)
AREAS = (Area("alder", "Alder Grove"), Area("birch", "Birch Hill"))


@dataclass(frozen=True)
class City:
    """The application and what lies behind it."""

    app: Flask
    settings: Settings
    store: Store
    slug: str = SLUG

    def path(self, language: str = "en") -> str:
        return f"/s/{self.slug}/{language}"

    def responses(self) -> list[Response]:
        """Every stored response, opened with the wave's private key."""
        private = load_wave_key(wave_key_path(self.settings.keys, self.slug), self.slug)
        with self.store.reading() as session:
            rows = load_sealed(session, self.slug)
        return [from_bytes(open_sealed(private, blob)) for _, blob in rows]


def open_city(folder: Path, *, https: bool = False) -> City:
    """The application over a city that was made before."""
    settings = replace(practice_settings(load_settings({}), folder), https=https)
    return City(create_app(settings), settings, Store(settings.database_url))


def make_city(
    folder: Path,
    *,
    document: Path = EVERY_KIND,
    plan: Plan | None = None,
    frame: FrameType = "opt-in",
) -> City:
    """A new city with one open wave, and the application over it."""
    settings = practice_settings(load_settings({}), folder)
    store = Store(settings.database_url)
    upgrade(store)
    make_server_key(settings.keys)
    instrument = load(document)
    wave = Wave(
        slug=SLUG,
        department="practice-police",
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        instrument_hash="",
        title="Every kind of question, summer 2026",
        period="2026Q3",
        frame=frame,
        languages=instrument.languages,
        areas=AREAS,
        plan=plan or Plan(),
        simulated=True,
    )
    plan_wave(store, wave, instrument, on=DAY)
    key = wave_key_path(settings.keys, SLUG)
    open_wave(store, SLUG, key, on=DAY, passphrase=None, overrule="No resident reads this wave.")
    store.close()
    return open_city(folder)


class PageReader(HTMLParser):
    """What a browser without scripts would know of a page: its fields, buttons and heading."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.checked: list[tuple[str, str]] = []
        self.values: dict[str, str] = {}
        self.buttons: list[str] = []
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self._stack: list[str] = []
        self.heading = ""
        self.title = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if "id" in given:
            assert given["id"] not in self.ids, f"two elements have the id {given['id']}"
            self.ids.add(given["id"])
        self.targets |= {given[k] for k in ("for", "aria-labelledby") if k in given}
        self.targets |= set(given.get("aria-describedby", "").split())
        if tag == "a" and given.get("href", "").startswith("#"):
            self.targets.add(given["href"][1:])
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[name] = given.get("value", "")
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            if "checked" in given:
                self.checked.append((name, given["value"]))
        elif tag == "input":
            self.values[name] = given.get("value", "")
        elif tag == "button":
            self.buttons.append(given.get("value", ""))
        if tag in ("h1", "title", "textarea"):
            self._stack.append(name if tag == "textarea" else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "title", "textarea"):
            self._stack.pop()

    def handle_data(self, data: str) -> None:
        if not self._stack:
            return
        if self._stack[-1] == "h1":
            self.heading += data
        elif self._stack[-1] == "title":
            self.title += data
        else:
            self.values[self._stack[-1]] = self.values.get(self._stack[-1], "") + data


def read(response: TestResponse) -> PageReader:
    """A page as a browser would know it, with every reference inside it resolved."""
    reader = PageReader()
    reader.feed(response.text)
    reader.heading = re.sub(r"\s+", " ", reader.heading).strip()
    assert reader.targets <= reader.ids, reader.targets - reader.ids
    return reader


class Resident:
    """Somebody who answers with a plain browser: no script, no cookie."""

    def __init__(self, city: City, language: str = "en") -> None:
        self.city = city
        self.client: FlaskClient = city.app.test_client(use_cookies=False)
        self.language = language
        self.response = self.client.get(city.path(language))
        self.page = read(self.response)

    def press(
        self, do: str, *, language: str | None = None, **fields: str | list[str]
    ) -> PageReader:
        """Press a button of the page, with what is typed on it."""
        self.language = language or self.language
        hidden = {} if do == "start" else self.page.hidden
        typed = {name.replace("__", "."): value for name, value in fields.items()}
        return self.post({**hidden, **typed, "_do": do})

    def post(self, data: dict[str, str | list[str]] | dict[str, str]) -> PageReader:
        self.response = self.client.post(self.city.path(self.language), data=data)
        self.page = read(self.response)
        return self.page

    def walk(self, answers: dict[str, dict[str, str | list[str]]]) -> PageReader:
        """Start and answer page by page until the review."""
        self.press("start")
        while self.page.hidden["_page"] != "review":
            given = answers.get(self.page.hidden["_page"], {})
            self.post({**self.page.hidden, **given, "_do": "continue"})
            assert self.response.status_code == 200, self.page.heading
        return self.page


ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "hood": {"hood": "birch"},
    "safe": {"safe": "3"},
    "fair": {"fair.listen": "2", "fair.respect": "8"},
    "contact": {"contact": "1"},
    "when": {"when-month": "3", "when-day": "2", "when-year": "2026"},
    "race": {"race": ["1", "3"]},
    "adults": {"adults": "2"},
    "job": {"job": "Nurse"},
    "idea": {"idea": "Walk the streets.\nListen."},
}
