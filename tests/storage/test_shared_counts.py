import multiprocessing
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import StorageError
from surveyapp.storage import shared_counts
from surveyapp.storage.shared_counts import (
    DayCounts,
    ProgressCounts,
    memory_folder,
    shared_folder,
)


def count_in_a_process(path, things):
    counts = DayCounts(path)
    for thing in things:
        counts.add(thing, 1)
    counts.close()


def test_counts_are_shared_by_all_processes(tmp_path):
    path = tmp_path / "day"
    fork = multiprocessing.get_context("spawn")
    workers = [
        fork.Process(target=count_in_a_process, args=(path, [b"a"] * 200 + [b"b"] * 3))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    counts = DayCounts(path)
    assert counts.add(b"a", 1) == 401
    assert counts.add(b"b", 1) == 7
    assert counts.add(b"c", 1) == 1
    counts.close()


def test_threads_lose_no_count(tmp_path):
    counts = DayCounts(tmp_path / "day")

    def add():
        for _ in range(100):
            counts.add(b"a", 1)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.add(b"a", 1) == 801
    counts.close()


def test_yesterdays_counts_and_key_are_gone(tmp_path):
    path = tmp_path / "day"
    counts = DayCounts(path)
    counts.add(b"a", 1, 50)
    before = path.read_bytes()
    assert counts.add(b"a", 2) == 1
    after = path.read_bytes()
    assert before[8:40] != after[8:40]
    assert sum(byte != 0 for byte in after[40:]) == 4
    counts.close()


def test_counts_of_an_earlier_day_are_zeroed_without_a_visitor_and_those_of_today_stay(tmp_path):
    path = tmp_path / "day"
    counts = DayCounts(path)
    assert not counts.forget_before(7), "nothing is made where nothing was counted"
    assert not path.exists()
    counts.add(b"a", 7, 50)
    other = DayCounts(path)
    assert not other.forget_before(7)
    assert counts.add(b"a", 7) == 51
    assert other.forget_before(8)
    assert not any(path.read_bytes())
    assert not other.forget_before(8)
    assert counts.add(b"a", 8) == 1
    counts.close()
    other.close()


@pytest.mark.parametrize(
    "mounts",
    ["/dev/sda1 / ext4 rw 0 0\n", "/dev/sdb1 /dev/shm ext4 rw 0 0\n", "", None],
    ids=["none", "a disk", "nothing is known", "no list"],
)
def test_without_memory_no_key_is_written_anywhere_and_everybody_passes(
    tmp_path, monkeypatch, mounts
):
    listed = tmp_path / "mounts"
    if mounts is not None:
        listed.write_text(mounts)
    monkeypatch.setattr(shared_counts, "MOUNTS", listed)
    assert memory_folder() is None
    assert shared_folder("sqlite:///a") is None
    counts = DayCounts(None)
    assert [counts.add(b"a", 1) for _ in range(3)] == [0, 0, 0]
    assert not counts.forget_before(2)
    counts.close()
    assert [path.name for path in tmp_path.iterdir() if path != listed] == []


def test_memory_is_what_the_machine_says_is_kept_in_memory(tmp_path, monkeypatch):
    listed = tmp_path / "mounts"
    listed.write_text("/dev/sda1 / ext4 rw 0 0\ntmpfs /dev/shm tmpfs rw 0 0\n")
    monkeypatch.setattr(shared_counts, "MOUNTS", listed)
    assert memory_folder() == shared_counts.MEMORY


def test_the_file_holds_nothing_of_what_was_counted(tmp_path):
    path = tmp_path / "day"
    counts = DayCounts(path)
    counts.add(b"203.0.113.0/24 CANARY", 1)
    counts.close()
    assert b"CANARY" not in path.read_bytes()
    assert b"203.0.113" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


@given(st.lists(st.integers(0, 30), max_size=200))
def test_a_count_is_never_less_than_the_truth(tmp_path_factory, things):
    counts = DayCounts(tmp_path_factory.mktemp("counts") / "day")
    seen: dict[int, int] = {}
    for thing in things:
        seen[thing] = seen.get(thing, 0) + 1
        assert counts.add(str(thing).encode(), 1) >= seen[thing]
    counts.close()


def test_progress_leaves_memory_only_with_twenty_who_began(tmp_path):
    counts = ProgressCounts(tmp_path)
    for _ in range(19):
        assert not counts.note("w", 3, shown=0)
        counts.note("w", 3, shown=1, passed=0)
    assert counts.take("w", 3) == ()
    assert counts.note("w", 3, shown=0)
    assert counts.take("w", 3) == ((20, 19), (19, 0), (0, 0))
    assert counts.take("w", 3) == ()
    counts.give_back("w", ((20, 19), (19, 0), (0, 0)))
    assert counts.take("w", 3) == ((20, 19), (19, 0), (0, 0))
    counts.close()


def test_a_folder_in_memory_belongs_to_its_owner_and_its_store(tmp_path):
    one, other = shared_folder("sqlite:///a", tmp_path), shared_folder("sqlite:///b", tmp_path)
    assert one != other
    assert one == shared_folder("sqlite:///a", tmp_path)
    assert one.stat().st_mode & 0o777 == 0o700


def test_a_planted_link_in_place_of_the_file_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / "day").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        DayCounts(tmp_path / "day").add(b"a", 1)


def test_a_folder_that_others_may_enter_is_not_used(tmp_path):
    folder = shared_folder("sqlite:///a", tmp_path)
    folder.chmod(0o755)
    with pytest.raises(StorageError, match="not ours alone"):
        shared_folder("sqlite:///a", tmp_path)
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(StorageError, match="not ours alone"):
        shared_folder("sqlite:///a", tmp_path)
