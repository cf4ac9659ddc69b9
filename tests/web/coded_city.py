"""A simulated city whose open wave admits only holders of access codes."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from surveyapp.collection.access_code import access_code, code_mark, shown
from surveyapp.collection.code_file import Marked, marks_text, read_code_key
from surveyapp.collection.plan import DesignCell, DesignSpec, Plan
from surveyapp.workflow.codes import import_codes
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.key_store import load_server_key, make_code_key
from tests.web.city import DAY, SLUG, City, make_city

CELLS = (DesignCell("north", "n", issued=30), DesignCell("south", "s", issued=25))


@dataclass(frozen=True)
class Coded:
    """The city and its codes as printed, each with its design cell."""

    city: City
    codes: list[tuple[str, str]]


def make_coded_city(folder: Path) -> Coded:
    """A new city with one open wave and 55 access codes."""
    city = make_city(folder, plan=Plan(design=DesignSpec(cells=CELLS)), frame="probability")
    keys = city.settings.keys
    key = read_code_key(make_code_key(keys, SLUG).read_text(), SLUG)
    chance = random.Random(7)
    codes = [
        (access_code(chance.getrandbits(45)), cell.id) for cell in CELLS for _ in range(cell.issued)
    ]
    marks = [Marked(code_mark(key, SLUG, code), cell) for code, cell in codes]
    desk = Desk(city.store, load_server_key(keys), keys)
    import_codes(desk, SLUG, marks_text(SLUG, marks).encode(), on=DAY)
    return Coded(city, [(shown(code), cell) for code, cell in codes])
