"""Anonymity in figures: attacks, what sealing and opening cost, and what survives kill -9.

    python -m benchmarks.anonymity [attacks] [cost] [kills] [--record]

Attacks run the insider test's own orders on 400 codes in 12 design cells. Costs are CPU seconds of
this process. Kills end the process that takes the answers, the opening of a wave at a random
moment of it, and PostgreSQL with all of its processes.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

import psycopg

from benchmarks.issuer_killed import issuer_killed
from benchmarks.killed import (
    KILLS,
    app_killed,
    fill,
    opening_killed,
    postgres,
    run_close,
    server_killed,
)
from benchmarks.killing import Killed
from benchmarks.measured import HERE, README, cpu_seconds
from benchmarks.web import SLUG, make_city
from surveyapp.collection.response import from_bytes, to_bytes
from surveyapp.collection.sealing import key_pair, open_sealed, seal
from surveyapp.storage.engine import Store
from surveyapp.storage.responses import load_responses
from surveyapp.storage.schema import upgrade
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.key_store import load_server_key, load_wave_key, wave_key_path
from tests.anonymity import naive
from tests.anonymity.copies import Copies, dumped, in_bytes, raw_files
from tests.anonymity.fieldwork import FIRST, Fieldwork, open_fieldwork, run
from tests.anonymity.judge import Verdict, judge
from tests.anonymity.stolen import stolen_order

CODES, CELLS, RESPONSES = 400, 12, 10_000
Row = list[str]


def attacks(codes: int = CODES) -> list[Row]:
    """Every attack: people linked exactly, and the correlation of the orders."""
    rows = [*_naive(codes)]
    with stores() as made:
        for name, store in made:
            rows += _ours(name, store, codes)
    return rows


def _naive(codes: int) -> Iterator[Row]:
    people = list(range(codes))
    random.Random(3).shuffle(people)
    cell_of = {person: f"cell-{person % CELLS}" for person in people}
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        connect = partial(psycopg.connect, server.get_uri(), autocommit=True)
        for name, orders in (
            ("naive SQLite: times kept", naive.times(Path(folder), people)),
            ("naive SQLite: hidden row numbers", naive.hidden_rowid(Path(folder), people)),
            ("naive SQLite: text dump", naive.text_dump(Path(folder), people)),
            ("naive PostgreSQL: one transaction, xmin", naive.one_transaction(connect, people)),
            ("naive PostgreSQL: two, xmin and ctid", naive.two_transactions(connect, people)),
        ):
            yield _row(name, judge(*orders, cell_of))


def _ours(name: str, store: Store, codes: int) -> Iterator[Row]:
    chance = random.Random(20260701)
    with tempfile.TemporaryDirectory() as text, patch("secrets.token_bytes", chance.randbytes):
        folder = Path(text)
        fieldwork = open_fieldwork(store, folder, codes, CELLS, chance)
        copies = Copies(fieldwork)
        run(fieldwork, chance, lambda _day: None, mixing=False)
        files = copies.take()
        stolen = stolen_order(fieldwork, files)
        spent = _answered(fieldwork, copies.spent)
        yield _row(
            f"{name}, never mixed: a copy and the private key", _judged(fieldwork, spent, stolen)
        )
        close(store, "insider-2026q3", fieldwork.private, on=FIRST)
        everything = (*raw_files(store).items(), ("dump", dumped(store)))
        found = {at: in_bytes(data) for at, data in everything}
        sent = fieldwork.sent
        judged = [
            _judged(fieldwork, _answered(fieldwork, codes_order), order)
            for order in found.values()
            if order
            for codes_order in (copies.spent, fieldwork.redeemed, sent)
        ]
        exact = max(judged, key=lambda verdict: verdict.exact)
        yield _row(f"{name}, closed: files, dump and having watched every redeeming", exact)


def _answered(fieldwork: Fieldwork, order: list[int]) -> list[int]:
    answered = set(fieldwork.sent)
    return [person for person in order if person in answered]


def _judged(fieldwork: Fieldwork, left: list[int], right: list[int]) -> Verdict:
    return judge(left, right, fieldwork.cell_of)


def _row(name: str, verdict: Verdict) -> Row:
    limit = f"{verdict.most_exact:.0f}"
    return [name, f"{verdict.exact} of {verdict.people}", limit, f"{verdict.spearman:+.2f}"]


@contextmanager
def stores() -> Iterator[list[tuple[str, Store]]]:
    """A SQLite and a PostgreSQL store."""
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        made = [
            ("SQLite", Store(f"sqlite:///{folder}/store.sqlite")),
            ("PostgreSQL", Store(server.get_uri())),
        ]
        for _, store in made:
            upgrade(store)
        yield made
        for _, store in made:
            store.close()


def cost(responses: int = RESPONSES) -> list[Row]:
    """CPU of sealing and opening one response, and of closing a wave of many."""
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        settings = make_city(folder)
        store = Store(settings.database_url)
        fill(store, load_server_key(settings.keys), responses)
        private = load_wave_key(wave_key_path(settings.keys, SLUG), SLUG)
        store.close()
        seconds, _ = cpu_seconds(lambda: run_close(settings.database_url, private), repeat=1)
        with store.reading() as session:
            opened = load_responses(session, SLUG)
        store.close()
    assert len(opened) == responses
    public, secret = key_pair(bytes(range(32)))
    data = to_bytes(opened[0])
    sealing, blob = cpu_seconds(lambda: [seal(public, data) for _ in range(1000)][-1])
    opening, read = cpu_seconds(
        lambda: [from_bytes(open_sealed(secret, blob)) for _ in range(1000)][-1]
    )
    assert read == opened[0]
    return [
        ["seal one response", f"{1000 * sealing / 1000:.2f} ms", ""],
        ["open and read one response", f"{1000 * opening / 1000:.2f} ms", ""],
        [f"close a wave of {responses:,} responses, all of it", f"{seconds:.1f} s", "under 10 s"],
    ]


def kills() -> list[Row]:
    """Acknowledged, lost and duplicated over twenty kills of each kind."""
    found: list[Killed] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "app.sqlite"
        found.append(app_killed(Path(folder), f"sqlite:///{file}", "the application, SQLite"))
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        found.append(app_killed(Path(folder), server.get_uri(), "the application, PostgreSQL"))
    with tempfile.TemporaryDirectory() as folder:
        found.append(server_killed(Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        found.append(opening_killed(Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        found.append(issuer_killed(Path(folder), KILLS))
    assert not any(one.lost or one.duplicated for one in found), found
    return [
        [one.case, str(one.kills), f"{one.acknowledged:,}", str(one.lost), str(one.duplicated)]
        for one in found
    ]


PARTS: dict[str, tuple[Callable[[], list[Row]], Row]] = {
    "attacks": (attacks, ["attack", "linked exactly", "limit", "Spearman in cells"]),
    "cost": (cost, ["step", "CPU", "goal"]),
    "kills": (kills, ["killed", "times", "acknowledged", "lost", "duplicated"]),
}


def table(part: str, rows: list[Row]) -> str:
    """Rows as a Markdown table."""
    head = PARTS[part][1]
    return "\n".join("| " + " | ".join(r) + " |" for r in [head, ["---"] * len(head), *rows])


def record(found: dict[str, list[Row]]) -> None:
    """Keep the rows in recorded/anonymity.json, and write every table into README.md."""
    path = HERE / "recorded" / "anonymity.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    kept |= found
    path.write_text(json.dumps(kept, indent=1) + "\n")
    begin, end = "<!-- anonymity -->\n", "<!-- /anonymity -->"
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    tables = "\n\n".join(table(part, kept[part]) for part in PARTS if part in kept)
    after = rest.partition(end)[2]
    README.write_text(f"{before}{begin}{tables}\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print, and record if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="attacks, cost, kills; all of them by default")
    parser.add_argument("--record", action="store_true")
    chosen = parser.parse_args()
    for part in chosen.parts or PARTS:
        rows = PARTS[part][0]()
        print(table(part, rows))
        if chosen.record:
            record({part: rows})


if __name__ == "__main__":
    main()
