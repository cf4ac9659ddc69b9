"""The insider test: everything anybody could take, at any moment, links nobody to an answer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from surveyapp.storage.engine import Store
from surveyapp.storage.events import load_events
from surveyapp.storage.responses import load_analysis_file, load_responses
from surveyapp.storage.sealed import load_receipts
from surveyapp.workflow import close_wave
from surveyapp.workflow.close_wave import close
from tests.anonymity.copies import (
    Copies,
    dumped,
    in_bytes,
    last_in_bytes,
    raw_files,
    rows,
)
from tests.anonymity.fieldwork import FIRST, SLUG, Fieldwork, open_fieldwork, run
from tests.anonymity.judge import Verdict, judge
from tests.anonymity.stolen import stolen_order

Orders = dict[str, list[int]]


def cells_for(codes: int) -> int:
    return 12 if codes >= 400 else codes // 20


RUN = re.compile(rb"[0-9A-Z-]{10,}|canary-[0-9]+-")


def nothing_readable(fieldwork: Fieldwork, files: dict[str, bytes], moment: str) -> None:
    """No answer, code, resume code or receipt in any byte."""
    held = {text.encode() for text in fieldwork.secrets()}
    lengths = sorted({len(text) for text in held if not text.startswith(b"canary-")})
    found = [
        run[at : at + length]
        for data in files.values()
        for run in RUN.findall(data)
        for length in (*lengths, len(run))
        for at in range(len(run) - length + 1)
        if run[at : at + length] in held
    ]
    assert found == [], f"{moment}: readable before the wave closed"


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


def response_orders(store: Store) -> Orders:
    """Orders of the opened responses, by every way to read them."""
    orders = {}
    for name, data in (*raw_files(store).items(), ("dump", dumped(store))):
        found = in_bytes(data)
        if found:
            orders[f"bytes of {name}"] = found
            orders[f"bytes of {name}, last"] = last_in_bytes(data)
    with store.reading() as session:
        responses = load_responses(session, SLUG)
        texts = load_analysis_file(session, [SLUG]).texts["words"]
        receipts = load_receipts(session, SLUG)
    words = [str(response.answers["words"]) for response in responses]
    table = in_bytes("\n".join(words).encode())
    flags = sorted(zip([str(r.quality) for r in responses], words, strict=True), key=lambda p: p[0])
    orders |= {
        "table": table,
        "analysis file": in_bytes("\n".join(texts.tolist()).encode()),
        "quality flags": in_bytes("\n".join(word for _, word in flags).encode()),
    }
    assert len(receipts) == len(responses)
    for hidden in () if store.is_sqlite else ("ctid", "xmin::text::bigint, ctid", "tableoid, ctid"):
        found = rows(store, f"SELECT answers FROM response ORDER BY {hidden}")
        orders[hidden] = in_bytes("\n".join(row[0] for row in found).encode())
    return orders


def verdicts(fieldwork: Fieldwork, codes: Orders, answers: Orders) -> Iterator[tuple[str, Verdict]]:
    for left, people in codes.items():
        for right, response in answers.items():
            yield f"{left} against {right}", judge(people, response, fieldwork.cell_of)


def hold(fieldwork: Fieldwork, codes: Orders, answers: Orders) -> dict[str, Verdict]:
    judged = dict(verdicts(fieldwork, codes, answers))
    broken = {name: verdict for name, verdict in judged.items() if not verdict.holds}
    assert broken == {}
    return judged


def told(fieldwork: Fieldwork, judged: dict[str, Verdict], moment: str) -> None:
    """The worst of the attacks, for whoever runs with -s or -rA."""
    exact = max(judged.values(), key=lambda verdict: verdict.exact)
    order = max(judged.values(), key=lambda verdict: abs(verdict.spearman))
    print(
        f"{'SQLite' if fieldwork.store.is_sqlite else 'PostgreSQL'}, {moment}: "
        f"{len(judged)} attacks on {exact.people} responses in {exact.cells} cells; "
        f"worst exact {exact.exact} (chance {exact.cells}, limit {exact.most_exact:.0f}), "
        f"worst |Spearman| {abs(order.spearman):.3f} (limit {exact.most_spearman:.2f})"
    )


def test_nobody_with_everything_can_link_a_code_to_an_answer(
    any_store: Store, tmp_path: Path, codes: int, seeded: random.Random, monkeypatch
) -> None:
    fieldwork = open_fieldwork(any_store, tmp_path, codes, cells_for(codes), seeded)
    copies = Copies(fieldwork)

    def evening(day: int) -> None:
        nothing_readable(fieldwork, copies.take(), f"evening {day}")

    run(fieldwork, seeded, evening, mixing=True)
    nothing_readable(fieldwork, copies.take(), "last moment")
    assert len(fieldwork.sent) > codes * 0.75
    assert set(copies.spent) == set(fieldwork.redeemed)
    for planted in (fieldwork.people[0].code, fieldwork.people[0].words):
        with pytest.raises(AssertionError, match="readable before"):
            nothing_readable(fieldwork, {"planted": b"\0" + planted.encode() + b"\0"}, "")

    orders = code_orders(fieldwork, copies)
    moments: dict[str, dict[str, bytes]] = {}
    real_log, real_compact = close_wave.log_event, Store.compact

    def in_mid_transaction(*given):
        moments["closing, before its commit"] = raw_files(any_store)
        return real_log(*given)

    def before_cleaning(store, *given):
        moments["closed, before cleaning"] = raw_files(any_store)
        real_compact(store, *given)

    with monkeypatch.context() as patched:
        patched.setattr(close_wave, "log_event", in_mid_transaction)
        patched.setattr(Store, "compact", before_cleaning)
        close(any_store, SLUG, fieldwork.private, on=FIRST)

    for moment, files in moments.items():
        found = {
            f"bytes of {name}{last}": order
            for name, data in files.items()
            for last, order in (("", in_bytes(data)), (", last", last_in_bytes(data)))
            if set(order) == set(fieldwork.sent)
        }
        if found:
            told(fieldwork, hold(fieldwork, orders, found), moment)
    told(fieldwork, hold(fieldwork, orders, response_orders(any_store)), "closed")


def test_after_closing_nothing_of_the_fieldwork_is_left(
    any_store: Store, tmp_path: Path, seeded: random.Random
) -> None:
    fieldwork = open_fieldwork(any_store, tmp_path, 60, 3, seeded)
    copies = Copies(fieldwork)
    run(fieldwork, seeded, lambda _day: None, mixing=True)
    copies.take()
    close(any_store, SLUG, fieldwork.private, on=FIRST)
    left = b"\0".join(raw_files(any_store).values()) + dumped(any_store)
    assert not any(number in left for number in copies.came)
    assert not any(person.mark in left for person in fieldwork.people)
    held = [one.code for one in fieldwork.people] + [one.secret for one in fieldwork.people]
    held += [one.receipt for one in fieldwork.people]
    assert [text for text in held if text and text.encode() in left] == []
    with any_store.reading() as session:
        events = load_events(session)
    assert all(event.day == FIRST for event in events if event.kind == "closed")
    if any_store.is_sqlite:
        with pytest.raises(Exception, match="no such column"):
            rows(any_store, "SELECT rowid FROM response")


def test_after_a_mix_a_copy_and_the_private_key_together_give_no_order(
    any_store: Store, tmp_path: Path, codes: int, seeded: random.Random
) -> None:
    """Even somebody who opens the sealed rows of a stolen copy learns only what they say."""
    fieldwork = open_fieldwork(any_store, tmp_path, codes, cells_for(codes), seeded)
    run(fieldwork, seeded, lambda _day: None, mixing=True)
    copies = Copies(fieldwork)
    files = copies.take()
    stolen = stolen_order(fieldwork, files)
    orders = code_orders(fieldwork, copies)
    watched = {name: order for name, order in orders.items() if "watched" not in name}
    told(fieldwork, hold(fieldwork, orders | watched, {"stolen": stolen}), "copy and private key")
