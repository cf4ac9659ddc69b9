"""Answering a questionnaire over HTTP: what one completed response costs the server.

    python -m benchmarks.web [--responses 300] [--clients 8] [--record]

Ten questions of five options, one a page, over real HTTP on loopback against gunicorn with two
sync workers and SQLite: first page, start, ten answers, review, sending. Every draft is encrypted,
every response sealed, every commit durable. The number of responses is bounded. CPU seconds are
those of the server's processes alone, so they hold on a busy machine; wall-clock figures do not.
Times of pages are the median of three runs at seven tenths of the most, beside what the disk alone
takes for a durable write of the same size.
"""

from __future__ import annotations

import argparse
import datetime
import os
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from gunicorn.app.base import BaseApplication

from benchmarks.measured import README
from surveyapp.collection.wave import Wave
from surveyapp.config import Settings, load_settings, practice_settings
from surveyapp.instrument.document import loads
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.storage.sealed import count_sealed
from surveyapp.web.server import Server
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.key_store import make_server_key, wave_key_path

QUESTIONS, OPTIONS, WORKERS = 10, 5, 2
SLUG, DAY = "ten-questions", datetime.date(2026, 7, 1)
REQUESTS = QUESTIONS + 3
BARE_REQUESTS = 4000
PACED_RUNS = 3
DURABLE_WRITES, DURABLE_BYTES = 1000, 12 * 1024
"""About what the log of the store grows by with one page."""
SHARE_OF_MOST = 0.7
_TICK = os.sysconf("SC_CLK_TCK")
_SECRET = re.compile(rb'name="_secret" value="([^"]+)"')
_RECEIPT = b'class="receipt"'
_HERE = re.compile(rb'name="_page" value="([^"]+)"')


def questionnaire() -> str:
    """The ten questions as a document."""
    options = ", ".join(f'{{ code = {n}, label.en = "Answer {n}" }}' for n in range(1, OPTIONS + 1))
    items = "\n".join(
        f'[[items]]\nid = "q{n}"\nsection = "all"\nkind = "single"\n'
        f'text.en = "How good is thing number {n} where you live?"\n'
        f"required = true\noptions = [{options}]\n"
        for n in range(1, QUESTIONS + 1)
    )
    head = 'id = "ten"\nversion = "1"\nlanguages = ["en"]\ntitle.en = "Ten questions"\n'
    words = 'welcome.en = "Ten questions follow."\nthanks.en = "Thank you."\n'
    return f'{head}{words}[[sections]]\nid = "all"\ntitle.en = "All"\n{items}'


def make_city(folder: Path, url: str = "") -> Settings:
    """A city with one open wave in a folder; `url` names another store than a file there."""
    settings = practice_settings(load_settings({}), folder)
    settings = replace(settings, database_url=url or settings.database_url)
    store = Store(settings.database_url)
    upgrade(store)
    make_server_key(settings.keys)
    instrument = loads(questionnaire())
    wave = Wave(SLUG, "police", "ten", "1", "", "Ten questions", "2026Q3", "opt-in", ("en",))
    plan_wave(store, replace(wave, simulated=True), instrument, on=DAY)
    key = wave_key_path(settings.keys, SLUG)
    open_wave(store, SLUG, key, on=DAY, passphrase=None, overrule="Nobody reads this wave.")
    store.close()
    return settings


class BareServer(BaseApplication):  # type: ignore[misc]
    """The same server with a Flask page that says hello: the least a page can cost."""

    def __init__(self, bind: str) -> None:
        self.bind = bind
        super().__init__()

    def load_config(self) -> None:
        for name, value in Server(load_settings({}), self.bind, WORKERS).options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = Flask("bare")
        app.add_url_rule("/", view_func=lambda: "Hello")
        return app


def run_survey(settings: Settings, bind: str) -> None:
    """Serve the city, in a process of its own."""
    Server(settings, bind, WORKERS).run()


def run_bare(bind: str) -> None:
    """Serve the bare page, in a process of its own."""
    BareServer(bind).run()


@contextmanager
def serving(run: Callable[..., None], *given: object) -> Iterator[tuple[int, int]]:
    """Port and process number of a server, until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = get_context("spawn").Process(target=run, args=(*given, f"127.0.0.1:{port}"))
    process.start()
    try:
        for _ in range(600):
            try:
                ask(port, b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                break
            except OSError:
                time.sleep(0.1)
        assert process.pid is not None
        yield port, process.pid
    finally:
        process.terminate()
        process.join()


def ask(port: int, request: bytes) -> bytes:
    """One request on a connection of its own, as a phone behind a proxy makes it."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def server_cpu(master: int) -> float:
    """CPU seconds, user and system, of a server's processes so far."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    total = 0.0
    for number in (str(master), *children):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / _TICK
    return total


@dataclass
class Tally:
    """What the clients saw."""

    seconds: list[float] = field(default_factory=list)
    completed: int = 0
    errors: list[str] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """Milliseconds that this share of the pages took at most."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Client:
    """One resident after another, without time to think."""

    def __init__(self, port: int, tally: Tally) -> None:
        self.port, self.tally = port, tally

    def journey(self) -> None:
        """From the first page to the receipt."""
        self.get()
        page = self.post({"_do": "start"})
        secret = found(_SECRET, page)
        for number in range(1, QUESTIONS + 1):
            here = found(_HERE, page)
            answer = str(1 + number % OPTIONS)
            page = self.post(
                {"_secret": secret, "_page": here, "_do": "continue", f"q{number}": answer}
            )
        page = self.post({"_secret": secret, "_page": "review", "_do": "submit"})
        if _RECEIPT not in page:
            raise AssertionError("The last page holds no receipt.")
        self.tally.completed += 1

    def get(self) -> bytes:
        return self.timed(f"GET /s/{SLUG}/en HTTP/1.1\r\n", "")

    def post(self, fields: dict[str, str]) -> bytes:
        return self.timed(f"POST /s/{SLUG}/en HTTP/1.1\r\n", urlencode(fields))

    def timed(self, line: str, body: str) -> bytes:
        head = "Host: 127.0.0.1\r\nConnection: close\r\n"
        if body:
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        start = time.perf_counter()
        answer = ask(self.port, f"{line}{head}\r\n{body}".encode())
        self.tally.seconds.append(time.perf_counter() - start)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise AssertionError(answer[:200].decode(errors="replace"))
        return answer


def found(pattern: re.Pattern[bytes], page: bytes) -> str:
    match = pattern.search(page)
    if match is None:
        raise AssertionError(f"A page lacks {pattern.pattern!r}.")
    return match[1].decode()


def drive(port: int, responses: int, clients: int, per_second: float | None = None) -> Tally:
    """Complete so many responses by so many clients; `per_second` spaces their starts."""
    tally, turn, begun = Tally(), threading.Lock(), iter(range(responses))
    start = time.perf_counter()

    def work() -> None:
        client = Client(port, tally)
        while True:
            with turn:
                number = next(begun, None)
            if number is None:
                return
            if per_second:
                time.sleep(max(0.0, start + number / per_second - time.perf_counter()))
            try:
                client.journey()
            except (OSError, AssertionError) as error:
                tally.errors.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def bare_cost() -> float:
    """CPU seconds of the server for one bare page."""
    request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with serving(run_bare) as (port, master):
        for _ in range(200):
            ask(port, request)
        before = server_cpu(master)
        for _ in range(BARE_REQUESTS):
            ask(port, request)
        return (server_cpu(master) - before) / BARE_REQUESTS


def durable_writes(folder: Path) -> Tally:
    """How long the disk alone takes for what one page must put there: the physical limit."""
    tally = Tally()
    data = os.urandom(DURABLE_BYTES)
    with (folder / "disk.bin").open("wb", buffering=0) as file:
        for _ in range(DURABLE_WRITES):
            start = time.perf_counter()
            file.write(data)
            os.fdatasync(file.fileno())
            tally.seconds.append(time.perf_counter() - start)
            time.sleep(0.002)
    return tally


@dataclass(frozen=True)
class Figures:
    """What is recorded."""

    responses: int
    cpu: float
    per_second: float
    paced: float
    p50: float
    p95: float
    p99: float
    disk: tuple[float, float, float]
    bare: float
    errors: int

    def lines(self) -> list[str]:
        """The figures as rows of a table."""
        ratio = self.cpu / REQUESTS / self.bare
        return [
            "| figure | measured | goal |",
            "| --- | --- | --- |",
            f"| responses completed, errors | {self.responses}, {self.errors} | 0 errors |",
            f"| requests a response | {REQUESTS} | |",
            f"| server CPU a completed response | {self.cpu:.4f} s | 0.04 s |",
            f"| server CPU of a bare Flask page | {1000 * self.bare:.2f} ms | |",
            f"| ratio of one of our pages to the bare page | {ratio:.1f} | 10 |",
            f"| responses a second, load on the same cores | {self.per_second:.1f} | 30 |",
            f"| page p50, p95, p99 at {self.paced:.1f} responses a second | {self.p50:.0f}, "
            f"{self.p95:.0f}, {self.p99:.0f} ms | p99 under 60 ms |",
            f"| the disk alone, p50, p95, p99 of a durable write of {DURABLE_BYTES // 1024} KB | "
            f"{self.disk[0]:.1f}, {self.disk[1]:.1f}, {self.disk[2]:.1f} ms | the limit |",
            f"| load average of the machine at the end | {os.getloadavg()[0]:.1f} | |",
        ]


def measure(responses: int, clients: int) -> Figures:
    """Everything that is recorded."""
    bare = bare_cost()
    with tempfile.TemporaryDirectory() as folder:
        settings = make_city(Path(folder))
        with serving(run_survey, settings) as (port, master):
            drive(port, 20, clients)
            before, start = server_cpu(master), time.perf_counter()
            most = drive(port, responses, clients)
            took, cpu = time.perf_counter() - start, server_cpu(master) - before
            pace = SHARE_OF_MOST * most.completed / took
            runs = [drive(port, responses, 4 * clients, pace) for _ in range(PACED_RUNS)]
            runs.sort(key=lambda run: run.quantile(0.99))
            paced, disk = runs[PACED_RUNS // 2], durable_writes(Path(folder))
        store = Store(settings.database_url)
        with store.reading() as session:
            kept = count_sealed(session, SLUG)
        store.close()
        done = most.completed + sum(run.completed for run in runs)
        assert kept == 20 + done, "a response acknowledged is not kept"
    return Figures(
        responses=done,
        cpu=cpu / most.completed,
        per_second=most.completed / took,
        paced=pace,
        p50=paced.quantile(0.5),
        p95=paced.quantile(0.95),
        p99=paced.quantile(0.99),
        disk=(disk.quantile(0.5), disk.quantile(0.95), disk.quantile(0.99)),
        bare=bare,
        errors=len(most.errors) + sum(len(run.errors) for run in runs),
    )


def record(figures: Figures) -> None:
    """Write the table between its two marks in README.md."""
    begin, end = "<!-- web -->\n", "<!-- /web -->"
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    after = rest.partition(end)[2]
    table = "\n".join(figures.lines())
    README.write_text(f"{before}{begin}{table}\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print, and record if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=300)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--record", action="store_true")
    chosen = parser.parse_args()
    figures = measure(chosen.responses, chosen.clients)
    print("\n".join(figures.lines()))
    if chosen.record:
        record(figures)
    sys.exit(1 if figures.errors else 0)


if __name__ == "__main__":
    main()
