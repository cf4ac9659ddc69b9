"""Margins made ready: coded, checked against the sample, and collapsed to cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from surveyapp.design.arrays import Column, Floats, Ints, as_array, check_length
from surveyapp.errors import Problem, WeightingError
from surveyapp.weighting.collapse import Collapsed, collapse
from surveyapp.weighting.margins import UNKNOWN, Margin, coded, label
from surveyapp.weighting.matrices import Matrix, summed

Unknown = Literal["refuse", "keep share", "impute"]
Disagreeing = Literal["refuse", "scale to first"]
SAME_TOTAL = 1e-9


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
    problems: list[Problem] = []
    columns: list[Ints] = []
    unknown_counts: dict[str, int] = {}
    for margin in margins:
        code, strangers = coded(margin, n)
        problems += _strangers(margin, strangers)
        lost = (code == UNKNOWN) & (weight > 0)
        if lost.any():
            unknown_counts[margin.name] = int(lost.sum())
            if unknown == "impute":
                cells = _imputation_cells(group, impute_within, n)
                code = _imputed(margin, code, weight, cells, generator)
            elif unknown == "refuse" and not strangers:
                problems += _refused_unknown(margin, code, weight)
        columns.append(code)
    targets = [_targets(margin, groups, problems) for margin in margins]
    _agree(margins, targets, groups, problems, disagreeing)
    if problems:
        raise WeightingError(problems)
    widths = [len(margin.levels()) + 1 for margin in margins]
    coded_all = [np.where(c == UNKNOWN, w - 1, c) for c, w in zip(columns, widths, strict=True)]
    collapsed = collapse([group, *coded_all], [len(groups), *widths])
    group_of_cell = collapsed.codes[0]
    tables = tuple(
        MarginTable(m.name, group_of_cell * w + c, t.reshape(-1), m.levels(), groups)
        for m, w, c, t in zip(margins, widths, collapsed.codes[1:], targets, strict=True)
    )
    by_cell = collapsed.sums(weight)
    for table in tables:
        problems += _unmet(table, table.sums(by_cell), partial=partial)
    if problems:
        raise WeightingError(problems)
    return MarginFrame(collapsed, tables, groups, group_of_cell, unknown_counts)


def _groups(within: Column | None, n: int) -> tuple[Ints, tuple[Any, ...]]:
    if within is None:
        return np.zeros(n, dtype=np.int64), ("all",)
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
    return found.astype(np.int64), tuple(levels)


def _imputation_cells(group: Ints, impute_within: Column | None, n: int) -> Ints:
    if impute_within is None:
        return group
    values = as_array(impute_within)
    check_length(values, "impute_within", n, WeightingError)
    inner = pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)
    return group * (int(inner.max(initial=0)) + 1) + inner


def _strangers(margin: Margin, strangers: dict[str, int]) -> list[Problem]:
    return [
        Problem(
            f"{count:,} rows have the level {level!r}, which has no target.",
            where=margin.name,
            remedies=(
                "Give the level's population count.",
                "Recode it to a level that has one.",
                "List it in the margin's `outside` levels to let those rows keep their share.",
            ),
            code="level-without-target",
        )
        for level, count in strangers.items()
    ]


def _refused_unknown(margin: Margin, code: Ints, weight: Floats) -> list[Problem]:
    outside = {label(level) for level in margin.outside}
    lost = (code == UNKNOWN) & (weight > 0)
    if outside:
        values = pd.Series(as_array(margin.codes))[lost]
        listed = np.array([label(v) in outside for v in values], dtype=np.bool_)
        count = int((~listed).sum())
    else:
        count = int(lost.sum())
    if not count:
        return []
    return [
        Problem(
            f"The level of {count:,} of {len(code):,} rows is unknown.",
            where=margin.name,
            remedies=(
                "Say unknown='keep share' to let those rows keep the share they have.",
                "Say unknown='impute' with a seeded generator.",
                "Leave this margin out.",
            ),
            code="unknown-level",
        )
    ]


def _imputed(
    margin: Margin,
    code: Ints,
    weight: Floats,
    cells: Ints,
    generator: np.random.Generator | None,
) -> Ints:
    """Unknown levels drawn from the weighted levels of the same cell, or of everybody."""
    if generator is None:
        raise WeightingError(
            Problem(
                "Imputing unknown levels needs a seeded generator.",
                where=margin.name,
                remedies=("Pass generator=numpy.random.default_rng(seed).",),
                code="no-generator",
            )
        )
    outside = {label(level) for level in margin.outside}
    values = as_array(margin.codes)
    lost = np.flatnonzero(code == UNKNOWN)
    stays = np.array([label(values[i]) in outside for i in lost], dtype=np.bool_)
    lost = lost[~stays]
    filled = code.copy()
    known = code != UNKNOWN
    size = len(margin.levels())
    everybody = np.bincount(code[known], weights=weight[known], minlength=size)
    for cell in np.unique(cells[lost]):
        rows = lost[cells[lost] == cell]
        donors = known & (cells == cell)
        share = np.bincount(code[donors], weights=weight[donors], minlength=size)
        share = share if share.sum() > 0 else everybody
        filled[rows] = generator.choice(size, size=len(rows), p=share / share.sum())
    return filled


def _targets(margin: Margin, groups: tuple[Any, ...], problems: list[Problem]) -> Floats:
    """(G, width) counts, 0 where a group has no such level."""
    levels = margin.levels()
    table = np.zeros((len(groups), len(levels) + 1))
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
            table[g, levels.index(level)] = count
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
