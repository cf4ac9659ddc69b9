"""An open wave of the tiny questionnaire, and residents who answer it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from surveyapp.instrument.answers import Answers
from surveyapp.instrument.routing import Page
from surveyapp.storage.engine import Store
from surveyapp.workflow import respond
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.key_store import load_server_key, load_wave_key, make_server_key
from tests.collection.tiny import tiny, tiny_wave

SLUG = "tiny-2026q3"
DAY = datetime.date(2026, 7, 1)
FORMS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "place": {"place": ["n2"]},
    "trust": {"trust": ["3"]},
    "fair": {"fair.listen": ["1"], "fair.polite": ["8"]},
    "seen": {"seen": ["1", "2"]},
    "adults": {"adults": ["2"]},
    "contact": {"contact": ["1"]},
    "when": {"when": ["2026-05-04"]},
    "words": {"words": ["Thank you"]},
}


def opened_desk(store: Store, folder: Path, slug: str = SLUG, **wave: object) -> Desk:
    """A desk at an open wave; its key lies in the folder, as a practice city's does."""
    if not (folder / "keys" / "server.key").exists():
        make_server_key(folder / "keys")
    plan_wave(store, tiny_wave(slug, **wave), tiny(), on=DAY)
    open_wave(store, slug, folder / f"{slug}.json", on=DAY, passphrase=None)
    return Desk(store, load_server_key(folder / "keys"))


def private_key(folder: Path, slug: str = SLUG) -> bytes:
    """The private key of the wave."""
    return load_wave_key(folder / f"{slug}.json", slug)


def answer(desk: Desk, slug: str = SLUG, **changes: Mapping[str, Sequence[str]]) -> str:
    """Answer every page in turn; returns the secret, ready to submit."""
    forms = {**FORMS, **changes}
    secret = respond.start(desk, slug, language="en")
    page = respond.resume(desk, slug, secret).here
    while page is not None:
        page = respond.take_page(desk, slug, secret, page.id, forms[page.id]).page
    return secret


def at_once(desk: Desk, answered: int, slug: str = SLUG, words: str = "answer {}") -> None:
    """Many different residents at once."""
    with desk.store.reading() as session:
        fielded = desk.open_wave(session, slug)
    drafts = []
    for number in range(answered):
        text = words.format(number)

        def give(page: Page, _so_far: Answers, text: str = text) -> Mapping[str, Sequence[str]]:
            return {"words": [text]} if page.id == "words" else FORMS[page.id]

        drafts.append(respond.answer_pages(fielded, give, language="en"))
    respond.answer_at_once(desk, slug, drafts)
