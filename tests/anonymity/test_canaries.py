"""Planted codes, addresses, browsers and words: after a survey over HTTP, no file has them."""

from __future__ import annotations

import datetime
import logging
from pathlib import Path

import pytest

from surveyapp.storage.shared_counts import shared_folder
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.feed import feed
from surveyapp.workflow.key_store import load_wave_key, wave_key_path
from surveyapp.workflow.upkeep import back_up
from tests.web.city import ANSWERS, DAY, SLUG, City, read
from tests.web.coded_city import make_coded_city

ADDRESS, AGENT, FROM = "203.0.113.77", "canary-browser/7.7", "https://canary-referrer.example/"
TRACES = {
    "REMOTE_ADDR": ADDRESS,
    "HTTP_USER_AGENT": AGENT,
    "HTTP_REFERER": FROM,
    "HTTP_X_FORWARDED_FOR": "198.51.100.66",
}


def answered(city: City, code: str) -> list[str]:
    """Answer everything over HTTP; returns what only the resident holds."""
    client = city.app.test_client(use_cookies=False)

    def post(hidden: dict[str, str], **typed: str | list[str]) -> None:
        nonlocal page
        page = read(client.post(city.path(), data={**hidden, **typed}, environ_overrides=TRACES))

    page = read(client.get(city.path(), environ_overrides=TRACES))
    post(page.hidden, _code=code, _do="redeem")
    post(page.hidden, _do="start")
    held = [page.hidden["_secret"]]
    while page.hidden["_page"] != "review":
        given = ANSWERS.get(page.hidden["_page"], {})
        given = {"job": "canary-job"} if page.hidden["_page"] == "job" else given
        post({**page.hidden, **given}, _do="continue")
    post(page.hidden, _do="submit")
    return [*held, *(text.replace("-", "") for text in held)]


def every_file(folder: Path) -> bytes:
    return b"\0".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def test_no_file_log_or_export_holds_who_came_from_where(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    coded = make_coded_city(tmp_path)
    code = coded.codes[0][0]
    now = datetime.datetime.now(tz=datetime.UTC)
    traces = [ADDRESS, AGENT, "canary-", "198.51.100.66", code, code.replace("-", "")]
    traces += [now.strftime(form) for form in ("%Y-%m-%d %H:", "%Y-%m-%dT%H:")]
    traces += answered(coded.city, code)
    folder = shared_folder(coded.city.settings.database_url)
    memory = every_file(folder) if folder is not None else b""
    before = every_file(tmp_path) + memory
    assert [trace for trace in traces if trace.encode() in before] == []
    back_up(coded.city.store, tmp_path / "backup.jsonl")
    private = load_wave_key(wave_key_path(coded.city.settings.keys, SLUG), SLUG)
    close(coded.city.store, SLUG, private, on=DAY)
    with coded.city.store.reading() as session:
        told = str(feed(session))
    after = every_file(tmp_path) + told.encode() + caplog.text.encode()
    after += "".join(capfd.readouterr()).encode()
    allowed = {"canary-"}  # the answer itself can now be read, and only it
    assert [t for t in traces if t not in allowed and t.encode() in after] == []
    assert after.count(b"canary-") == after.count(b"canary-job")
