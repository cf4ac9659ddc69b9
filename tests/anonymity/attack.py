"""One whole attack: a fieldwork, everything an insider could carry away, every order in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from unittest.mock import patch

from surveyapp.storage.engine import Store
from surveyapp.storage.responses import load_analysis_file, load_responses
from surveyapp.storage.sealed import load_receipts
from surveyapp.workflow import close_wave
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.upkeep import back_up
from tests.anonymity.copies import (
    Copies,
    checkpoint,
    dumped,
    in_bytes,
    last_in_bytes,
    raw_files,
    rows,
    whole_server,
)
from tests.anonymity.fieldwork import FIRST, SLUG, Fieldwork, open_fieldwork, run
from tests.anonymity.stolen import backup_order, stolen_order

Orders = dict[str, list[int]]
Files = dict[str, bytes]


@dataclass
class Attacked:
    """What an attack found.

    Attributes
    ----------
    pairs : name of an attack -> an order of codes and an order of responses, both as people.
    last, after : every file as it lay at the last moment before the close, and after it.
    """

    fieldwork: Fieldwork
    copies: Copies
    last: Files
    after: Files
    pairs: dict[str, tuple[list[int], list[int]]] = field(default_factory=dict)


def attacked(
    store: Store,
    folder: Path,
    codes: int,
    cells: int,
    chance: random.Random,
    each_evening: Callable[[Fieldwork, Files, str], None] = lambda *_: None,
    *,
    light: bool = False,
) -> Attacked:
    """Field a wave, copy everything along the way, close it, and lay every order out.

    Parameters
    ----------
    each_evening : is given what lay in the files on each evening, before the store was mixed.
    """
    forgetful(store)
    fieldwork = open_fieldwork(store, folder, codes, cells, chance)
    fieldwork.light = light
    copies = Copies(fieldwork)
    run(
        fieldwork,
        chance,
        lambda day: each_evening(fieldwork, copies.take(), f"evening {day}"),
        mixing=True,
    )
    last = copies.take() | whole_server(store)
    each_evening(fieldwork, last, "last moment")
    back_up(store, folder / "backup.jsonl")
    known = code_orders(fieldwork, copies)
    found = Attacked(fieldwork, copies, last, {})
    _lay(found, known, "key", {"copy and private key": stolen_order(fieldwork, last)})
    _lay(found, known, "key", {"backup and private key": backup_order(fieldwork, folder)})
    with _closing_watched(store) as moments:
        close(store, SLUG, fieldwork.private, on=FIRST)
    for moment, files in moments.items():
        _lay(found, known, moment, in_files(files))
    found.after = raw_files(store) | whole_server(store)
    back_up(store, folder / "after.jsonl")
    everything = {
        **found.after,
        "dump": dumped(store),
        "backup": (folder / "after.jsonl").read_bytes(),
    }
    _lay(found, known, "closed", in_files(everything) | response_orders(store))
    return found


def forgetful(store: Store) -> None:
    """Let a server delete its used log, as SECURITY.md asks of whoever runs it."""
    if not store.is_sqlite:
        with store.engine().connect() as base:
            base = base.execution_options(isolation_level="AUTOCOMMIT")
            base.exec_driver_sql("ALTER SYSTEM SET wal_recycle = off")
            base.exec_driver_sql("SELECT pg_reload_conf()")
        checkpoint(store)


def code_orders(fieldwork: Fieldwork, copies: Copies) -> Orders:
    """Orders of the people, from the codes: lists, marks, copies, and having watched it all."""
    everybody = [person.number for person in fieldwork.people]
    answered = set(fieldwork.sent)
    by_mark = sorted(fieldwork.people, key=lambda person: person.mark)
    listed = list(dict.fromkeys(chain.from_iterable(fieldwork.listed)))
    orders = {
        "issuer's list": everybody,
        "marks": [person.number for person in by_mark],
        "spent, from copies": copies.spent,
        "spent, from lists": [*listed, *(one for one in everybody if one not in set(listed))],
        "redeemed, as watched": fieldwork.redeemed,
        "sent, as watched": fieldwork.sent,
    }
    return {name: [one for one in order if one in answered] for name, order in orders.items()}


def in_files(files: Files) -> Orders:
    """Orders in which answers first, and last, stand in bytes; logs of a server as one stream."""
    log = b"".join(files[name] for name in sorted(files) if name.startswith("pg_wal/"))
    rest = {name: data for name, data in files.items() if not name.startswith("pg_wal/")}
    orders: Orders = {}
    for name, data in {**rest, "write-ahead log": log}.items():
        first = in_bytes(data)
        if first:
            orders[f"bytes of {_stable(name)}"] = first
            orders[f"bytes of {_stable(name)}, last"] = last_in_bytes(data)
    return orders


def response_orders(store: Store) -> Orders:
    """Orders of the opened responses, by every way to ask for them."""
    with store.reading() as session:
        responses = load_responses(session, SLUG)
        texts = load_analysis_file(session, [SLUG]).texts["words"]
        assert len(load_receipts(session, SLUG)) == len(responses)
    words = [str(response.answers["words"]) for response in responses]
    flags = sorted(zip([str(r.quality) for r in responses], words, strict=True), key=lambda p: p[0])
    orders = {
        "table": in_bytes("\n".join(words).encode()),
        "analysis file": in_bytes("\n".join(texts.tolist()).encode()),
        "quality flags": in_bytes("\n".join(word for _, word in flags).encode()),
    }
    for hidden in () if store.is_sqlite else ("ctid", "xmin::text::bigint, ctid", "tableoid, ctid"):
        found = rows(store, f"SELECT answers FROM response ORDER BY {hidden}")
        orders[hidden] = in_bytes("\n".join(row[0] for row in found).encode())
    return orders


@contextmanager
def _closing_watched(store: Store) -> Iterator[dict[str, Files]]:
    """Copies of every file while the wave closes: in mid-transaction, and before the cleaning."""
    moments: dict[str, Files] = {}
    real_log, real_compact = close_wave.log_event, Store.compact

    def in_mid_transaction(*given: object) -> object:
        moments["closing, before its commit"] = raw_files(store) | whole_server(store)
        return real_log(*given)  # type: ignore[arg-type]

    def before_cleaning(self: Store, *given: object) -> None:
        moments["closed, before cleaning"] = raw_files(store) | whole_server(store)
        real_compact(self, *given)  # type: ignore[arg-type]

    with (
        patch.object(close_wave, "log_event", in_mid_transaction),
        patch.object(Store, "compact", before_cleaning),
    ):
        yield moments


def _lay(found: Attacked, known: Orders, moment: str, answers: Orders) -> None:
    """Every order of codes beside every order of responses in which all of them stand."""
    everybody = set(found.fieldwork.sent)
    for right, responses in answers.items():
        if set(responses) == everybody:
            for left, people in known.items():
                found.pairs[f"{moment}: {left} against {right}"] = people, responses


def _stable(name: str) -> str:
    """Files of a server are named by numbers that change with each run."""
    return "a file of the server" if name.startswith("server/") else name
