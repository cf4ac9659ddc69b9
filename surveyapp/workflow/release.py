"""Releasing: a built report is audited with all that was printed before, and enters the ledger."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.renumbering import in_newest_codes
from surveyapp.collection.wave import published
from surveyapp.disclosure.figure import Figure, People
from surveyapp.disclosure.rules import RULES, Rules
from surveyapp.disclosure.together import Procedure, changed, check_together
from surveyapp.errors import DisclosureRefused, Problem
from surveyapp.storage.engine import Store
from surveyapp.storage.events import log_event
from surveyapp.storage.ledger import Release, add_release, load_releases, printed_figures
from surveyapp.storage.responses import load_analysis_file
from surveyapp.storage.snapshots import Snapshot, load_snapshots, save_snapshot
from surveyapp.storage.waves import take_wave, update_wave
from surveyapp.workflow.fix_tables import load_fixed
from surveyapp.workflow.released_figures import (
    FLAGGED,
    Document,
    areas_of,
    figures_of,
    known_of,
    levels_of,
    people_of,
)
from surveyapp.workflow.weigh import series_of, target_sets_of


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """An edition that may be printed.

    Attributes
    ----------
    figures : every number of it, shown or withheld. fresh : those that are new or changed.
    custom : those about indicators that are in no fixed table of their wave: requests of
        somebody's own, checked beside the fixed tables.
    before : how many numbers about its waves are in print.
    """

    snapshot: Snapshot
    figures: tuple[Figure, ...]
    fresh: tuple[Figure, ...]
    before: int
    reason: str
    custom: tuple[Figure, ...] = ()


def check_release(
    store: Store, edition: str, *, procedure: Procedure = "new", rules: Rules = RULES
) -> Checked:
    """Audit a built report together with everything printed about its waves; nothing is written.

    Parameters
    ----------
    edition : id of the built report, or the beginning of it.
    procedure : as `disclosure.together.check_together`; its reason is the one the report prints.

    Raises
    ------
    DisclosureRefused with every problem and what to do instead.
    """
    with store.reading() as session:
        return _checked(session, find_edition(session, edition), procedure, rules)


def publish_release(
    store: Store,
    edition: str,
    *,
    on: datetime.date,
    procedure: Procedure = "new",
    rules: Rules = RULES,
) -> Release:
    """Audit a built report and, if it may be printed, enter it in the ledger and freeze its wave.

    All in one transaction: two editions are never audited side by side. Publishing the same
    edition again enters nothing.

    Raises
    ------
    DisclosureRefused as `check_release`.
    """

    def unit(session: Session) -> Release:
        snapshot = find_edition(session, edition)
        wave = take_wave(session, snapshot.waves[-1])
        for release in load_releases(session):
            if release.snapshot == snapshot.id:
                return release
        found = _checked(session, snapshot, procedure, rules)
        release = add_release(
            session, wave.slug, snapshot.id, procedure, found.reason, on, found.fresh
        )
        save_snapshot(session, replace(snapshot, published=True))
        if wave.state == "closed":
            update_wave(session, published(wave))
        detail: dict[str, str | int] = {
            "edition": snapshot.id,
            "release": release.number,
            "figures": release.figures,
            "procedure": procedure,
        }
        log_event(session, wave.slug, "published", on, detail)
        return release

    return store.write(unit)


def check_areas(
    store: Store, slug: str, topic: str, places: Sequence[str], *, rules: Rules = RULES
) -> Figure:
    """Whether a figure about areas of somebody's own choice could be printed; nothing is written.

    Parameters
    ----------
    topic : an indicator's id. places : atomic areas or "level:id".

    Raises
    ------
    DisclosureRefused naming the nearest area that may be printed instead.
    """
    with store.reading() as session:
        file = load_analysis_file(session, [wave.slug for wave in series_of(session, slug)])
        people = people_of(file, target_sets_of(session, file))
        known = levels_of(file)
        strange = [place for place in places if place not in known]
        if strange:
            raise _no_such_place(strange, sorted(known))
        areas = sorted({area for place in places for area in areas_of(place, file)})
        bare = Figure(topic, "", (slug,), tuple(areas))
        figure = replace(bare, n=people.count(bare))
        printed = printed_figures(session, [slug])
        reserved = _reserved(session, [slug])
    if any(old.crowd == figure.crowd and old.shown and old.n == figure.n for old in printed):
        return figure  # it is in print already, with its value
    check_together(printed, [figure], people, reserved=reserved, rules=rules)
    return figure


def check_document(
    session: Session, document: Document, file: AnalysisFile, *, rules: Rules = RULES
) -> tuple[Figure, ...]:
    """Audit a report that is about to be written; returns its figures.

    A corrected edition is judged as either kind of correction; publishing asks which.
    """
    figures, people = _figures(session, document, file)
    known = known_of(document, file)
    slugs = [wave.slug for wave in file.waves]
    printed, reserved = printed_figures(session, slugs), _reserved(session, slugs)
    reason = document["meta"].get("status_note", "")
    procedures: tuple[Procedure, ...] = ("processing error", "revision") if reason else ("new",)
    _agree(figures, people)
    for procedure in procedures:
        try:
            check_together(
                printed,
                figures,
                people,
                procedure=procedure,
                reason=reason,
                reserved=reserved,
                known=known,
                rules=rules,
            )
        except DisclosureRefused:
            if procedure == procedures[-1]:
                raise
        else:
            break
    return figures


def find_edition(session: Session, edition: str) -> Snapshot:
    """The built report whose id begins so; DisclosureRefused where none or several do."""
    known = load_snapshots(session)
    found = [snapshot for snapshot in known if edition and snapshot.id.startswith(edition)]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} built reports begin with this id." if found else "No report has this id."
    raise DisclosureRefused(
        Problem(
            what,
            where=edition,
            remedies=(
                "See the ids: surveyapp report list",
                "Build one: surveyapp report build DEFINITION --wave WAVE",
            ),
            code="no-such-edition",
        )
    )


def _checked(session: Session, snapshot: Snapshot, procedure: Procedure, rules: Rules) -> Checked:
    document = json.loads(snapshot.report_json)
    file = load_analysis_file(session, list(snapshot.waves))
    figures, people = _figures(session, document, file)
    _agree(figures, people)
    printed = printed_figures(session, snapshot.waves)
    reserved = _reserved(session, snapshot.waves)
    reason = document["meta"].get("status_note", "")
    check_together(
        printed,
        figures,
        people,
        procedure=procedure,
        reason=reason,
        reserved=reserved,
        known=known_of(document, file),
        rules=rules,
    )
    fresh = changed(printed, figures)
    inside = {figure.crowd for figure in reserved}
    topics = {figure.topic for figure in reserved if not figure.answer}
    asked = (f for f in fresh if f.shown and f.n and f.topic in topics and not f.answer)
    custom = tuple(f for f in asked if f.crowd not in inside and FLAGGED not in f.group)
    return Checked(snapshot, figures, fresh, len(printed), reason, custom)


def _reserved(session: Session, slugs: Sequence[str]) -> tuple[Figure, ...]:
    """Figures of the fixed tables of some waves, in print or not yet."""
    tables = load_fixed(session, slugs).values()
    return tuple(figure for one in tables for figure in one.figures)


def _figures(
    session: Session, document: Document, file: AnalysisFile
) -> tuple[tuple[Figure, ...], People]:
    targets = target_sets_of(session, file)
    file = replace(in_newest_codes(file), formerly=_formerly(document))
    people = people_of(file, targets)
    return figures_of(document, file, people, targets), people


def _formerly(document: Document) -> dict[str, dict[str, tuple[str, ...]]]:
    """Of which areas the places of a report were made in the waves before boundaries changed."""
    held = document.get("formerly", {})
    return {
        wave: {area: tuple(olds) for area, olds in places.items()} for wave, places in held.items()
    }


def _agree(figures: Sequence[Figure], people: People) -> None:
    """Refuse a report that was built from other answers than those of the store."""
    other = [f for f in figures if f.shown and f.n is not None and people.count(f) != f.n]
    if other:
        raise DisclosureRefused(
            Problem(
                f"{len(other)} figures of this report count other people than the answers do now.",
                where=other[0].named(),
                remedies=("Build the report again, and publish that edition.",),
                code="other-answers",
            )
        )


def _no_such_place(strange: Sequence[str], known: Sequence[str]) -> DisclosureRefused:
    return DisclosureRefused(
        Problem(
            f"No place is called {', '.join(strange)}.",
            where="areas",
            remedies=(f"Use some of: {', '.join(known)}.",),
            code="no-such-place",
        )
    )
