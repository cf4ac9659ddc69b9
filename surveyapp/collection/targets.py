"""Population margins: known counts, with where they come from and how sure they are."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.spreadsheet_text import separator

REQUIRED = ("margin", "category", "label", "population", "source")
OPTIONAL = ("vintage", "margin_of_error")
SAME_TOTAL = 1e-3


@dataclass(frozen=True, slots=True)
class Target:
    """The population of one category of one margin.

    Attributes
    ----------
    margin_of_error : of the source, in persons, at the level the source states; None: unknown.
    """

    margin: str
    category: str
    label: str
    population: float
    source: str
    vintage: str = ""
    margin_of_error: float | None = None


@dataclass(frozen=True, slots=True)
class TargetSet:
    """Margins that count one population."""

    name: str
    targets: tuple[Target, ...]

    @property
    def margins(self) -> Mapping[str, Mapping[str, float]]:
        """Margin -> category -> population, in the order given."""
        margins: dict[str, dict[str, float]] = {}
        for target in self.targets:
            margins.setdefault(target.margin, {})[target.category] = target.population
        return margins

    @property
    def totals(self) -> Mapping[str, float]:
        """Margin -> its total population."""
        return {name: math.fsum(counts.values()) for name, counts in self.margins.items()}

    def of(self, margin: str) -> tuple[Target, ...]:
        """The categories of one margin, in the order given."""
        return tuple(target for target in self.targets if target.margin == margin)


def read_targets(name: str, data: bytes, *, scale_to: str | None = None) -> TargetSet:
    """Read margins from the bytes of a CSV file.

    Its columns are margin, category, label, population, source and, where known, vintage and
    margin_of_error. All margins must count the same population to one part in a thousand, unless
    `scale_to` names the margin whose total the others are scaled to; each scaled target says so
    in its source.

    Raises
    ------
    InputError : every bad cell by row and column; totals that disagree, with their amounts.
    """
    rows = _rows(decoded(data))
    problems: list[Problem] = []
    targets = [_target(number, row, problems) for number, row in rows]
    problems += _repeated(targets)
    if not rows:
        problems.append(Problem("The file has a header and no target."))
    if problems:
        raise InputError(problems)
    targets_read = TargetSet(name, tuple(targets))
    if scale_to is not None:
        return scaled(targets_read, scale_to)
    check_totals(targets_read)
    return targets_read


def check_totals(targets: TargetSet) -> None:
    """Refuse margins that count different populations, naming every total (InputError)."""
    totals = targets.totals
    if not totals or max(totals.values()) - min(totals.values()) <= SAME_TOTAL * max(
        totals.values()
    ):
        return
    named = ", ".join(f"{margin} = {total:,.0f}" for margin, total in totals.items())
    first = next(iter(totals))
    raise InputError(
        Problem(
            f"The margins count different populations: {named}.",
            remedies=(
                "Take them from one source and date.",
                f"Scale them to one total: --scale-to {first}",
            ),
            code="totals",
        )
    )


def scaled(targets: TargetSet, margin: str) -> TargetSet:
    """Every margin scaled to the total of one of them; the source of a scaled target says so."""
    totals = targets.totals
    if margin not in totals:
        raise InputError(Problem(f"There is no margin {margin!r}; there are: {', '.join(totals)}."))
    return replace(
        targets,
        targets=tuple(
            _scaled(t, totals[margin] / totals[t.margin], margin) for t in targets.targets
        ),
    )


def _scaled(target: Target, factor: float, margin: str) -> Target:
    if factor == 1:
        return target
    error = target.margin_of_error
    return replace(
        target,
        population=target.population * factor,
        margin_of_error=None if error is None else error * factor,
        source=f"{target.source}; scaled by {factor:.6g} to the total of {margin}",
    )


def _rows(text: str) -> list[tuple[int, Mapping[str, str]]]:
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text)))
    header = [cell.strip() for cell in table[0]] if table else []
    lacking = [name for name in REQUIRED if name not in header]
    unknown = [name for name in header if name not in REQUIRED + OPTIONAL]
    repeated = [name for name, times in Counter(header).items() if times > 1]
    problems = [Problem("The column is missing.", name, ("Add it.",)) for name in lacking]
    problems += [
        Problem("The column is not known.", name or "(no name)", ("Remove it.",))
        for name in unknown
    ]
    problems += [Problem("The header names this column twice.", name) for name in repeated]
    problems += [
        Problem(f"It has {len(row)} cells; the header has {len(header)}.", f"row {number}")
        for number, row in enumerate(table[1:], 2)
        if row and len(row) != len(header)
    ]
    if problems:
        raise InputError(problems)
    return [
        (number, dict(zip(header, (cell.strip() for cell in row), strict=True)))
        for number, row in enumerate(table[1:], 2)
        if row
    ]


def _target(number: int, row: Mapping[str, str], problems: list[Problem]) -> Target:
    problems += [
        Problem("The cell is empty.", f"row {number}, column {name}", ("Fill it in.",))
        for name in REQUIRED
        if not row[name]
    ]
    population = _number(number, "population", row["population"], problems)
    error_text = row.get("margin_of_error", "")
    error = _number(number, "margin_of_error", error_text, problems) if error_text else None
    return Target(
        row["margin"],
        row["category"],
        row["label"],
        population,
        row["source"],
        row.get("vintage", ""),
        error,
    )


def _number(number: int, column: str, text: str, problems: list[Problem]) -> float:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        if text:
            where = f"row {number}, column {column}"
            remedy = ("Write a count of persons, such as 1234.5.",)
            problems.append(Problem(f"{text!r} is no count.", where, remedy))
        return 0.0
    if column == "population" and value == 0:
        where = f"row {number}, column {column}"
        remedy = ("Leave out a category that holds nobody.",)
        problems.append(Problem("The category holds nobody.", where, remedy))
    return value


def _repeated(targets: Sequence[Target]) -> list[Problem]:
    times = Counter((target.margin, target.category) for target in targets)
    return [
        Problem(f"The category is given {count} times.", f"{margin} {category}", ("Keep one.",))
        for (margin, category), count in times.items()
        if count > 1
    ]
