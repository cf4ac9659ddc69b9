"""All figures of one topic as linked tables over its people: places, groups, answers and waves.

Areas that no figure tells apart are one block, so overlapping areas fall into their differences
by themselves, and each difference is a target of the audit although nobody printed it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from surveyapp.disclosure.figure import UNANSWERED, UNGUARDED, Figure, People
from surveyapp.disclosure.linked import LinkedTables, system
from surveyapp.disclosure.rules import RULES, Rules, is_small
from surveyapp.disclosure.shares import NOTHING, Inferred, Known, inferred
from surveyapp.indicators.results import EVERYONE

UNKNOWN = "?"
Atom = tuple[str, str, str, str]
"""Wave, block of areas, level of the grouping, answer."""


@dataclass(frozen=True, slots=True, eq=False)
class TopicTables:
    """One topic's tables.

    Attributes
    ----------
    tables : a cell for each figure, named by its position in `figures`, and for everything below.
    targets : small crowds that must stay safe, printed or not. rests : people of unknown place,
        who count as printed: other tables may well tell how many they are.
    told : cell -> what follows from a figure of another topic.
    """

    figures: tuple[Figure, ...]
    tables: LinkedTables
    targets: tuple[str, ...]
    rests: tuple[str, ...]
    told: Mapping[str, Inferred] = field(default_factory=dict)

    @property
    def hidden(self) -> list[str]:
        """Cells that are not printed: withheld figures, and what would follow from them."""
        figures = [str(k) for k, figure in enumerate(self.figures) if not figure.shown]
        return figures + [name for name, one in self.told.items() if not one.figure.shown]

    @property
    def secret(self) -> list[str]:
        """Cells of people who are protected."""
        figures = [str(k) for k, figure in enumerate(self.figures) if figure.guarded]
        return figures + [name for name, one in self.told.items() if one.figure.guarded]


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """One way to split a topic's people: by one grouping or none, by answers or not."""

    variable: str
    split: bool
    sets: tuple[frozenset[str], ...]
    counts: Counter[Atom]
    atoms: list[Atom]
    start: int

    def block(self, area: str) -> str:
        """Which of the area sets an area lies in, as a text of 0 and 1."""
        if not self.sets:
            return ""
        return "".join(str(int(area in one)) for one in self.sets) if area else UNKNOWN

    def pick(self, figure: Figure) -> list[int]:
        """Numbers of the atoms behind a figure."""
        level = figure.group.partition(":")[2]
        at = self.sets.index(frozenset(figure.areas)) if figure.areas else -1
        return [
            self.start + k
            for k, (wave, block, of, answer) in enumerate(self.atoms)
            if wave in figure.waves
            and (at < 0 or (block != UNKNOWN and block[at] == "1"))
            and (figure.group == EVERYONE or of == level)
            and (not figure.answer or answer in figure.answers)
        ]


def tables_of(
    figures: Iterable[Figure],
    people: People,
    topic: str,
    *,
    known: Known = NOTHING,
    rules: Rules = RULES,
) -> TopicTables:
    """The linked tables of one topic.

    Parameters
    ----------
    figures : those of other topics are left out, but for what follows from shares about this
        one; so are numbers that count nobody.
    known : what readers know of shares and weights.
    """
    every = tuple(figures)
    mine = tuple(f for f in every if f.topic == topic and f.n is not None)
    told = {f"told {k}": one for k, one in enumerate(inferred(every, topic, known))}
    seen = (*mine, *(one.figure for one in told.values()))
    views = _views(seen, people, topic)
    members: dict[str, Sequence[int]] = {}
    ends: dict[str, tuple[float, float]] = {}
    for number, figure in enumerate(mine):
        name = str(number)
        members[name] = views[_kind(figure, seen)].pick(figure)
        ends[name] = (float(figure.n or 0), float(figure.n or 0))
    for name, one in told.items():
        members[name] = views[_kind(one.figure, seen)].pick(one.figure)
        truth = float(people.count(one.figure))  # a share printed under other weights is no range
        ends[name] = (min(one.low, truth), max(one.high, truth))
    counts = [view.counts[atom] for view in views.values() for atom in view.atoms]
    targets: list[str] = []
    rests: list[str] = []
    for view in views.values():
        for name, atoms, rest in _crowds(view):
            n = sum(counts[k] for k in atoms)
            if rest or is_small(n, rules):
                members[name] = atoms
                (rests if rest else targets).append(name)
    made = system(
        members,
        np.array(counts, dtype=np.int64),
        links=list(_links(views)),
        known=ends,
        fixed=rests,
    )
    return TopicTables(mine, made, tuple(targets), tuple(rests), told)


def _kind(figure: Figure, figures: Sequence[Figure]) -> tuple[str, bool]:
    """Which view a figure belongs to."""
    variable = "" if figure.group == EVERYONE else figure.group.partition(":")[0]
    return variable, bool(figure.answer) or _all_split(figures)


def _all_split(figures: Sequence[Figure]) -> bool:
    """Whether answers are printed within places or groups, so that every view must split them."""
    return any(f.answer and (f.areas or f.group != EVERYONE) for f in figures)


def _views(figures: Sequence[Figure], people: People, topic: str) -> dict[tuple[str, bool], _View]:
    kinds = dict.fromkeys([("", _all_split(figures)), *(_kind(f, figures) for f in figures)])
    everywhere = _sets(figures)
    views: dict[tuple[str, bool], _View] = {}
    start = 0
    for variable, split in kinds:
        mine = [f for f in figures if _kind(f, figures) == (variable, split)]
        first = (variable, split) == next(iter(kinds))
        view = _view(variable, split, everywhere if first else _sets(mine), figures, people, topic)
        views[variable, split] = _View(variable, split, view.sets, view.counts, view.atoms, start)
        start += len(view.atoms)
    return views


def _sets(figures: Sequence[Figure]) -> tuple[frozenset[str], ...]:
    return tuple(dict.fromkeys(frozenset(f.areas) for f in figures if f.areas))


def _view(
    variable: str,
    split: bool,
    sets: tuple[frozenset[str], ...],
    figures: Sequence[Figure],
    people: People,
    topic: str,
) -> _View:
    """Count a topic's people in one view; atoms are all combinations, empty ones included."""
    empty = _View(variable, split, sets, Counter(), [], 0)
    waves = list(dict.fromkeys(wave for f in figures for wave in f.waves))
    counts = Counter[Atom]()
    for (wave, area, level, answer), n in _tally(people, topic, variable, split).items():
        if wave in waves:
            kind = (level or UNKNOWN) if variable else ""
            counts[wave, empty.block(area), kind, answer] += n
    asked = {code for f in figures for code in f.answers} if split else set()
    wanted = {f.group.partition(":")[2] for f in figures if f.group.startswith(f"{variable}:")}
    blocks = {atom[1] for atom in counts} | ({UNKNOWN} if sets else set())
    kinds = {atom[2] for atom in counts} | ({*wanted, UNKNOWN} if variable else {""})
    told = {atom[3] for atom in counts} | (asked or {""} if split else {""})
    if split:
        told -= {""}
    atoms = [tuple(a) for a in product(waves, sorted(blocks), sorted(kinds), sorted(told))]
    return _View(variable, split, sets, counts, [(a[0], a[1], a[2], a[3]) for a in atoms], 0)


def _tally(people: People, topic: str, variable: str, split: bool) -> dict[Atom, int]:
    """People asked by wave, area, level ("" without a variable) and answer ("" unless split)."""
    answers = people.coded(f"answer {topic}", people.asked(topic))
    columns = [people.coded("wave", people.wave), people.coded("area", people.area)]
    if variable:
        columns.append(people.coded(f"group {variable}", people.levels(variable)))
    columns += [answers] if split else []
    here = ~answers.among([""])
    keys = np.ravel_multi_index(
        tuple(column.codes[here] for column in columns),
        tuple(len(column.levels) for column in columns),
    )
    numbers, counts = np.unique(keys, return_counts=True)
    places = np.unravel_index(numbers, tuple(len(column.levels) for column in columns))
    found: dict[Atom, int] = {}
    for at, n in enumerate(counts.tolist()):
        named = [
            column.levels[int(place[at])] for column, place in zip(columns, places, strict=True)
        ]
        level = named[2] if variable else ""
        found[named[0], named[1], level, named[-1] if split else ""] = n
    return found


def _crowds(view: _View) -> Iterator[tuple[str, list[int], bool]]:
    """Every block and level of a view as a crowd, and each answer within it: name, atoms, rest.

    People of unknown group, or without a telling answer, are nobody's target and nobody's
    knowledge.
    """
    silent = {a for *_, a in view.atoms if a == UNANSWERED or a.startswith(UNGUARDED)}
    whole: dict[tuple[str, str, str], list[int]] = {}
    for k, (wave, block, level, answer) in enumerate(view.atoms):
        if level == UNKNOWN:
            continue
        number = view.start + k
        whole.setdefault((wave, block, level), []).append(number)
        if view.split and block != UNKNOWN and answer not in silent:
            name = f"crowd {view.variable} {view.split} {wave} {block} {level} {answer}"
            yield name, [number], False
    for (wave, block, level), atoms in whole.items():
        name = f"crowd {view.variable} {view.split} {wave} {block} {level}"
        yield name, atoms, block == UNKNOWN


def _links(
    views: dict[tuple[str, bool], _View],
) -> Iterator[tuple[list[int], list[int]]]:
    """The people of a wave and block are the same in every view."""
    first, *others = views.values()
    for view in others:
        both = view.split and first.split
        coarse = _groups(first, view, both)
        for crowd, atoms in _groups(view, view, both).items():
            yield atoms, coarse.get(crowd, [])


def _groups(view: _View, coarse: _View, answers: bool) -> dict[tuple[str, str, str], list[int]]:
    """Atoms of a view by wave, block of a coarser view, and answer where both split them."""
    kept = [view.sets.index(one) for one in coarse.sets]
    found: dict[tuple[str, str, str], list[int]] = {}
    for k, (wave, block, _, answer) in enumerate(view.atoms):
        mine = UNKNOWN if block == UNKNOWN else "".join(block[at] for at in kept)
        if not coarse.sets:
            mine = ""
        found.setdefault((wave, mine, answer if answers else ""), []).append(view.start + k)
    return found
