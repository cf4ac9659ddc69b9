import json
import logging
import stat
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.collection import sealing_keys
from surveyapp.collection.sealing import key_pair
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.workflow import field, key_store
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.field import plan_wave
from surveyapp.workflow.key_store import load_server_key, make_server_key, write_secret
from tests.collection.tiny import tiny, tiny_wave
from tests.workflow.fielded import DAY, SLUG, at_once, opened_desk

ANN, BEN, CAM = "words of ann are long", "words of ben are long", "words of cam are long"


def typed(*words: str) -> str:
    return "".join(f"{word}\n" for word in words)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases are stretched as little as a key file may ask for."""
    efforts = sealing_keys._EFFORTS
    monkeypatch.setitem(efforts, "moderate", efforts["interactive"])


@pytest.fixture
def place(tmp_path: Path) -> tuple[CliRunner, Path]:
    """A store with an open wave of three responses, its key whole in a file."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = Store(url)
    upgrade(store)
    at_once(opened_desk(store, tmp_path), 3)
    store.close()
    return CliRunner(env={"DATABASE_URL": url, "SURVEYAPP_KEYS": str(tmp_path / "keys")}), tmp_path


def split(place, *names: str, words=(ANN, BEN, CAM)) -> list[str]:
    runner, folder = place
    files = [str(folder / name) for name in names]
    whole = str(folder / f"{SLUG}.json")
    given = typed(*(word for word in words[: len(files)] for _ in "12"))
    done = runner.invoke(surveyapp, ["keys", "split", SLUG, *files, "--key", whole], given)
    assert done.exit_code == 0, done.output
    return files


def test_a_split_key_closes_its_wave_only_with_two_shares(place):
    runner, folder = place
    first, second = split(place, "ann", "ben")
    assert not (folder / f"{SLUG}.json").exists()
    alone = runner.invoke(surveyapp, ["wave", "close", SLUG, "--key", first], typed(ANN))
    assert "Two different shares are needed" in str(alone.exception)
    both = ["wave", "close", SLUG, "--key", first, "--key", second]
    wrong = runner.invoke(surveyapp, both, typed(ANN, ANN))
    assert "does not open" in str(wrong.exception)
    closed = runner.invoke(surveyapp, both, typed(ANN, BEN))
    assert "closed with 3 responses" in closed.output


def test_one_of_three_people_may_lose_their_share(place):
    runner, _ = place
    files = split(place, "ann", "ben", "cam")
    Path(files[0]).unlink()
    closed = runner.invoke(
        surveyapp, ["wave", "close", SLUG, "--key", files[2], "--key", files[1]], typed(CAM, BEN)
    )
    assert "closed with 3 responses" in closed.output


def test_a_wave_opened_with_shares_never_has_its_key_on_disk(tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = Store(url)
    upgrade(store)
    make_server_key(tmp_path / "keys")
    plan_wave(store, tiny_wave(simulated=False), tiny(), on=DAY)
    made: list[bytes] = []
    written: list[str] = []

    def pair(seed: bytes) -> tuple[bytes, bytes]:
        made.extend((seed, key_pair(seed)[1]))
        return key_pair(seed)

    def write(path: Path, text: str) -> None:
        written.append(text)
        write_secret(path, text)

    monkeypatch.setattr(field, "key_pair", pair)
    monkeypatch.setattr(key_store, "write_secret", write)
    runner = CliRunner(env={"DATABASE_URL": url, "SURVEYAPP_KEYS": str(tmp_path / "keys")})
    files = [str(tmp_path / name) for name in ("ann", "ben", "cam")]
    shares = [part for file in files for part in ("--share", file)]
    one = runner.invoke(surveyapp, ["wave", "open", SLUG, "--share", files[0]])
    assert "two people or more" in one.output
    done = runner.invoke(
        surveyapp,
        ["wave", "open", SLUG, *shares, "--overrule", "A rehearsal."],
        typed(*(w for w in (ANN, BEN, CAM) for _ in "12")),
    )
    assert done.exit_code == 0, done.output
    assert len(written) == 3
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    kept += "".join([*written, done.output, caplog.text]).encode()
    for secret in (*made, *(word.encode() for word in (ANN, BEN, CAM))):
        assert secret not in kept
        assert secret.hex().encode() not in kept
    at_once(Desk(store, load_server_key(tmp_path / "keys")), 2)
    keys = [part for file in files[1:] for part in ("--key", file)]
    closed = runner.invoke(surveyapp, ["wave", "close", SLUG, *keys], typed(BEN, CAM))
    assert "closed with 2 responses" in closed.output, closed.output


def test_each_person_checks_their_file_alone_and_away_from_the_store(place):
    runner, folder = place
    whole = runner.invoke(surveyapp, ["keys", "check", str(folder / f"{SLUG}.json")])
    assert f"the whole private key, fits wave {SLUG}" in whole.output
    kept = folder / "feed.json"
    kept.write_text(runner.invoke(surveyapp, ["feed"]).output)
    first, second = split(place, "ann", "ben")
    away = CliRunner(env={"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"})
    said = away.invoke(surveyapp, ["keys", "check", first, "--feed", str(kept)], typed(ANN))
    assert "ann: share 1 of 2, made in set " in said.output
    other = away.invoke(surveyapp, ["keys", "check", second, "--feed", str(kept)], typed(BEN))
    assert said.output.partition("set ")[2][:19] == other.output.partition("set ")[2][:19]
    document = json.loads(kept.read_text())
    document["waves"][0]["public_key"] = "0" * 64
    kept.write_text(json.dumps(document))
    wrong = away.invoke(surveyapp, ["keys", "check", first, "--feed", str(kept)], typed(ANN))
    assert "not of the key that wave" in str(wrong.exception)
    kept.write_text(json.dumps({**document, "waves": []}))
    none = away.invoke(surveyapp, ["keys", "check", first, "--feed", str(kept)], typed(ANN))
    assert "knows no wave" in str(none.exception)


def test_a_changed_passphrase_counts_from_then_on(place):
    runner, folder = place
    first, second = split(place, "ann", "ben")
    new = "other words that ann chose"
    done = runner.invoke(surveyapp, ["keys", "passphrase", first], typed(ANN, new, new))
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in folder.glob("ann*")) == ["ann"]
    assert stat.S_IMODE(Path(first).stat().st_mode) == 0o600
    again = runner.invoke(surveyapp, ["keys", "rehearse", first, second], typed(ANN, BEN))
    assert "does not open" in str(again.exception)
    kept = Path(first).read_bytes()
    same = runner.invoke(surveyapp, ["keys", "passphrase", first], typed(new, new, new))
    assert "is the old one" in str(same.exception)
    short = runner.invoke(surveyapp, ["keys", "passphrase", first], typed(new, "short", "short"))
    assert "needs at least 12" in str(short.exception)
    assert Path(first).read_bytes() == kept


def test_a_rehearsal_opens_no_answer_and_writes_nothing(place):
    runner, folder = place
    files = split(place, "ann", "ben")

    def lying() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = lying()
    done = runner.invoke(surveyapp, ["keys", "rehearse", *files], typed(ANN, BEN))
    assert f"These files close wave {SLUG}." in done.output
    assert lying() == before
    alone = runner.invoke(surveyapp, ["keys", "rehearse", files[0]], typed(ANN))
    assert "Two different shares" in str(alone.exception)


def test_lost_shares_are_replaced_from_the_two_that_are_left(place):
    runner, folder = place
    files = split(place, "ann", "ben", "cam")
    new = [str(folder / "ann2"), str(folder / "dee")]
    words = ("new words of ann here", "words of dee are long")
    given = typed(ANN, CAM, *(word for word in words for _ in "12"))
    done = runner.invoke(
        surveyapp, ["keys", "split", SLUG, *new, "--key", files[0], "--key", files[2]], given
    )
    assert "Destroy the old shares" in done.output, done.output
    mixed = runner.invoke(surveyapp, ["keys", "rehearse", files[0], new[1]], typed(ANN, words[1]))
    assert "were not made together" in str(mixed.exception)
    both = runner.invoke(surveyapp, ["keys", "rehearse", *new], typed(*words))
    assert both.exit_code == 0


def test_no_share_is_written_where_one_cannot_be(place):
    runner, folder = place
    (folder / "ben").write_text("mine")
    whole = folder / f"{SLUG}.json"
    given = typed(ANN, ANN, BEN, BEN)
    names = [str(folder / "ann"), str(folder / "ben")]
    done = runner.invoke(surveyapp, ["keys", "split", SLUG, *names, "--key", str(whole)], given)
    assert "cannot be written" in str(done.exception)
    assert whole.exists()
    assert not (folder / "ann").exists()


def test_no_verb_takes_a_passphrase_where_others_can_see_it():
    def verbs(command: click.Command) -> list[click.Command]:
        if not isinstance(command, click.Group):
            return [command]
        context = click.Context(command)
        inner = [command.get_command(context, name) for name in command.list_commands(context)]
        return [command, *(each for one in inner if one for each in verbs(one))]

    for verb in verbs(surveyapp):
        for param in verb.params:
            named = f"{param.name} {param.envvar}".lower()
            secret = "passphrase" in named or "password" in named
            assert not secret or isinstance(param.type, click.Path), (verb.name, named)


def test_a_share_stands_whole_or_not_at_all_when_the_disk_is_full(tmp_path, monkeypatch):
    real = key_store.save_wave_key
    written: list[Path] = []

    def full(path: Path, key: object) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(path)
        real(path, key)

    monkeypatch.setattr(key_store, "save_wave_key", full)
    paths = [tmp_path / "ann", tmp_path / "ben"]
    with pytest.raises(OSError, match="No space"):
        key_store.split_wave_key(key_pair(b"s" * 32)[1], SLUG, paths, [ANN, BEN])
    assert list(tmp_path.iterdir()) == []
