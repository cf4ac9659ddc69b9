"""Everything that keeps questionnaires from being fielded, in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from surveyapp.errors import Problem
from surveyapp.instrument.document import examine


def check(path: Path | str) -> tuple[Problem, ...]:
    """Every problem of a questionnaire file, or of all questionnaires under a folder."""
    return tuple(
        problem for file in questionnaire_files([Path(path)]) for problem in examine(file)[1]
    )


def questionnaire_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and every .toml file under the folders named, in order of name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.toml"))
        else:
            yield path
