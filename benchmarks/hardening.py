"""What hardening costs a page: the same journey with it and without it, in one process.

    python -m benchmarks.hardening [--rounds 200] [--journeys 1] [--record]

The journey is that of `benchmarks.web`: first page, start, ten answers, review, sending, each
commit durable. The softened application is put together here and nowhere else. It sends no security
headers, trusts every host and takes bodies of any size; drafts and responses lie in the clear;
open answers are not looked through; no form age is signed; nobody is counted or slowed; SQLite
leaves deleted bytes where they are. Ids by HMAC, WITHOUT ROWID, the write lock and durable commits
stay, for without them it would be another service. Journeys of both take turns; CPU seconds of this
process alone are counted, and the ratio is that of the medians, which a busy machine hardly moves.
The same is measured over HTTP against gunicorn, all of the server's work counted; that is what a
page costs, and where the goal lies.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from werkzeug.test import Client as InProcess

from benchmarks.measured import README
from benchmarks.web import (
    _HERE,
    _RECEIPT,
    _SECRET,
    OPTIONS,
    QUESTIONS,
    SLUG,
    WORKERS,
    Client,
    Tally,
    found,
    make_city,
    run_survey,
    server_cpu,
    serving,
)
from surveyapp.config import Settings
from surveyapp.storage import engine
from surveyapp.web import app as web_app
from surveyapp.web.app import create_app
from surveyapp.web.server import Server

ROUNDS, JOURNEYS, GOAL = 200, 1, 1.10
REQUESTS = QUESTIONS + 3
BEGIN, END = "<!-- hardening -->\n", "<!-- /hardening -->"
_ADDRESSES = (f"{11 + n % 90}.{n // 90 % 250}.7.9" for n in itertools.count())


@contextmanager
def softened() -> Iterator[None]:
    """Everything that protects is switched off, while an application is made and while it runs."""
    kept, asked = "surveyapp.workflow.kept_answers", "surveyapp.web.resident.steps"
    soft = tuple(p for p in engine._PRAGMAS if "secure_delete" not in p)
    with ExitStack() as off:
        for place, instead in {
            f"{kept}.encrypt_draft": lambda _key, data: data,
            f"{kept}.decrypt_draft": lambda _key, data: data,
            f"{kept}.seal": lambda _key, data: data,
            "surveyapp.workflow.respond.redacted": lambda _instrument, answers: answers,
            f"{asked}.form_made": lambda *_: "",
            f"{asked}.form_seconds": lambda *_: 60,
            f"{asked}.observe": lambda *_: {"burst": False},
            "surveyapp.web.resident.routes.asked_to_wait": lambda *_: None,
            "surveyapp.web.app.add_headers": lambda *_: None,
        }.items():
            off.enter_context(patch(place, instead))
        off.enter_context(patch.object(engine, "_PRAGMAS", (*soft, "PRAGMA secure_delete=OFF")))
        for limit in ("LARGEST_PAGE", "MOST_FIELDS"):
            off.enter_context(patch.object(web_app, limit, None))
        yield


def soft_app(settings: Settings) -> Flask:
    """The application without what protects it."""
    with softened():
        app = create_app(settings)
    app.config["TRUSTED_HOSTS"] = None
    return app


def journey(app: Flask) -> None:
    """One resident, from the first page to the receipt, at an address of their own."""
    client, address = InProcess(app), next(_ADDRESSES)

    def post(fields: dict[str, str]) -> bytes:
        answer = client.post(path, data=fields, environ_overrides={"REMOTE_ADDR": address})
        assert answer.status_code == 200, answer.status
        return answer.data

    path = f"/s/{SLUG}/en"
    assert client.get(path, environ_overrides={"REMOTE_ADDR": address}).status_code == 200
    page = post({"_do": "start"})
    secret = found(_SECRET, page)
    for number in range(1, QUESTIONS + 1):
        here, answer = found(_HERE, page), str(1 + number % OPTIONS)
        page = post({"_secret": secret, "_page": here, "_do": "continue", f"q{number}": answer})
    page = post({"_secret": secret, "_page": "review", "_do": "submit"})
    assert _RECEIPT in page


def spent(app: Flask, journeys: int) -> float:
    """CPU seconds of this process for so many journeys."""
    start = time.process_time()
    for _ in range(journeys):
        journey(app)
    return time.process_time() - start


def compare(rounds: int = ROUNDS, journeys: int = JOURNEYS) -> tuple[float, float, float]:
    """Milliseconds of CPU a page hardened and softened, and their ratio."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        hard, soft = create_app(make_city(Path(one))), soft_app(make_city(Path(other)))
        hard.config["PROPAGATE_EXCEPTIONS"] = soft.config["PROPAGATE_EXCEPTIONS"] = True
        spent(hard, 3)
        with softened():
            spent(soft, 3)
        pairs = []
        for _ in range(rounds):
            hardened = spent(hard, journeys)
            with softened():
                pairs.append((hardened, spent(soft, journeys)))
    pages = 1000 / (journeys * REQUESTS)
    hardened = statistics.median(h for h, _ in pairs) * pages
    without = statistics.median(s for _, s in pairs) * pages
    return hardened, without, hardened / without


class Visitor(Client):
    """A resident who comes through a proxy, so that the gate counts and may slow them."""

    def __init__(self, port: int) -> None:
        super().__init__(port, Tally())
        self.address = next(_ADDRESSES)

    def timed(self, line: str, body: str) -> bytes:
        return super().timed(f"{line}X-Forwarded-For: {self.address}\r\n", body)


def run_soft(settings: Settings, bind: str) -> None:
    """Serve the softened application, in a process of its own."""
    with softened():
        Server(settings, bind, WORKERS).run()


def served(journeys: int = 240) -> tuple[float, float, float]:
    """The same over HTTP, with all of the server's own work: milliseconds a page, and the ratio."""
    cpu = {}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        cities = [
            replace(make_city(Path(folder)), proxies=(ip_network("127.0.0.0/8"),))
            for folder in (one, other)
        ]
        with (
            serving(run_survey, cities[0]) as hard,
            serving(run_soft, cities[1]) as soft,
        ):
            for port, _ in (hard, soft) * 4:
                Visitor(port).journey()
            before = {place: server_cpu(place[1]) for place in (hard, soft)}
            for place in (hard, soft) * (journeys // 2):
                Visitor(place[0]).journey()
            for place in (hard, soft):
                cpu[place] = server_cpu(place[1]) - before[place]
    pages = 1000 / (journeys // 2 * REQUESTS)
    return cpu[hard] * pages, cpu[soft] * pages, cpu[hard] / cpu[soft]


def record(rows: list[list[str]]) -> None:
    """Write the table into README.md."""
    head = ["CPU a page", "hardened", "without", "ratio", "goal"]
    table = "\n".join("| " + " | ".join(line) + " |" for line in (head, ["---"] * 5, *rows))
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(f"{before}{BEGIN}{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    """Measure, print, and record if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--journeys", type=int, default=JOURNEYS)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    rows = []
    for name, figures, goal in (
        ("over HTTP, all of the server", served(), f"at most {GOAL:.2f}"),
        ("the application alone", compare(given.rounds, given.journeys), ""),
    ):
        hardened, without, ratio = figures
        rows.append([name, f"{hardened:.2f} ms", f"{without:.2f} ms", f"{ratio:.2f}", goal])
        print(" | ".join(rows[-1]))
    if given.record:
        record(rows)


if __name__ == "__main__":
    main()
