"""What a machine counts of networks is gone after its day, whether anybody comes again or not."""

import os

import pytest

from surveyapp.storage.shared_counts import DayCounts, shared_folder
from tests.commands.test_fielding import run

__all__ = ["run"]
FIRST_DAY = 20_000
COMMAND = ("responses", "import", "rows.csv", "--mapping", "map.toml", "--wave", "paper-2026q3")


@pytest.fixture
def sketch(run):
    """The file in memory that the gate of this service counts in, as on a day long ago."""
    folder = shared_folder(os.environ["DATABASE_URL"])
    if folder is None:
        pytest.skip("this machine has no memory to count in")
    path = folder / "gate"
    counts = DayCounts(path)
    counts.add(b"203.0.113.0/24", FIRST_DAY)
    yield counts, path
    counts.close()
    path.unlink()
    folder.rmdir()


def test_a_mix_and_a_closing_zero_what_was_counted_on_an_earlier_day(run, sketch):
    counts, path = sketch
    run("db", "upgrade")
    assert any(path.read_bytes())
    run("db", "mix")
    assert not any(path.read_bytes())
    counts.add(b"203.0.113.0/24", FIRST_DAY)
    run("keys", "init")
    run("wave", "plan", "wave.toml")
    run(*COMMAND)
    assert any(path.read_bytes())
    run("wave", "close", "paper-2026q3")
    assert not any(path.read_bytes())


def test_nothing_is_made_in_memory_where_nobody_was_counted(run):
    run("db", "upgrade")
    run("db", "mix")
    folder = shared_folder(os.environ["DATABASE_URL"])
    assert folder is None or not list(folder.iterdir())
