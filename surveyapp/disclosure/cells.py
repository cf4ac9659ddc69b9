"""One disclosure verdict for each cell and comparison that is about to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from surveyapp.disclosure.presentation import (
    NCHS,
    SHOWN,
    Decision,
    Standards,
    present_mean,
    present_proportion,
)
from surveyapp.disclosure.suppression import Breakdown, complementary
from surveyapp.indicators.results import CITY, EVERYONE, Cell, Comparison
from surveyapp.inference.verdict import Verdict

Value = TypeVar("Value", Cell, Comparison)
PROTECTS = "another figure could be worked out from it"


def withhold_cells(cells: Sequence[Cell], *, standards: Standards = NCHS) -> tuple[Cell, ...]:
    """The cells as they may be published.

    Each cell first gets its own decision; then, in every breakdown whose whole is published (the
    places of a wave, the levels of a grouping), further cells are withheld until no confidential
    one follows by subtraction. Shares of people (cells with an effective sample size) follow the
    rule for proportions.
    """
    decided = [(cell, _decision(cell, standards)) for cell in cells]
    shown = [_apply(cell, decision) for cell, decision in decided]
    protect = _protected(cells, shown, standards)
    return tuple(
        blanked(cell, "confidential", PROTECTS) if cell.id in protect else cell for cell in shown
    )


def withhold_comparisons(
    comparisons: Sequence[Comparison], cells: Iterable[Cell]
) -> tuple[Comparison, ...]:
    """The comparisons as they may be published: none whose own cell is withheld."""
    hidden = {
        (cell.indicator, cell.wave, cell.place, cell.group): cell
        for cell in cells
        if cell.withheld is not None
    }
    found = []
    for comparison in comparisons:
        key = (comparison.indicator, comparison.wave, comparison.place, comparison.group)
        before = (comparison.indicator, comparison.reference, comparison.place, comparison.group)
        cell = hidden.get(key) or hidden.get(before)
        if cell is None or cell.withheld is None or comparison.withheld is not None:
            found.append(comparison)
            continue
        found.append(blanked(comparison, cell.withheld, cell.reason))
    return tuple(found)


def blanked(value: Value, withheld: str, reason: str) -> Value:
    """The same cell or comparison without any number."""
    numbers = {
        field.name: None
        for field in fields(value)
        if field.name != "level" and isinstance(getattr(value, field.name), (int, float))
    }
    changes: dict[str, object] = {**numbers, "withheld": withheld, "reason": reason}
    if isinstance(value, Comparison) and value.verdict is not None:
        changes["verdict"] = Verdict.TOO_FEW
    if isinstance(value, Cell):
        changes["flags"] = ()
    return replace(value, **changes)  # type: ignore[arg-type]


def _decision(cell: Cell, standards: Standards) -> Decision:
    if cell.withheld is not None:
        return Decision(cell.withheld, cell.reason)
    n = cell.n or 0
    degrees = cell.degrees_of_freedom
    if cell.standard_error is None or degrees is None:
        few = n < standards.persons
        words = f"fewer than {standards.persons} people answered"
        return Decision("confidential", words) if few else SHOWN
    if cell.value is None or cell.lower is None or cell.upper is None:
        if n < standards.persons:
            return Decision("confidential", f"fewer than {standards.persons} people answered")
        return Decision("imprecise", "no degree of freedom is left for an interval")
    if cell.n_effective is None:
        return present_mean(
            n=n,
            effective_n=cell.kish_effective_n or 0.0,
            degrees_of_freedom=degrees,
            standards=standards,
        )
    return present_proportion(
        proportion=cell.value / 100.0,
        standard_error=cell.standard_error / 100.0,
        lower=cell.lower / 100.0,
        upper=cell.upper / 100.0,
        n=n,
        degrees_of_freedom=degrees,
        standards=standards,
    )


def _apply(cell: Cell, decision: Decision) -> Cell:
    if decision.withheld is not None:
        return blanked(cell, decision.withheld, decision.reason)
    return replace(cell, flags=(*cell.flags, *decision.flags))


def _protected(before: Sequence[Cell], after: Sequence[Cell], standards: Standards) -> set[str]:
    """Ids of shown cells that must go as well, breakdown by breakdown."""
    breakdowns: dict[tuple[str, ...], list[tuple[Cell, Cell]]] = {}
    for original, shown in zip(before, after, strict=True):
        kind = _breakdown(original)
        if kind is not None:
            breakdowns.setdefault(kind, []).append((original, shown))
    found: set[str] = set()
    for parts in breakdowns.values():
        counts = Breakdown({original.id: original.n or 0 for original, _ in parts})
        confidential = [cell.id for _, cell in parts if cell.withheld == "confidential"]
        hidden = {cell.id for _, cell in parts if cell.withheld is not None}
        found |= complementary(counts, confidential, persons=standards.persons) - hidden
    return found


def _breakdown(cell: Cell) -> tuple[str, ...] | None:
    """Which whole a cell is a part of; None for a whole itself."""
    if cell.place != CITY and cell.group == EVERYONE:
        level = cell.place.rpartition(":")[0]
        return (cell.indicator, cell.wave, "places", level)
    if cell.group != EVERYONE:
        return (cell.indicator, cell.wave, cell.place, cell.group.partition(":")[0])
    return None
