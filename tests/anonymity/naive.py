"""Simpler designs that were believed to be anonymous, and the orders that break each of them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Orders = tuple[list[int], list[int]]


def times(folder: Path, people: Sequence[int]) -> Orders:
    """Codes know when they were used, responses when they were sent: sort both."""
    with sqlite3.connect(folder / "times.sqlite") as base:
        base.execute("CREATE TABLE code (person INTEGER, used_at INTEGER)")
        base.execute(
            "CREATE TABLE answer (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER, person)"
        )
        for moment, person in enumerate(people):
            base.execute("INSERT INTO code VALUES (?, ?)", (person, moment))
            base.execute("INSERT INTO answer (at, person) VALUES (?, ?)", (moment, person))
        left = _column(base, "SELECT person FROM code ORDER BY used_at")
        right = _column(base, "SELECT person FROM answer ORDER BY at")
    base.close()
    return left, right


def hidden_rowid(folder: Path, people: Sequence[int]) -> Orders:
    """Random ids and no times, in ordinary tables: sort both by the hidden row number."""
    base = _random_ids(folder / "rowid.sqlite", people)
    left = _column(base, "SELECT person FROM used ORDER BY rowid")
    right = _column(base, "SELECT person FROM answer ORDER BY rowid")
    base.close()
    return left, right


def text_dump(folder: Path, people: Sequence[int]) -> Orders:
    """The same tables as a text backup: the lines stand in the order of arrival."""
    base = _random_ids(folder / "dump.sqlite", people)
    lines = [line for line in base.iterdump() if line.startswith("INSERT")]
    base.close()

    def of(table: str) -> list[int]:
        wanted = f'INSERT INTO "{table}"'
        return [int(line.rsplit(",", 1)[1].strip(");")) for line in lines if wanted in line]

    return of("used"), of("answer")


def one_transaction(connect: Callable[[], Any], people: Sequence[int]) -> Orders:
    """PostgreSQL, random ids, code and response in one transaction: join on hidden xmin."""
    with connect() as base:
        _postgres_tables(base, people)
        for person in people:
            with base.transaction():
                base.execute("UPDATE code SET spent = true WHERE person = %s", (person,))
                base.execute("INSERT INTO answer VALUES (gen_random_uuid(), %s)", (person,))
        base.execute("VACUUM FULL code")
        base.execute("VACUUM FULL answer")
        return _by(base, "xmin::text::bigint", "xmin::text::bigint")


def two_transactions(connect: Callable[[], Any], people: Sequence[int]) -> Orders:
    """The same in two transactions: the order of xmin against the order of the heap."""
    with connect() as base:
        _postgres_tables(base, people)
        for person in people:
            base.execute("UPDATE code SET spent = true WHERE person = %s", (person,))
            base.execute("INSERT INTO answer VALUES (gen_random_uuid(), %s)", (person,))
        return _by(base, "xmin::text::bigint", "ctid")


def _random_ids(path: Path, people: Sequence[int]) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE used (id BLOB, person INTEGER)")
    base.execute("CREATE TABLE answer (id BLOB, person INTEGER)")
    chance = random.Random(1)
    for person in people:
        base.execute("INSERT INTO used VALUES (?, ?)", (chance.randbytes(16), person))
        base.execute("INSERT INTO answer VALUES (?, ?)", (chance.randbytes(16), person))
    base.commit()
    return base


def _postgres_tables(base: Any, people: Sequence[int]) -> None:
    base.execute("DROP TABLE IF EXISTS code, answer")
    base.execute("CREATE TABLE code (person integer PRIMARY KEY, spent boolean)")
    base.execute("CREATE TABLE answer (id uuid PRIMARY KEY, person integer)")
    for person in sorted(people):
        base.execute("INSERT INTO code VALUES (%s, false)", (person,))


def _by(base: Any, codes: str, answers: str) -> Orders:
    left = base.execute(f"SELECT person FROM code ORDER BY {codes}").fetchall()
    right = base.execute(f"SELECT person FROM answer ORDER BY {answers}").fetchall()
    base.execute("DROP TABLE code, answer")
    return [row[0] for row in left], [row[0] for row in right]


def _column(base: sqlite3.Connection, query: str) -> list[int]:
    return [int(row[0]) for row in base.execute(query)]
