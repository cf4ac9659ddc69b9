"""The walls of the house: imports run one way, and each library stays in its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "surveyapp"

# From the foundation upward: a room imports only from itself and the rooms before it.
ROOMS = (
    "errors",
    "instrument",
    "collection",
    "design",
    "weighting",
    "estimation",
    "inference",
    "indicators",
    "programs",
    "evaluation",
    "disclosure",
    "reporting",
    "exports",
    "storage",
    "compute",
    "workflow",
    "simulate",
    "survey",
    "config",
    "web",
    "commands",
    "cli",
)

# Where a library may be named at all, as prefixes of our own module names.
ONLY_IN = {
    "flask": ("web",),
    "flask_babel": ("web",),
    "flask_bootstrap": ("web",),
    "wtforms": ("web",),
    "werkzeug": ("web",),
    "sqlmodel": ("storage",),
    "sqlalchemy": ("storage",),
    "alembic": ("storage",),
    "weasyprint": ("reporting.pdf",),
    "pikepdf": ("reporting.pdf",),
    "plotly": ("reporting.figures",),
    "mirage": ("reporting.print_svg",),
    "click": ("commands", "cli", "web.server"),
    "nacl": ("collection.sealing",),
    "pyreadstat": ("collection.gathered", "exports"),
}
SESSION_ALLOWED = ("workflow", "web", "simulate", "commands")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "core", "base"}


def home_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imported(source: str) -> Iterator[tuple[ast.stmt, str, tuple[str, ...]]]:
    """Each import statement as (node, module, names taken from it)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or "", tuple(alias.name for alias in node.names)


def own_rooms(module: str, names: tuple[str, ...]) -> Iterator[str]:
    """Rooms of our own package that an import statement reaches."""
    top, _, rest = module.partition(".")
    if top != "surveyapp":
        return
    if rest:
        yield rest.partition(".")[0]
    else:
        yield from (name for name in names if name in ROOMS)


def violations(source: str, home: str) -> list[str]:
    """Every breach of the walls in one module's source."""
    if not home:
        return ["the root imports something"] if list(imported(source)) else []
    floor = ROOMS.index(home.partition(".")[0])
    found = []
    for _, module, names in imported(source):
        found += [
            f"{home} may not import surveyapp.{room}"
            for room in own_rooms(module, names)
            if ROOMS.index(room) > floor
        ]
        top = module.partition(".")[0]
        if top not in ONLY_IN or home.startswith(ONLY_IN[top]):
            continue
        only_session = set(names) and set(names) <= {"Session", "Engine"}
        if only_session and home.partition(".")[0] in SESSION_ALLOWED:
            continue
        found.append(f"{top} belongs in {ONLY_IN[top]}, not in {home}")
    return found


def deferred(source: str) -> list[int]:
    """Lines of imports hidden inside functions."""
    return [
        node.lineno
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = [home_of(path) or "surveyapp" for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_every_module_keeps_to_its_room(path: Path) -> None:
    assert violations(path.read_text(), home_of(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_imports_stand_at_the_top(path: Path) -> None:
    assert deferred(path.read_text()) == []


def test_every_room_is_in_the_list() -> None:
    rooms = {home_of(path).partition(".")[0] for path in MODULES} - {""}
    assert rooms <= set(ROOMS)


def test_no_junk_drawers() -> None:
    assert [p.stem for p in MODULES if p.stem in FORBIDDEN_NAMES] == []


def test_no_module_is_longer_than_400_lines() -> None:
    long = {home_of(p): len(p.read_text().splitlines()) for p in MODULES}
    assert {home: lines for home, lines in long.items() if lines > 400} == {}


@pytest.mark.parametrize(
    ("planted", "home"),
    [
        ("import surveyapp.web", "estimation.means"),
        ("from surveyapp.web import resident", "estimation.means"),
        ("from surveyapp import web", "estimation.means"),
        ("import flask", "workflow.respond"),
        ("from sqlmodel import SQLModel", "collection.wave"),
        ("from sqlmodel import Session, select", "workflow.respond"),
        ("from sqlmodel import Session", "estimation.means"),
        ("import weasyprint", "reporting.html"),
        ("import plotly.graph_objects as go", "reporting.html"),
        ("from surveyapp.errors import SurveyError", ""),
    ],
)
def test_a_planted_violation_is_found(planted: str, home: str) -> None:
    assert violations(planted, home)


@pytest.mark.parametrize(
    ("allowed", "home"),
    [
        ("from sqlmodel import Session", "workflow.respond"),
        ("import numpy as np", "estimation.means"),
        ("from surveyapp.design.design import Design", "estimation.means"),
        ("import weasyprint", "reporting.pdf"),
    ],
)
def test_what_the_house_allows_is_not_refused(allowed: str, home: str) -> None:
    assert violations(allowed, home) == []


def test_a_hidden_import_is_found() -> None:
    assert deferred("def f():\n    import flask\n") == [2]
