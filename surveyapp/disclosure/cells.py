"""One disclosure verdict for each cell and comparison that is about to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from surveyapp.disclosure.breakdown import crowds, protect_figures
from surveyapp.disclosure.presentation import (
    NCHS,
    SHOWN,
    Decision,
    Standards,
    present_mean,
    present_proportion,
)
from surveyapp.disclosure.rules import CONFIDENTIAL, RULES, Rules, tells_everybody
from surveyapp.disclosure.weighted_counts import gives_away
from surveyapp.indicators.results import Cell, Comparison
from surveyapp.inference.verdict import Verdict

Value = TypeVar("Value", Cell, Comparison)


def withhold_cells(
    cells: Sequence[Cell],
    *,
    standards: Standards = NCHS,
    rules: Rules = RULES,
    weights: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[Cell, ...]:
    """The cells as they may be published.

    Each cell first gets its own decision; then, in every wave of every indicator, further cells
    are withheld until no confidential count can be bounded to under `rules.width` people from all
    that is printed. Shares of people (cells with an effective sample size) follow the rule for
    proportions. All confidential cells print one reason: which of them are the small ones is not
    told.

    Parameters
    ----------
    weights : wave -> smallest and largest weight, when readers know them; without it, shares are
        judged as if weights said nothing.
    """
    decided = [(cell, _decision(cell, standards, rules, weights or {})) for cell in cells]
    shown = [_apply(cell, decision) for cell, decision in decided]
    protect = _protected(cells, shown, rules)
    return tuple(
        blanked(cell, "confidential", CONFIDENTIAL) if cell.id in protect else cell
        for cell in shown
    )


def screened_cells(
    cells: Sequence[Cell], *, standards: Standards = NCHS, rules: Rules = RULES
) -> tuple[Cell, ...]:
    """The cells as staff may see them on screen, before anything is published.

    Only the thresholds apply: nothing is withheld to protect another figure, nothing is entered
    in the ledger, and so looking uses nothing up. A screen that shows them says that they are not
    for publication.
    """
    return judged_cells(cells, standards=standards, rules=rules)


def judged_cells(
    cells: Sequence[Cell],
    *,
    standards: Standards = NCHS,
    rules: Rules = RULES,
    weights: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[Cell, ...]:
    """Each cell after its own decision, before any is withheld for another's sake.

    For tables that are protected all at once (`protect_figures.protected`): protecting a part of
    them before would withhold more than is needed.
    """
    return tuple(_apply(cell, _decision(cell, standards, rules, weights or {})) for cell in cells)


def withhold_as_fixed(
    cells: Sequence[Cell],
    fixed: Mapping[str, bool],
    *,
    standards: Standards = NCHS,
    rules: Rules = RULES,
    weights: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[Cell, ...]:
    """The cells as the fixed tables of their waves print them; others as `withhold_cells` would.

    Cells of fixed tables were protected with all their tables at once. So each keeps what was
    decided there, whatever else is in this report, and one edition never prints what another one
    withholds to protect a third.

    Parameters
    ----------
    fixed : cell id -> whether its fixed table withholds it as confidential.
    """
    alone = withhold_cells(cells, standards=standards, rules=rules, weights=weights)
    if not fixed:
        return alone
    found = []
    for cell, by_itself in zip(cells, alone, strict=True):
        if cell.id not in fixed:
            found.append(by_itself)
        elif fixed[cell.id]:
            found.append(blanked(cell, "confidential", CONFIDENTIAL))
        else:
            found.append(_apply(cell, _decision(cell, standards, rules, weights or {})))
    return tuple(found)


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


def _decision(
    cell: Cell, standards: Standards, rules: Rules, weights: Mapping[str, tuple[float, float]]
) -> Decision:
    decision = _presented(cell, standards)
    if cell.withheld is not None or decision.withheld == "confidential":
        return decision
    if _few_weigh_all(cell, rules) or _answers_told(cell, rules, weights.get(cell.wave)):
        return Decision("confidential", CONFIDENTIAL)
    return decision


def _few_weigh_all(cell: Cell, rules: Rules) -> bool:
    """Whether a few people may hold the dominant part of the weight, by either rule of `rules`."""
    return cell.kish_effective_n is not None and cell.kish_effective_n <= rules.least_effective


def _answers_told(cell: Cell, rules: Rules, weights: tuple[float, float] | None) -> bool:
    """Whether a figure tells how each, or each of a few, answered."""
    if cell.value is None or not cell.n:
        return False
    if cell.standard_error == 0.0 or (cell.n_effective and cell.value in (0.0, 100.0)):
        return tells_everybody(cell.n, cell.n, rules)
    if cell.n_effective is None or weights is None or weights[0] <= 0.0:
        return False
    share = min(max(cell.value / 100.0, 0.0), 1.0)
    return gives_away(share, cell.n, *weights, rules)


def _presented(cell: Cell, standards: Standards) -> Decision:
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
        secret = decision.withheld == "confidential"
        return blanked(cell, decision.withheld, CONFIDENTIAL if secret else decision.reason)
    return replace(cell, flags=(*cell.flags, *decision.flags))


def _protected(before: Sequence[Cell], after: Sequence[Cell], rules: Rules) -> set[str]:
    """Ids of shown cells that must go as well, indicator by indicator and wave by wave."""
    tables: dict[tuple[str, str], list[tuple[Cell, Cell]]] = {}
    for original, shown in zip(before, after, strict=True):
        tables.setdefault((original.indicator, original.wave), []).append((original, shown))
    found: set[str] = set()
    for pairs in tables.values():
        why = {shown.id: shown.withheld for _, shown in pairs}
        confidential = [name for name, reason in why.items() if reason == "confidential"]
        if confidential:
            others = [name for name, reason in why.items() if reason not in (None, "confidential")]
            whole = crowds(original for original, _ in pairs)
            further = protect_figures(whole, confidential, hidden=others, rules=rules).further
            found |= {name for name in further if why.get(name) is None}
    return found
