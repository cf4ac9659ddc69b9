"""`surveyapp serve` as an operator starts it: another process, a real port, real workers."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from surveyapp.commands.serve import serve
from surveyapp.errors import SurveyError
from tests.web.city import SLUG

Start = Callable[..., tuple[str, "subprocess.Popen[str]"]]


@pytest.fixture
def start(founded: Path, tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def run(*options: str) -> tuple[str, subprocess.Popen[str]]:
        folder = tmp_path / "city"
        shutil.copytree(founded, folder, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
        bind = f"127.0.0.1:{free_port()}"
        code = "from surveyapp.cli import main; main()"
        command = [sys.executable, "-c", code, "serve", "--practice", str(folder), "--bind", bind]
        process = subprocess.Popen(
            [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        wait_for(f"http://{bind}/", process)
        return f"http://{bind}", process

    yield run
    for process in started:
        stop(process)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert process.poll() is None, process.communicate()[0]
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def stop(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    return output


def post(address: str, **data: str) -> str:
    body = urllib.parse.urlencode(data).encode()
    with urllib.request.urlopen(address, data=body, timeout=20) as response:
        return str(response.read().decode())


@pytest.mark.parametrize("options", [(), ("--dev",)], ids=["gunicorn", "development"])
def test_the_command_serves_the_city_and_writes_no_line_about_a_request(
    start: Start, options: tuple[str, ...]
) -> None:
    site, process = start(*options)
    page = post(f"{site}/s/{SLUG}/en", _do="start")
    secret = re.search(r'name="_secret" value="([^"]+)"', page)
    assert secret is not None
    again = post(f"{site}/s/{SLUG}/en", _do="continue", _page="hello", _secret=secret[1])
    assert "Which neighborhood do you live in?" in again
    output = stop(process)
    assert "(simulated: a practice city)" in output
    assert f"{site}/s/{SLUG}" in output
    assert f"{site}/staff/" in output
    for told in ("POST", "GET", "127.0.0.1 -", secret[1]):
        assert told not in output


def test_a_store_that_was_not_upgraded_is_refused_with_the_remedy(tmp_path: Path) -> None:
    result = CliRunner().invoke(serve, ["--practice", str(tmp_path)])
    assert isinstance(result.exception, SurveyError)
    assert "surveyapp db upgrade" in str(result.exception)


@pytest.mark.parametrize("bind", ["5000", "nonsense", "a:b", ":5000"])
def test_an_address_that_cannot_be_bound_is_explained(tmp_path: Path, bind: str) -> None:
    result = CliRunner().invoke(serve, ["--practice", str(tmp_path), "--bind", bind])
    assert result.exit_code == 2
    assert "127.0.0.1:5000" in result.output
