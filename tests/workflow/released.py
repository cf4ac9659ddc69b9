"""A closed wave of the tiny questionnaire, and editions of a report about it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from surveyapp.collection.response import Response
from surveyapp.instrument.answers import Missing
from surveyapp.reporting.data_files import report_json
from surveyapp.reporting.definition import Definition
from surveyapp.storage.engine import Store
from surveyapp.storage.responses import add_responses
from surveyapp.storage.snapshots import Snapshot, save_snapshot
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.estimate import estimate
from surveyapp.workflow.field import plan_wave
from surveyapp.workflow.report_build import report_of
from surveyapp.workflow.report_facts import About
from tests.collection.tiny import tiny, tiny_wave

SLUG = "tiny-2026q3"
DAY = datetime.date(2026, 10, 1)
SIZES = {"n1": 120, "n2": 150, "n3": 180}
DEFINITION = Definition(id="short", title={"en": "Short"}, folder=Path("reports"))
ABOUT = About("Riverbend", "Riverbend Police", "survey@example.org")


def closed_wave(store: Store, sizes: Mapping[str, int] = SIZES, seed: int = 1) -> None:
    """Plan the wave, let people of each area answer, and close it."""
    plan_wave(store, tiny_wave(SLUG), tiny(), on=DAY)
    store.write(lambda session: add_responses(session, SLUG, people(sizes, seed)))
    close(store, SLUG, None, on=DAY)


def arrive_late(store: Store, number: int, area: str = "n1") -> None:
    """Answers that reach the store after the wave closed."""
    late = [(b"late%d" % k, response(area, 3)) for k in range(number)]
    store.write(lambda session: add_responses(session, SLUG, late))


def people(sizes: Mapping[str, int], seed: int) -> list[tuple[bytes, Response]]:
    """Responses with ids of their own."""
    rng = np.random.default_rng(seed)
    areas = [area for area, n in sizes.items() for _ in range(n)]
    trust = rng.choice([1, 2, 3, 8], p=[0.25, 0.3, 0.4, 0.05], size=len(areas)).tolist()
    return [
        (b"%08d" % k, response(area, code))
        for k, (area, code) in enumerate(zip(areas, trust, strict=True))
    ]


def response(area: str, trust: int) -> Response:
    """Somebody of an area who answers one question in earnest."""
    answers = {
        "place": area,
        "trust": trust,
        "fair.listen": 1 + trust % 3,
        "fair.polite": 2,
        "seen": (1,) if trust == 3 else (2,),
        "adults": 2,
        "contact": 2,
        "when": Missing.NOT_APPLICABLE,
        "words": Missing.NOT_STATED,
    }
    return Response(answers, "en", "import", "pd", area=area)


def edition(store: Store, *, correction: str = "", **altered: float) -> str:
    """Build a report without its files; `altered` moves the values of cells by place."""
    report = report_of(
        estimate(store, SLUG),
        DEFINITION,
        replace(ABOUT, correction=correction),
        published=DAY,
    )
    document = json.loads(report_json(report))
    for cell in document["cells"]:
        if cell["value"] is not None:
            cell["value"] += altered.get(cell["place"], 0.0)
    snapshot = Snapshot("short", "2026Q3", "en", (SLUG,), json.dumps(document), "")
    return store.write(lambda session: save_snapshot(session, snapshot))
