"""Reports as files and, where they are published, as what the store knows of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from surveyapp.storage.snapshots import Snapshot, save_snapshot
from tests.web.city import City

PDF = b"%PDF-1.7"


def write_report(folder: Path, slug: str, *, waves: object = (), page: str = "", **meta: object):
    """The files of a report in a folder of that name."""
    report = folder / slug
    (report / "assets").mkdir(parents=True, exist_ok=True)
    (report / "report.json").write_text(json.dumps({"meta": meta, "waves": waves}))
    (report / "index.html").write_text(page or "<!doctype html><title>Report</title><body><h1>R")
    (report / "report.csv").write_text("id")
    (report / "receipts.txt").write_text("0")
    (report / "assets" / "plotly.min.js").write_text("1")
    (report / "report.pdf").write_bytes(PDF)
    return report


def note(city: City, report: Path, *, published: bool) -> str:
    """Let the store know a report as it lies there; returns the id of the edition."""
    snapshot = Snapshot(
        definition="quarterly",
        period="2026Q3",
        language="en",
        waves=(city.slug,),
        report_json=(report / "report.json").read_text(),
        html=(report / "index.html").read_text(),
        pdf_path=str(report / "report.pdf"),
        pdf_hash=hashlib.sha256((report / "report.pdf").read_bytes()).hexdigest(),
        published=published,
    )
    return city.store.write(lambda session: save_snapshot(session, snapshot))


def publish(city: City, slug: str, **meta: object) -> Path:
    """A report on the shelf that the ledger released."""
    report = write_report(city.settings.published, slug, **meta)
    note(city, report, published=True)
    return report
