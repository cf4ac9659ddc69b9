"""A report definition: which chapters and indicators a report has, read from reports/<id>.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from surveyapp.errors import Problem, ReportError

Chapter = Literal[
    "main points",
    "how to read",
    "at a glance",
    "indicators",
    "places table",
    "who differs",
    "answers",
    "method",
    "annex",
    "topline",
    "quotes",
    "versions",
]
CHAPTERS: tuple[Chapter, ...] = get_args(Chapter)
USUAL: tuple[Chapter, ...] = tuple(chapter for chapter in CHAPTERS if chapter != "quotes")
"""Chapters of a definition that names none: quotes are printed only where they are asked for."""


class AreaChange(BaseModel):
    """A change of area boundaries: the crosswalk's file and the first wave with the new areas."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    crosswalk: Path
    since: str


class Definition(BaseModel):
    """What a report is made of.

    Attributes
    ----------
    title : by language; "{city}" and "{department}" are filled in.
    indicators : ids in the order of the report; empty takes all of the instrument's.
    adjust : second lines in the trend charts, dashed and named: "mode" as if every wave had been
        answered by one mix of modes, "wording" carried over by a split ballot.
    areas : a change of boundaries; places it redrew are not compared over it.
    folder : where templates, styles and fonts stand, beside the definition.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: dict[str, str]
    paper: Literal["letter", "A4"] = "letter"
    chapters: tuple[Chapter, ...] = USUAL
    indicators: tuple[str, ...] = ()
    adjust: tuple[Literal["mode", "wording"], ...] = ()
    areas: AreaChange | None = None
    folder: Path

    @property
    def fonts(self) -> Path:
        """The folder of bundled fonts."""
        return self.folder / "fonts"

    @property
    def templates(self) -> Path:
        """The folder of page templates and styles."""
        return self.folder / "templates"

    def title_for(self, language: str, *, city: str, department: str) -> str:
        """The report's title in a language, with its holes filled."""
        pattern = self.title.get(language) or next(iter(self.title.values()))
        return pattern.replace("{city}", city).replace("{department}", department)


def load(path: Path) -> Definition:
    """Read a report definition.

    Raises
    ------
    ReportError
        With every problem of the file at once: unreadable TOML, unknown keys or chapters.
    """
    if not path.is_file():
        there = ", ".join(sorted(p.stem for p in path.parent.glob("*.toml"))) or "none"
        raise ReportError(
            f"There is no report definition {path}. Definitions beside it: {there}. "
            "Remedy: name one of these, or write the file."
        )
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as broken:
        raise ReportError(Problem(f"not readable as TOML ({broken})", str(path))) from broken
    try:
        return Definition.model_validate({"id": path.stem, **values, "folder": path.parent})
    except ValidationError as invalid:
        raise ReportError(
            Problem(
                error["msg"],
                f"{path}: {'.'.join(str(part) for part in error['loc'])}",
                (f"Known chapters: {', '.join(CHAPTERS)}",) if "chapters" in error["loc"] else (),
            )
            for error in invalid.errors()
        ) from invalid
