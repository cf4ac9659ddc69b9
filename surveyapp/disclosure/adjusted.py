"""Second lines beside the plain ones: which may be shown, and under what name they are judged.

An adjusted value stands on some of the people behind the plain one. Where the others are few, the
two together would tell of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from surveyapp.disclosure.rules import RULES, Rules, is_small
from surveyapp.indicators.adjusted_lines import AdjustedLine
from surveyapp.indicators.results import CITY, EVERYONE, Cell

BEHIND, BESIDE = "yes", "no"
"""Levels of a grouping by `crowd_of`: the people behind an adjusted value, and the others."""
MIX, WORDING = "mix ", "wording "


def withhold_adjusted(
    lines: Iterable[AdjustedLine], cells: Sequence[Cell], *, rules: Rules = RULES
) -> tuple[AdjustedLine, ...]:
    """Leave out a line if any of its values may not stand beside the city's plain one.

    That is where the plain one is withheld, or where the line stands on few people or on nearly,
    but not quite, all of those behind the plain one.
    """
    plain = {(c.indicator, c.wave): c for c in cells if (c.place, c.group) == (CITY, EVERYONE)}
    return tuple(
        replace(line, points=(), missing="too close") if _close(line, plain, rules) else line
        for line in lines
    )


def crowd_of(line: AdjustedLine) -> str:
    """Name of the grouping by which the people of a line are told from the others."""
    if line.kind == "mode":
        return mix_of(line.mix)
    return f"{WORDING}{line.indicator} {line.new}"


def mix_of(modes: Iterable[str]) -> str:
    """The same of a mix of modes."""
    return MIX + "+".join(sorted(modes))


def is_adjusted(group: str) -> bool:
    """Whether a group of the ledger is the crowd of an adjusted value."""
    return group.startswith((MIX, WORDING))


def _close(line: AdjustedLine, plain: dict[tuple[str, str], Cell], rules: Rules) -> bool:
    for point in line.points:
        cell = plain.get((line.indicator, point.wave))
        if cell is None or cell.withheld is not None or cell.n is None:
            return True
        if is_small(point.n, rules) or is_small(cell.n - point.n, rules):
            return True
    return False
