"""A new server key: waves under way go on under the one they began with, later ones use the new."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveyapp.collection.access_code import code_mark
from surveyapp.collection.code_file import Marked, marks_text, read_code_key
from surveyapp.errors import InputError
from surveyapp.storage.engine import Store
from surveyapp.workflow import key_store, respond
from surveyapp.workflow.admit import redeem
from surveyapp.workflow.codes import import_codes
from surveyapp.workflow.coming_back import come_back
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.key_store import (
    load_server_key,
    load_server_keys,
    make_server_key,
    retire_server_keys,
    rotate_server_key,
)
from surveyapp.workflow.paper import Printed
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import DAY, FORMS, SLUG, answer, opened_desk
from tests.workflow.test_paper import key_in


def desk_now(store: Store, folder: Path) -> Desk:
    """The desk that a service started now would have."""
    keys = load_server_keys(folder / "keys")
    return Desk(store, keys.now, folder / "keys", wave_keys=keys.of_waves)


def test_everything_of_a_wave_under_way_outlives_a_new_server_key(
    store: Store, tmp_path: Path
) -> None:
    desk, codes = coded_desk(store, tmp_path)
    begun, ready = (redeem(desk, SLUG, code).ticket for code, _ in codes[:2])
    secret = respond.start(desk, SLUG, language="en", ticket=begun)
    done = respond.start(desk, SLUG, language="en", ticket=redeem(desk, SLUG, codes[2][0]).ticket)
    page = respond.resume(desk, SLUG, done).here
    while page is not None:
        page = respond.take_page(desk, SLUG, done, page.id, FORMS[page.id]).page
    receipt = respond.submit(desk, SLUG, done)

    rotate_server_key(tmp_path / "keys", [SLUG])
    after = desk_now(store, tmp_path)
    assert after.key != desk.key
    assert after.key_of(SLUG) == desk.key
    respond.take_page(after, SLUG, secret, "place", FORMS["place"])
    assert come_back(after, SLUG, secret).draft.answers["place"] == "n2"
    assert respond.start(after, SLUG, language="en", ticket=ready)
    assert respond.submit(after, SLUG, done).text == receipt.text
    assert respond.withdraw(after, SLUG, receipt.text)
    with pytest.raises(InputError):
        redeem(after, SLUG, codes[0][0])
    assert redeem(after, SLUG, codes[3][0]).ticket
    key = read_code_key((tmp_path / "keys" / f"{SLUG}.codes.key").read_text(), SLUG)
    marks = [Marked(code_mark(key, SLUG, code), cell) for code, cell in codes]
    assert import_codes(after, SLUG, marks_text(SLUG, marks).encode(), on=DAY).added == 0


def test_a_booklet_keyed_before_is_compared_with_its_second_keying_after(
    store: Store, tmp_path: Path
) -> None:
    desk = opened_desk(store, tmp_path)
    printed = Printed("en")
    assert key_in(desk, "first", printed=printed)[0].state == "waiting"
    rotate_server_key(tmp_path / "keys", [SLUG])
    assert key_in(desk_now(store, tmp_path), "second", printed=printed)[0].state == "sealed"


def test_a_wave_that_begins_later_uses_the_new_key(store: Store, tmp_path: Path) -> None:
    before = opened_desk(store, tmp_path).key
    rotate_server_key(tmp_path / "keys", [SLUG])
    opened_desk(store, tmp_path, "later")
    after = desk_now(store, tmp_path)
    assert (after.key_of(SLUG) == before) is not (after.key_of("later") == before)
    assert not respond.submit(after, "later", answer(after, "later")).repeated


def test_keys_rotate_again_and_go_when_no_wave_needs_them(tmp_path: Path) -> None:
    make_server_key(tmp_path)
    held = [load_server_key(tmp_path)]
    for waves in (["one"], ["one", "two"], ["one", "two", "three"]):
        kept = rotate_server_key(tmp_path, waves)
        assert kept.stat().st_mode & 0o077 == 0
        held.append(load_server_key(tmp_path))
    assert len(set(held)) == 4
    keys = load_server_keys(tmp_path)
    assert [keys.of(slug) for slug in ("one", "two", "three", "four")] == held
    assert [path.name for path in retire_server_keys(tmp_path, ["two", "five"])] == [
        "server-before-1.key",
        "server-before-3.key",
    ]
    assert load_server_keys(tmp_path).of("two") == held[1]
    assert load_server_keys(tmp_path).now == held[3]


def test_a_rotation_stopped_in_the_middle_leaves_every_wave_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_server_key(tmp_path)
    before = load_server_key(tmp_path)
    write = key_store.write_secret
    for stop in (1, 2):
        calls: list[Path] = []

        def dies(path: Path, text: str, calls: list[Path] = calls, stop: int = stop) -> None:
            calls.append(path)
            write(path, text)
            if len(calls) == stop:
                raise KeyboardInterrupt

        monkeypatch.setattr(key_store, "write_secret", dies)
        with pytest.raises(KeyboardInterrupt):
            rotate_server_key(tmp_path, ["one"])
        monkeypatch.undo()
        assert load_server_keys(tmp_path).of("one") == before
        assert load_server_key(tmp_path) == before
    rotate_server_key(tmp_path, ["one"])
    assert load_server_keys(tmp_path).of("one") == before
    assert load_server_key(tmp_path) != before


def test_a_key_given_as_text_takes_the_place_of_the_file(tmp_path: Path) -> None:
    path = make_server_key(tmp_path)
    text, key = path.read_text(), load_server_key(tmp_path)
    path.unlink()
    assert load_server_keys(tmp_path, text).now == key
    for broken in ("x", text[:-9], text.replace("server", "other")):
        with pytest.raises(InputError, match="not a server key"):
            load_server_keys(tmp_path, broken)
