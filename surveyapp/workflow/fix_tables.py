"""Fixing a wave's tables: everything its plan will print is audited at once, before any report.

Reports of one wave differ: a page of districts after one of neighborhoods, a second language, a
table for one group. Were each protected by itself, the second could undo what the first withheld,
or be refused. So the plan declares the tables, they are protected together when the wave is
weighed, and every report prints from them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from sqlmodel import Session

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.design.planned import design_of, lonely_policy
from surveyapp.disclosure.cells import judged_cells
from surveyapp.disclosure.figure import Figure
from surveyapp.disclosure.presentation import NCHS, Standards
from surveyapp.disclosure.protect_figures import protected
from surveyapp.disclosure.shares import Known
from surveyapp.indicators.domains import Domain, Domains, places_at
from surveyapp.indicators.figures import Sample, figures
from surveyapp.indicators.groups import Grouping, groupings
from surveyapp.indicators.results import CITY, EVERYONE, Cell
from surveyapp.indicators.scoring import score_all
from surveyapp.storage.engine import Store
from surveyapp.storage.events import log_event
from surveyapp.storage.fixed_tables import FixedTables, load_fixed_tables, save_fixed_tables
from surveyapp.storage.ledger import printed_figures
from surveyapp.workflow.released_figures import (
    areas_of,
    figures_of_cells,
    people_of,
    shares_of,
)
from surveyapp.workflow.weigh import Weighed, target_sets_of, weigh_series

FIXED = "fixed tables"
Declared = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fixed:
    """The fixed tables of a wave, and whether they were fixed just now."""

    tables: FixedTables
    now: bool

    @property
    def shown(self) -> int:
        """How many of the figures may be printed."""
        return sum(figure.shown for figure in self.tables.figures)


def weigh_and_fix(store: Store, slug: str, *, on: datetime.date) -> tuple[Weighed, Fixed]:
    """Weight the series of a wave, keep the run, and fix the wave's tables, in one transaction.

    Raises
    ------
    WaveError, WeightingError, DesignError, StorageError, DisclosureRefused : what cannot be
        weighted or protected, and why.
    """

    def unit(session: Session) -> tuple[Weighed, Fixed]:
        weighed = weigh_series(session, slug)
        return weighed, fix_tables(session, weighed, on=on)

    return store.write(unit)


def fix_tables(
    session: Session, weighed: Weighed, *, on: datetime.date, standards: Standards = NCHS
) -> Fixed:
    """Audit the tables that the newest wave's plan declares, and keep what is withheld.

    Once a figure of the wave is in print they stay as they are; before, weighing with other
    margins fixes them anew. Fixing the same again changes nothing.

    Raises
    ------
    DisclosureRefused when withholding figures does not suffice to protect the others.
    """
    wave = weighed.file.waves[-1]
    before, printed = load_fixed_tables(session, wave.slug), printed_figures(session, [wave.slug])
    if before is not None and printed:
        return Fixed(before, now=False)
    declared = declared_tables(weighed.file)
    targets = target_sets_of(session, weighed.file)
    people = people_of(weighed.file, targets)
    cells = fixed_cells(weighed, declared, standards)
    bare = tuple(figures_of_cells((asdict(cell) for cell in cells), weighed.file, people))
    ends = {slug: (one.smallest, one.largest) for slug, one in weighed.diagnostics.items()}
    gone = {figure.crowd for figure in printed if figure.withheld == "confidential"}
    bare = tuple(replace(f, withheld="confidential") if f.crowd in gone else f for f in bare)
    made = protected(bare, people, known=Known(shares_of(weighed.file), ends))
    made = tuple(replace(figure, value=None) for figure in made)
    tables = FixedTables(wave.slug, declared, made, on)
    if before is not None and before.sha256 == tables.sha256:
        return Fixed(before, now=False)
    save_fixed_tables(session, tables)
    detail: dict[str, str | int] = {"figures": len(made), "sha256": tables.sha256}
    log_event(session, wave.slug, FIXED, on, detail)
    return Fixed(tables, now=True)


def declared_tables(file: AnalysisFile) -> dict[str, list[str]]:
    """What the newest wave's plan declares, with its blanks filled in."""
    chosen = file.waves[-1].plan.tables
    parents = dict.fromkeys(level for area in file.areas for level in area.parents)
    known = [one.variable for one in groupings(file)]
    indicators = [one.id for one in file.instrument_of(file.waves[-1]).indicators]
    return {
        "levels": list(chosen.levels) or ["area", *parents],
        "groups": [name for name in known if not chosen.groups or name in chosen.groups],
        "indicators": [n for n in indicators if not chosen.indicators or n in chosen.indicators],
    }


def screen_cells(weighed: Weighed) -> tuple[Cell, ...]:
    """The same cells before anything is withheld; for screening."""
    return _raw_cells(weighed, declared_tables(weighed.file))


def fixed_cells(weighed: Weighed, declared: Declared, standards: Standards) -> tuple[Cell, ...]:
    """The cells of the declared tables, each judged by itself."""
    spread = {slug: (one.smallest, one.largest) for slug, one in weighed.diagnostics.items()}
    raw = _raw_cells(weighed, declared)
    return judged_cells(raw, standards=standards, weights=spread)


def load_fixed(session: Session, slugs: Iterable[str]) -> dict[str, FixedTables]:
    """The fixed tables of those of some waves that have any."""
    found = {slug: load_fixed_tables(session, slug) for slug in slugs}
    return {slug: one for slug, one in found.items() if one is not None}


def withheld_by_fixed(
    tables: Mapping[str, FixedTables], file: AnalysisFile, cells: Sequence[Cell]
) -> dict[str, bool]:
    """Cell id -> whether the fixed tables of its wave withhold it as confidential.

    Cells that are in no fixed table are not in it.
    """
    decided = {
        figure.crowd: figure.withheld == "confidential"
        for one in tables.values()
        for figure in one.figures
    }
    found = {}
    for cell in cells:
        areas = areas_of(cell.place, file, cell.wave)
        crowd = Figure(cell.indicator, "", (cell.wave,), areas, cell.group).crowd
        if crowd in decided:
            found[cell.id] = decided[crowd]
    return found


def _raw_cells(weighed: Weighed, declared: Declared) -> tuple[Cell, ...]:
    file = weighed.file
    wave = file.waves[-1]
    grouped = groupings(file)
    wanted = _domains(file, grouped, declared)
    chosen = [
        one for one in file.instrument_of(wave).indicators if one.id in declared["indicators"]
    ]
    sample = Sample(
        weighed.weights, design_of(file), wave.frame, lonely_policy(file), wave.plan.level
    )
    scored = score_all(chosen, file)
    asked = {n: s for n, s in scored.items() if np.any(s.in_base & file.in_wave(wave.slug))}
    return figures(asked.values(), wanted, Domains(file, grouped), sample) if asked else ()


def _domains(file: AnalysisFile, grouped: Sequence[Grouping], declared: Declared) -> list[Domain]:
    slug = (file.waves[-1].slug,)
    places = [place for level in declared["levels"] for place in places_at(file, level)]
    groups = [
        f"{one.variable}:{level}"
        for one in grouped
        if one.variable in declared["groups"]
        for level in one.levels
    ]
    return [
        Domain(slug, CITY, EVERYONE),
        *(Domain(slug, place) for place in places),
        *(Domain(slug, group=group) for group in groups),
    ]
