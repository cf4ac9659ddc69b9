"""Publishing: the figures of a wave become a report's files and a snapshot that stays."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from surveyapp.disclosure.presentation import NCHS, Standards
from surveyapp.reporting import build as files
from surveyapp.reporting.data_files import report_json
from surveyapp.reporting.definition import Definition
from surveyapp.reporting.report import Report
from surveyapp.storage.engine import Store
from surveyapp.storage.events import load_events
from surveyapp.storage.sealed import load_receipts
from surveyapp.storage.snapshots import Snapshot, load_snapshots, save_snapshot
from surveyapp.storage.waves import load_additions
from surveyapp.workflow.estimate import Estimated, estimated
from surveyapp.workflow.fix_tables import load_fixed, weigh_and_fix
from surveyapp.workflow.redrawn import boundaries_of
from surveyapp.workflow.release import check_document
from surveyapp.workflow.report_advance import advance_of
from surveyapp.workflow.report_build import report_of
from surveyapp.workflow.report_facts import About
from surveyapp.workflow.review import quotable
from surveyapp.workflow.weigh import Weighed

PDF, PAGE, NUMBERS = "report.pdf", "index.html", "report.json"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """One report that was built and kept.

    Attributes
    ----------
    files : where they are, with their hashes and the number of pages.
    snapshot : id of what was kept: definition, language and every value.
    """

    report: Report
    files: files.Built
    snapshot: str


def build_report(
    store: Store,
    definition: Definition,
    slug: str,
    folder: Path,
    about: About,
    *,
    on: datetime.date,
    language: str = "en",
    level: str = "area",
    standards: Standards = NCHS,
    tell: Tell = lambda step: None,
) -> Published:
    """Weight, estimate, decide what may be shown, and write a wave's report in one language.

    Building again from the same answers, targets and definition writes the same bytes: the day
    printed on the report is the day it was first built.

    Parameters
    ----------
    folder : receives the PDF, the page with its assets, every value as JSON and CSV.
    on : today, printed unless the same report was built before.
    level : of the places with figures of their own: "area", a level of parents, or "city".
    tell : is told what is being done, step by step.

    Raises
    ------
    WaveError, WeightingError, EstimationError, ReportError : what cannot be computed or said;
        nothing is written then.
    DisclosureRefused : what would give somebody away beside everything published before.
    """
    tell("weighing")
    weighed, _ = weigh_and_fix(store, slug, on=on)
    tell("estimating and testing")
    with store.reading() as session:
        fixed = load_fixed(session, [wave.slug for wave in weighed.file.waves])
    found = estimated(
        weighed,
        level=level,
        indicators=definition.indicators,
        standards=standards,
        adjust=definition.adjust,
        boundaries=boundaries_of(definition, weighed.file),
        fixed=fixed,
    )
    with store.reading() as session:
        report = _report(session, found, definition, about, on, language, level)
        tell("auditing together with everything in print")
        check_document(session, json.loads(report_json(report)), weighed.file)
    written = files.build(report, definition, folder, progress=tell)
    kept = store.write(
        lambda session: save_snapshot(
            session, _snapshot(weighed, kept_as(definition, level), report, written)
        )
    )
    return Published(report, written, kept)


def kept_as(definition: Definition, level: str) -> str:
    """The name that the editions of a definition are kept and served under: one by each places."""
    return definition.id if level == "area" else f"{definition.id}-{level}"


def _report(
    session: Session,
    found: Estimated,
    definition: Definition,
    about: About,
    on: datetime.date,
    language: str,
    level: str,
) -> Report:
    slug = found.analysis.wave
    events = load_events(session)
    name = kept_as(definition, level)
    before = _built_before(session, name, language, found.weighed, about.correction)
    return report_of(
        found,
        definition,
        about,
        published=before or on,
        language=language,
        additions=load_additions(session, slug),
        receipts=load_receipts(session, slug),
        advance=advance_of(events, found.weighed.file.waves),
        quotes=quotable(session, slug) if "quotes" in definition.chapters else None,
        events=events,
    )


def _snapshot(weighed: Weighed, name: str, report: Report, written: files.Built) -> Snapshot:
    return Snapshot(
        definition=name,
        period=weighed.file.waves[-1].period,
        language=report.meta.language,
        waves=tuple(wave.slug for wave in weighed.file.waves),
        report_json=(written.folder / NUMBERS).read_text(encoding="utf-8"),
        html=written.page.read_text(encoding="utf-8"),
        pdf_path=str(written.pdf),
        pdf_hash=written.files[PDF],
    )


def _built_before(
    session: Session, name: str, language: str, weighed: Weighed, correction: str
) -> datetime.date | None:
    """The day printed on an earlier build of the same edition over the same waves."""
    slugs = tuple(wave.slug for wave in weighed.file.waves)
    for snapshot in load_snapshots(session):
        same = (snapshot.definition, snapshot.language) == (name, language)
        if same and snapshot.waves == slugs:
            meta = json.loads(snapshot.report_json)["meta"]
            if meta.get("status_note", "") == correction:
                return datetime.date.fromisoformat(meta["published"])
    return None
