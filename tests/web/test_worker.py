"""The server as a stranger meets it: a real port, real workers, requests that no browser sends."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.web.city import SLUG
from tests.web.test_serve import free_port, stop, wait_for

PATIENCE = 2
CODE = (
    "from surveyapp.web import worker; worker.SECONDS_TO_SEND = {patience}\n"
    "from surveyapp.cli import main; main()"
)
CANARY = "C4N4RYC0DE"
_TIME_OF_DAY = re.compile(r"\d{1,2}:\d{2}")


@dataclass
class Served:
    """A server of one worker, and what it wrote once it has stopped."""

    port: int
    process: subprocess.Popen[str]

    def ask(self, request: bytes, patience: float = 20) -> bytes:
        """What comes back for these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as connection:
            connection.sendall(request)
            parts = []
            try:
                while part := connection.recv(65536):
                    parts.append(part)
            except ConnectionResetError:
                pass
        return b"".join(parts)

    def get(self, path: str, *headers: str) -> bytes:
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        return self.ask("\r\n".join([*lines, *headers, "", ""]).encode())


@pytest.fixture
def served(founded: Path, tmp_path: Path) -> Iterator[Served]:
    folder, port = tmp_path / "city", free_port()
    shutil.copytree(founded, folder, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    command = [sys.executable, "-c", CODE.format(patience=PATIENCE), "serve"]
    options = ["--practice", str(folder), "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    wait_for(f"http://127.0.0.1:{port}/", process)
    yield Served(port, process)
    if process.poll() is None:
        stop(process)


MALFORMED = [
    f"GET /s/{SLUG}/en?code={CANARY}\r\n\r\n",
    f"GET /s/{SLUG}/en?code={CANARY} HTTP/9.9\r\n\r\n",
    f"{CANARY}( /s/{SLUG} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n{CANARY}: (x\r\n{CANARY} : y\r\n\r\n",
    f"POST /s/{SLUG}/en HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
    f"Content-Type: application/x-www-form-urlencoded\r\n\r\nZZ{CANARY}\r\n_do=start\r\n0\r\n\r\n",
    f"POST /s/{SLUG}/en HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {CANARY}\r\n\r\n",
]


def test_what_is_no_request_is_refused_and_no_word_or_sender_of_it_is_logged(
    served: Served,
) -> None:
    for request in MALFORMED:
        answer = served.ask(request.encode())
        assert re.match(rb"HTTP/1.1 (400|505|501) ", answer), (request, answer[:80])
    assert b"200 OK" in served.get("/")
    written = stop(served.process)
    logged = [line for line in written.splitlines() if "refused" in line]
    assert len(logged) >= len(MALFORMED) - 1
    assert CANARY not in written
    assert not any("127.0.0.1" in line or _TIME_OF_DAY.search(line) for line in logged)


def test_a_failure_of_the_program_is_logged_by_its_day_and_place_alone(served: Served) -> None:
    folder = Path(served.process.args[5])  # type: ignore[index, arg-type]
    (folder / "surveyapp.sqlite").write_bytes(b"no database")
    assert b" 50" in served.get(f"/s/{SLUG}/en?code={CANARY}")[:20]
    written = stop(served.process)
    assert CANARY not in written
    logged = [line for line in written.splitlines() if line.startswith("[20")]
    assert logged
    assert not any(_TIME_OF_DAY.search(line.partition(" at ")[0]) for line in logged)


def test_somebody_who_sends_slowly_is_let_go_and_the_next_one_is_served(served: Served) -> None:
    head = (
        f"POST /s/{SLUG}/en HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n_do=st"
    )
    with socket.create_connection(("127.0.0.1", served.port)) as slow:
        slow.sendall(head.encode())
        time.sleep(0.2)
        begun = time.monotonic()
        assert b"200 OK" in served.get("/")
        assert time.monotonic() - begun < PATIENCE + 10
        slow.settimeout(10)
        assert b"200" not in slow.recv(100)


def test_drops_of_a_request_are_not_waited_for_longer_than_all_of_it(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        ended = False
        for number in range(40 * PATIENCE):
            try:
                slow.sendall(f"X-{number}: y\r\n".encode())
            except (BrokenPipeError, ConnectionResetError):
                ended = True
                break
            time.sleep(0.1)
    assert ended
    assert b"200 OK" in served.get("/")


def test_nobody_can_tell_the_server_where_it_stands(served: Served) -> None:
    for path, script in (("/x/staff/", "/x"), (f"//evil.example/s/{SLUG}", "//evil.example")):
        answer = served.get(path, f"SCRIPT_NAME: {script}", f"SCRIPT-NAME: {script}")
        assert b"Location: //" not in answer
        assert b"200 OK" not in answer[:20]
    told = served.get("/", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example")
    assert b"200 OK" in told
    assert b"evil.example" not in told


def test_the_desk_of_staff_is_no_desk_behind_a_name_that_others_can_call(served: Served) -> None:
    assert b"200 OK" in served.get("/staff/")[:20]
    for header in ("X-Forwarded-For: 203.0.113.7", "Via: 1.1 proxy", "X-Real-IP: 203.0.113.7"):
        assert b"404" in served.get("/staff/", header)[:20]
