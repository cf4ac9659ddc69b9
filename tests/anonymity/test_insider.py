"""The insider test: everything anybody could take, at any moment, links nobody to an answer."""

from __future__ import annotations

import random
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import inspect

from surveyapp.storage.engine import Store
from surveyapp.storage.events import load_events
from surveyapp.storage.schema import upgrade
from tests.anonymity.attack import Attacked, Files, attacked
from tests.anonymity.calibrated import Judged, judged
from tests.anonymity.copies import dumped, rows
from tests.anonymity.fieldwork import FIRST, SLUG, Fieldwork
from tests.storage.stores import empty_postgres

RUN = re.compile(rb"[0-9A-Z-]{10,}|canary-[0-9]+-")
DRAWS, ALPHA = 9999, 0.0001
TABLES_OF_RESIDENTS = {
    "access_code", "draft", "sealed_response", "response", "receipt", "verbatim",
}  # fmt: skip
TABLES_OF_WAVES = {
    "alembic_version", "instrument", "wave", "area", "plan_addition", "wave_event", "code_count",
    "case_outcome", "page_progress", "import_file", "target", "weights_run", "report_snapshot",
    "release", "released_figure", "fixed_tables", "public_file", "private_release",
}  # fmt: skip


def attack(store: Store, folder: Path, codes: int, seed: int, *, reading: bool = True) -> Attacked:
    """One attack whose chance can be repeated: what is judged is where rows lie."""
    folder.mkdir()
    chance = random.Random(seed)
    with (
        patch("secrets.token_bytes", lambda size=32: chance.randbytes(size)),
        patch("secrets.randbelow", chance.randrange),
    ):
        look = nothing_readable if reading else lambda *_: None
        return attacked(store, folder, codes, 12 if codes >= 400 else codes // 20, chance, look)


def nothing_readable(fieldwork: Fieldwork, files: Files, moment: str) -> None:
    """No answer, code, resume code or receipt in any byte."""
    held = {text.encode() for text in fieldwork.secrets()}
    assert secrets_in(held, files) == [], f"{moment}: readable before the wave closed"


def secrets_in(held: set[bytes], files: Files) -> list[tuple[str, bytes]]:
    """Which secrets stand in which files."""
    lengths = sorted({len(text) for text in held if not text.startswith(b"canary-")})
    return [
        (name, run[at : at + length])
        for name, data in files.items()
        for run in RUN.findall(data)
        for length in (*lengths, len(run))
        for at in range(len(run) - length + 1)
        if run[at : at + length] in held
    ]


def another(store: Store, folder: Path) -> Store:
    """A second store of the same kind, without rows."""
    if store.is_sqlite:
        made = Store(f"sqlite:///{folder / 'again.sqlite'}")
    else:
        store.close()
        made = Store(empty_postgres(store.url.set(drivername="postgresql").render_as_string()))
    upgrade(made)
    return made


def told(found: Attacked, verdict: Judged, seed: int) -> None:
    """The worst of the attacks, for whoever runs with -s or -rA."""
    print(
        f"{'SQLite' if found.fieldwork.store.is_sqlite else 'PostgreSQL'}, seed {seed}: "
        f"{len(found.pairs)} attacks, {len(verdict.names)} different, on {verdict.people} "
        f"responses in {verdict.cells} cells; worst exact {verdict.exact.max()} "
        f"(chance {verdict.cells}, limit {verdict.most_exact:.0f}, p {verdict.p_exact:.3f}), worst "
        f"|Spearman| {abs(verdict.spearman).max():.3f} (limit {verdict.most_spearman:.2f}, "
        f"p {verdict.p_spearman:.3f}); chance takes one over a limit in "
        f"{100 * verdict.chance_over:.1f}% of runs"
    )


def test_nobody_with_everything_can_link_a_code_to_an_answer(
    any_store: Store, tmp_path: Path, codes: int, seed: int
) -> None:
    """No order of codes says anything of any order of answers, before, at and after the close.

    A single order may have cells + 3 sqrt(cells) exact matches (22 in 12 cells) and a Spearman
    correlation of 0.2. Of some 35 to 60 different orders in one run chance takes one over these
    limits in 8 to 16 of 100 runs, so two things are judged, with chances that can be stated:

    - The worst of all orders, against shuffles of the people within their cells. Chance fails each
      of the two (exact matches, correlation) in 1 of 10,000 runs, whatever the orders have in
      common.
    - An order over a limit is a leak if it is so again with another seed, and with a third. Chance
      does this to one order in 37 million (0.3% three times), to any of 60 in 1 of 600,000 runs.

    Together chance fails one run in about 5,000; a failure that is repeated with its seed and with
    others is no chance.
    """
    found = attack(any_store, tmp_path / "first", codes, seed)
    assert len(found.fieldwork.sent) > codes * 0.75
    assert set(found.copies.spent) == set(found.fieldwork.redeemed)
    verdict = judged(found.pairs, found.fieldwork.cell_of, DRAWS, seed)
    told(found, verdict, seed)
    named = dict(zip(verdict.names, verdict.exact.tolist(), strict=True))
    assert min(verdict.p_exact, verdict.p_spearman) > ALPHA, (seed, named)
    over = verdict.over
    for further in (1, 2):
        if over:
            store = another(any_store, tmp_path / str(further))
            again = attack(
                store, tmp_path / f"again {further}", codes, seed + further, reading=False
            )
            over &= judged(again.pairs, again.fieldwork.cell_of, 99, seed).over
            store.close()
    assert over == set(), seed


def test_after_closing_nothing_of_the_fieldwork_is_left(any_store: Store, tmp_path: Path) -> None:
    """Ids, sealed bytes, marks, codes, resume codes and receipts are in no file and no view."""
    found = attack(any_store, tmp_path / "field", 60, 20260702)
    fieldwork = found.fieldwork
    for planted in (fieldwork.people[0].code, fieldwork.people[0].words):
        with pytest.raises(AssertionError, match="readable before"):
            nothing_readable(fieldwork, {"planted": b"\0" + planted.encode() + b"\0"}, "")
    left = b"\0".join([*found.after.values(), dumped(any_store)])
    before = b"\0".join(found.last.values())
    gone = [*found.copies.came, *(person.mark for person in fieldwork.people)]
    assert all(number in before for number in found.copies.came)
    assert not any(number in left or number.hex().encode() in left for number in gone)
    held = {text for text in (one.encode() for one in fieldwork.secrets()) if b"canary" not in text}
    assert secrets_in(held, {**found.after, "dump": dumped(any_store)}) == []
    with any_store.reading() as session:
        events = load_events(session)
    assert all(event.day == FIRST for event in events if event.kind == "closed")
    if any_store.is_sqlite:
        with pytest.raises(Exception, match="no such column"):
            rows(any_store, "SELECT rowid FROM response")


def test_the_attack_knows_every_table_and_every_file(store: Store, tmp_path: Path) -> None:
    """A new table, job queue or file of figures must be attacked before it may be.

    Add a table of residents to copies.py, and look at what its rows, their order and their
    transactions tell; a table of waves must hold nothing that moves while one person answers.
    """
    tables = set(inspect(store.engine()).get_table_names())
    assert tables == TABLES_OF_RESIDENTS | TABLES_OF_WAVES
    attack(store, tmp_path / "field", 60, 20260702)
    files = {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    }
    keys = {f"field/keys/{name}" for name in ("server.key", f"{SLUG}.private.json")}
    assert files == keys | {
        "store.sqlite", "store.sqlite-wal", "store.sqlite-shm", "store.sqlite.lock",
        "field/backup.jsonl", "field/fieldwork.jsonl", "field/after.jsonl",
        f"field/keys/{SLUG}.codes.key",
    }  # fmt: skip
