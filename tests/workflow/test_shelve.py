"""What the ledger released goes on the shelf whole, and what was there stays readable."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from surveyapp.errors import ReportError
from surveyapp.storage.engine import Store
from surveyapp.storage.snapshots import Snapshot, load_snapshots, save_snapshot
from surveyapp.workflow.shelve import shelve

NAME = "tiny-2026q3-short-en"


def built(store: Store, folder: Path, text: str, *, published: bool = True) -> str:
    """A report in a folder of its own, known to the store."""
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(f'{{"meta": {{"title": "{text}"}}}}')
    (folder / "index.html").write_text(f"<h1>{text}")
    (folder / "report.csv").write_text(text)
    (folder / "report.pdf").write_bytes(text.encode())
    (folder / "assets" / "page.js").write_text(text)
    (folder / "report.pdf.partial").write_bytes(b"half")
    snapshot = Snapshot(
        definition="short",
        period="2026Q3",
        language="en",
        waves=("tiny-2026q3",),
        report_json=(folder / "report.json").read_text(),
        html=f"<h1>{text}",
        pdf_path=str(folder / "report.pdf"),
        pdf_hash=hashlib.sha256(text.encode()).hexdigest(),
        published=published,
    )
    return store.write(lambda session: save_snapshot(session, snapshot))


def test_a_published_edition_goes_on_the_shelf_whole_and_once(store: Store, tmp_path: Path) -> None:
    made = built(store, tmp_path / "built", "first")
    shelf = tmp_path / "published"
    assert shelve(store, made[:12], shelf) == shelf / NAME
    assert (shelf / NAME / "assets" / "page.js").read_text() == "first"
    assert not (shelf / NAME / "report.pdf.partial").exists()
    before = (shelf / NAME).stat().st_ino
    assert shelve(store, made, shelf) == shelf / NAME
    assert (shelf / NAME).stat().st_ino == before
    assert [path.name for path in shelf.iterdir()] == [NAME]


def test_a_correction_takes_the_address_and_the_edition_before_keeps_one(
    store: Store, tmp_path: Path
) -> None:
    shelf = tmp_path / "published"
    first = built(store, tmp_path / "one", "first")
    shelve(store, first, shelf)
    second = built(store, tmp_path / "two", "second")
    shelve(store, second, shelf)
    assert (shelf / NAME / "report.csv").read_text() == "second"
    assert (shelf / f"{NAME}-{first[:12]}" / "report.csv").read_text() == "first"
    assert len(list(shelf.iterdir())) == 2


def test_what_nobody_published_makes_room_and_is_not_kept(store: Store, tmp_path: Path) -> None:
    shelf = tmp_path / "published"
    built(store, shelf / NAME, "draft", published=False)
    shelve(store, built(store, tmp_path / "one", "first"), shelf)
    assert [path.name for path in shelf.iterdir()] == [NAME]
    assert (shelf / NAME / "report.csv").read_text() == "first"


def test_an_edition_that_is_not_published_stays_off_the_shelf(store: Store, tmp_path: Path) -> None:
    made = built(store, tmp_path / "built", "first", published=False)
    with pytest.raises(ReportError, match=r"not published.*Publish it first"):
        shelve(store, made, tmp_path / "published")
    assert not (tmp_path / "published").exists()


@pytest.mark.parametrize("name", ["report.pdf", "report.json", "index.html"])
def test_files_that_changed_since_they_were_built_stay_off_the_shelf(
    store: Store, tmp_path: Path, name: str
) -> None:
    made = built(store, tmp_path / "built", "first")
    (tmp_path / "built" / name).write_text("spun")
    with pytest.raises(ReportError, match=r"not those that were published.*Build the same report"):
        shelve(store, made, tmp_path / "published")


def test_a_shelf_that_cannot_be_written_leaves_what_is_on_it(store: Store, tmp_path: Path) -> None:
    made = built(store, tmp_path / "built", "first")
    (tmp_path / "published").write_text("a file where the shelf should be")
    with pytest.raises(ReportError, match=r"cannot be written.*publish again"):
        shelve(store, made, tmp_path / "published")
    with store.reading() as session:
        assert [one.published for one in load_snapshots(session)] == [True]
