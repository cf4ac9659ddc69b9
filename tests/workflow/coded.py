"""A wave whose residents were sent access codes."""

from __future__ import annotations

import random
from pathlib import Path

from surveyapp.collection.access_code import access_code, code_mark
from surveyapp.collection.code_file import Marked, marks_text, read_code_key
from surveyapp.collection.plan import DesignCell, DesignSpec, Plan
from surveyapp.storage.engine import Store
from surveyapp.workflow.codes import import_codes
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.key_store import make_code_key
from tests.workflow.fielded import DAY, SLUG, opened_desk

CELLS = (DesignCell("north", "n", issued=30), DesignCell("south", "s", issued=25))
PLAN = Plan(design=DesignSpec(cells=CELLS))


def coded_desk(store: Store, folder: Path, slug: str = SLUG) -> tuple[Desk, list[tuple[str, str]]]:
    """A desk at an open wave, and its 55 (code, cell)."""
    opened = opened_desk(store, folder, slug, plan=PLAN)
    keys = folder / "keys"
    key = read_code_key(make_code_key(keys, slug).read_text(), slug)
    chance = random.Random(7)
    codes = [
        (access_code(chance.getrandbits(45)), cell.id) for cell in CELLS for _ in range(cell.issued)
    ]
    marks = [Marked(code_mark(key, slug, code), cell) for code, cell in codes]
    desk = Desk(store, opened.key, keys)
    import_codes(desk, slug, marks_text(slug, marks).encode(), on=DAY)
    return desk, codes
