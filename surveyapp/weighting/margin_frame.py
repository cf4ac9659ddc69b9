"""Margins made ready: coded, checked against the sample, and collapsed to cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from surveyapp.design.arrays import AnyInts, Column, Floats, Ints, as_array, check_length
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.collapse import Collapsed, collapse
from surveyapp.weighting.level_columns import (
    CellRows,
    imputation_cells,
    imputed,
    level_column,
    placed,
)
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.matrices import Matrix, summed

Unknown = Literal["refuse", "keep share", "impute"]
Disagreeing = Literal["refuse", "scale to first"]
SAME_TOTAL = 1e-9
SHOWN = 20


@dataclass(frozen=True, slots=True, eq=False)
class MarginTable:
    """One margin over all groups; entry g * width + level, the last level being "unknown".

    Attributes
    ----------
    codes : (C,) entry of each cell.
    targets : (G * width,) counts for those whose level is known; 0 for "unknown".
    levels : labels of the levels with a target.
    """

    name: str
    codes: Ints
    targets: Floats
    levels: tuple[str, ...]
    groups: tuple[Any, ...]

    @property
    def width(self) -> int:
        """Entries per group: the levels and "unknown"."""
        return len(self.levels) + 1

    def place(self, entry: int) -> str:
        """An entry in words, for messages."""
        group, level = divmod(int(entry), self.width)
        name = self.levels[level] if level < len(self.levels) else "unknown"
        inside = "" if len(self.groups) == 1 else f" in group {self.groups[group]!r}"
        return f"margin {self.name!r}, level {name!r}{inside}"

    def share_unknown(self, weight: Floats) -> Floats:
        """(G,) or (G, R) share of each group's weight held by those whose level is unknown."""
        table = self.sums(weight).reshape(len(self.groups), self.width, *weight.shape[1:])
        total = table.sum(axis=1)
        unknown = table[:, -1]
        share: Floats = np.divide(unknown, total, out=np.zeros_like(total), where=total > 0)
        return share

    def sums(self, weight: Floats) -> Floats:
        """(G * width,) or (G * width, R) sums of (C,) or (C, R) weights per entry."""
        if weight.ndim == 1:
            return summed(self.codes, weight, len(self.targets))
        return np.asarray(self.matrix.T @ weight)

    @property
    def matrix(self) -> Matrix:
        """(C, G * width) sparse indicators of the entries."""
        count = len(self.codes)
        at = np.arange(count + 1)
        return sparse.csr_array((np.ones(count), self.codes, at), shape=(count, len(self.targets)))

    def wanted(self, weight: Floats) -> Floats:
        """Targets after those whose level is unknown keep the share they have in `weight`."""
        share = self.share_unknown(weight)
        extra = (1,) * (weight.ndim - 1)
        targets = self.targets.reshape(len(self.groups), self.width, *extra)
        total = targets.sum(axis=1)
        wanted = targets * (1 - share[:, None])
        wanted[:, -1] = share * total
        return np.asarray(wanted.reshape(len(self.targets), *weight.shape[1:]))


@dataclass(frozen=True, slots=True, eq=False)
class MarginFrame:
    """All margins of a raking over the cells of the sample."""

    collapsed: Collapsed
    tables: tuple[MarginTable, ...]
    groups: tuple[Any, ...]
    group_of_cell: Ints
    unknown_counts: dict[str, int]


def margin_frame(
    margins: Sequence[Margin],
    weight: Floats,
    *,
    within: Column | None,
    unknown: Unknown,
    disagreeing: Disagreeing,
    partial: bool = False,
    generator: np.random.Generator | None = None,
    impute_within: Column | None = None,
) -> MarginFrame:
    """Code, check and collapse the margins.

    Raises
    ------
    WeightingError with every problem found: a target nobody meets, a level without a target,
    unknown levels under "refuse", margins that count different populations, impossible counts.
    """
    if not margins:
        raise WeightingError(Problem("No margin was given.", where="margins", code="no-margins"))
    n = len(weight)
    group, groups = _groups(within, n)
    columns = [level_column(margin, n) for margin in margins]
    unknown_counts: dict[str, int] = {}
    if unknown == "impute":
        cells = imputation_cells(group, impute_within, n)
        pairs = zip(margins, columns, strict=True)
        filled = [imputed(m, c, weight, cells, generator) for m, c in pairs]
        columns = [column for column, _ in filled]
        counts = zip(margins, filled, strict=True)
        unknown_counts = {margin.name: count for margin, (_, count) in counts if count}
    codes = [column.codes for column in columns]
    sizes = [len(column.labels) for column in columns]
    collapsed = _collapsed(codes, sizes, group, len(groups))
    group_of_cell = collapsed.codes[-1]
    problems: list[Problem] = []
    weighing = CellRows(collapsed, weight)
    tables: list[MarginTable] = []
    targets = [_targets(margin, groups, problems) for margin in margins]
    _agree(margins, targets, groups, problems, disagreeing)
    for margin, column, raw, target in zip(
        margins, columns, collapsed.codes[:-1], targets, strict=True
    ):
        level, found = placed(margin, column, raw, weighing, refuse=unknown == "refuse")
        problems += found
        lost = weighing.count(level == target.shape[1] - 1)
        if lost:
            unknown_counts[margin.name] = unknown_counts.get(margin.name, 0) + lost
        entries = group_of_cell * target.shape[1] + level
        tables.append(MarginTable(margin.name, entries, target.ravel(), margin.levels(), groups))
    by_cell = collapsed.sums(weight)
    for table in tables:
        problems += _unmet(table, table.sums(by_cell), partial=partial)
    if problems:
        raise WeightingError(_shortened(problems))
    return MarginFrame(collapsed, tuple(tables), groups, group_of_cell, unknown_counts)


def _shortened(problems: list[Problem]) -> list[Problem]:
    """A page of problems at most: of each kind and margin the first ones, and how many more."""
    kept: list[Problem] = []
    counts: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        kind = (problem.where, problem.code)
        counts[kind] += 1
        if counts[kind] <= SHOWN:
            kept.append(problem)
    for (where, code), count in counts.items():
        if count > SHOWN:
            more = f"And {count - SHOWN:,} more problems of this kind ({code})."
            kept.append(Problem(more, where=where, code=code))
    return kept


def _collapsed(
    codes: list[AnyInts], sizes: list[int], group: Ints | None, group_count: int
) -> Collapsed:
    """Combinations of levels and group; the group's code comes last."""
    if group is not None:
        return collapse([*codes, group], [*sizes, group_count])
    found = collapse(codes, sizes)
    everybody = np.zeros(found.count, dtype=np.int64)
    return Collapsed(found.cells, (*found.codes, everybody))


def _groups(within: Column | None, n: int) -> tuple[Ints | None, tuple[Any, ...]]:
    if within is None:
        return None, ("all",)
    values = as_array(within)
    check_length(values, "within", n, WeightingError)
    found, levels = pd.factorize(values, sort=True)
    if (found < 0).any():
        raise WeightingError(
            Problem(
                f"{int((found < 0).sum()):,} rows belong to no group.",
                where="within",
                remedies=("Fill the group in.",),
                code="no-group",
            )
        )
    return found.astype(np.int64), tuple(np.asarray(levels).astype(object))


def _targets(margin: Margin, groups: tuple[Any, ...], problems: list[Problem]) -> Floats:
    """(G, width) counts, 0 where a group has no such level."""
    place = {level: i for i, level in enumerate(margin.levels())}
    table = np.zeros((len(groups), len(place) + 1))
    for g, group in enumerate(groups):
        for level, count in margin.targets_of(group).items():
            if not np.isfinite(count) or count < 0:
                problems.append(
                    Problem(
                        f"The target of level {level!r} is {count}.",
                        where=margin.name,
                        remedies=("Give a count of zero or more.",),
                        code="bad-target",
                    )
                )
            table[g, place[level]] = count
    return table


def _agree(
    margins: Sequence[Margin],
    targets: list[Floats],
    groups: tuple[Any, ...],
    problems: list[Problem],
    disagreeing: Disagreeing,
) -> None:
    totals = np.stack([table.sum(axis=1) for table in targets])
    for g, group in enumerate(groups):
        first = totals[0, g]
        if (np.abs(totals[:, g] - first) <= SAME_TOTAL * max(first, 1e-300)).all():
            continue
        if disagreeing == "scale to first":
            for m, table in enumerate(targets):
                if totals[m, g] > 0:
                    table[g] *= first / totals[m, g]
            continue
        listed = ", ".join(
            f"{margin.name} = {totals[m, g]:,.10g}" for m, margin in enumerate(margins)
        )
        inside = "" if len(groups) == 1 else f" in group {group!r}"
        problems.append(
            Problem(
                f"The margins count different populations{inside}: {listed}.",
                where="margins",
                remedies=(
                    "Take them from one source and date.",
                    "Scale them to one total before raking (disagreeing='scale to first').",
                ),
                code="margins-disagree",
            )
        )


def _unmet(table: MarginTable, sums: Floats, *, partial: bool) -> list[Problem]:
    problems: list[Problem] = []
    last = np.arange(len(sums)) % table.width == table.width - 1
    if not partial:
        for entry in np.flatnonzero((sums == 0) & (table.targets > 0) & ~last):
            problems.append(
                Problem(
                    f"Nobody answered in {table.place(int(entry))}, whose target is "
                    f"{table.targets[entry]:,.10g}.",
                    where=table.name,
                    remedies=(
                        "Merge the level with a similar one, in the targets and in the data.",
                        "Leave the margin out.",
                    ),
                    code="target-without-respondents",
                )
            )
    for entry in np.flatnonzero((sums > 0) & (table.targets == 0) & ~last):
        problems.append(
            Problem(
                f"There are respondents in {table.place(int(entry))}, whose target is zero or "
                "absent.",
                where=table.name,
                remedies=("Give the level's population count.", "Merge it with another."),
                code="level-without-target",
            )
        )
    return problems
