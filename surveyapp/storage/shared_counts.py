"""Counts in memory that all processes of the service share, and no disk or database holds.

Each is a small file in the machine's memory (`/dev/shm`), mapped by every worker and changed under
a file lock. A reboot empties it. A machine without such memory counts nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import secrets
import stat
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from surveyapp.errors import Problem, StorageError

MEMORY = Path("/dev/shm")  # nosec B108  # the folder below it is made ours alone, or refused
MOUNTS = Path("/proc/self/mounts")
_KEPT_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_KEY_BYTES = 32
_DAY = struct.Struct("<q")
_HEADER = _DAY.size + _KEY_BYTES
_COUNT = struct.Struct("<I")
_ROWS, _SLOTS = 4, 1 << 16
_MOST = 0xFFFFFFFF


def memory_folder() -> Path | None:
    """Where files lie in memory; None where the machine has no such place, or it is on a disk."""
    try:
        mounts = [line.split() for line in MOUNTS.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return None
    kinds = {mount[1]: mount[2] for mount in mounts if len(mount) > 2}
    return MEMORY if kinds.get(str(MEMORY)) in _KEPT_IN_MEMORY else None


def shared_folder(name: str, within: Path | None = None) -> Path | None:
    """A folder in memory for one service, named after its store; only its owner may enter it.

    None where the machine has no place in memory: on a disk a key of the day and the counts under
    it would outlive the day.

    Raises
    ------
    StorageError : somebody else made a folder of this name, or others may enter it.
    """
    place = within or memory_folder()
    if place is None:
        return None
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    folder = place / f"surveyapp-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        remedy = ("Remove it, and find out who made it.",)
        raise StorageError(Problem("This folder is not ours alone.", str(folder), remedy))
    return folder


class _Shared:
    """A file of fixed size, mapped by this process and locked while it changes."""

    def __init__(self, path: Path, size: int) -> None:
        self._turn = threading.Lock()
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with self.locked():
            if os.fstat(self._handle).st_size != size:
                os.ftruncate(self._handle, size)
            # Memory that was never set aside would kill the process at the first count.
            os.posix_fallocate(self._handle, 0, size)
        self.memory = mmap.mmap(self._handle, size)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """No other process or thread changes the file meanwhile."""
        with self._turn:
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give back the mapping."""
        self.memory.close()
        os.close(self._handle)


class DayCounts:
    """How often each of many things was seen today, without keeping any of them.

    A count-min sketch (Cormode & Muthukrishnan, 2005): a thing is hashed with a key of the day to
    four counters, and its count is the smallest of them, never less than the truth. Counters and
    key are zeroed when the day changes, so yesterday's are gone, and no counter can be turned
    back into what it counted. Whoever copies the memory itself has the key of that one day, and
    can test which of all networks there are were counted on it.

    Parameters
    ----------
    path : a file in memory; None counts nothing, so that everything is new.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._shared: _Shared | None = None
        self._process = -1

    def add(self, thing: bytes, day: int, times: int = 1) -> int:
        """Count a thing on a day (any number that grows daily); returns its count so far."""
        if self._path is None:
            return 0
        shared = self._mapped(self._path)
        with shared.locked():
            key = self._key_of(shared, day)
            counts: list[int] = []
            for at in _slots(key, thing):
                count = min(_COUNT.unpack_from(shared.memory, at)[0] + times, _MOST)
                _COUNT.pack_into(shared.memory, at, count)
                counts.append(count)
        return min(counts)

    def seen(self, thing: bytes, day: int) -> int:
        """How often a thing was counted on a day; nothing is counted or made."""
        if self._path is None or not self._path.is_file():
            return 0
        shared = self._mapped(self._path)
        with shared.locked():
            if _DAY.unpack_from(shared.memory)[0] != day:
                return 0
            key = shared.memory[_DAY.size : _HEADER]
            counts = [int(_COUNT.unpack_from(shared.memory, at)[0]) for at in _slots(key, thing)]
        return min(counts)

    def forget_before(self, day: int) -> bool:
        """Zero counts and key of an earlier day, where there are any; returns whether there were.

        The first count of a day does so too; this is for a day on which nobody comes.
        """
        if self._path is None or not self._path.is_file():
            return False
        shared = self._mapped(self._path)
        with shared.locked():
            kept = any(shared.memory[_DAY.size : _HEADER])
            if not kept or _DAY.unpack_from(shared.memory)[0] >= day:
                return False
            shared.memory[:] = bytes(len(shared.memory))
        return True

    def close(self) -> None:
        """Give back the mapping of this process."""
        if self._shared is not None and self._process == os.getpid():
            self._shared.close()
        self._shared = None

    def _mapped(self, path: Path) -> _Shared:
        if self._shared is None or self._process != os.getpid():
            size = _HEADER + _ROWS * _SLOTS * _COUNT.size
            self._shared, self._process = _Shared(path, size), os.getpid()
        return self._shared

    @staticmethod
    def _key_of(shared: _Shared, day: int) -> bytes:
        memory = shared.memory
        if _DAY.unpack_from(memory)[0] != day or not any(memory[_DAY.size : _HEADER]):
            memory[:] = bytes(len(memory))
            _DAY.pack_into(memory, 0, day)
            memory[_DAY.size : _HEADER] = secrets.token_bytes(_KEY_BYTES)
        return memory[_DAY.size : _HEADER]


@dataclass(slots=True)
class ProgressCounts:
    """Residents who were shown a page and who went on from it, until enough of them are counted.

    Attributes
    ----------
    folder : in memory; one file a wave.
    batch : counts leave memory only together with those of so many residents who began.
    """

    folder: Path
    batch: int = 20
    _open: dict[tuple[int, str], _Shared] = field(default_factory=dict, repr=False)

    def note(self, wave: str, pages: int, *, shown: int = -1, passed: int = -1) -> bool:
        """Count one resident who was shown one of the `pages` and passed another, by position.

        Returns whether enough residents have begun for the counts to be taken.
        """
        shared = self._mapped(wave, pages)
        with shared.locked():
            for at, position in ((0, shown), (1, passed)):
                if 0 <= position < pages:
                    _increase(shared.memory, 2 * position + at, 1)
            begun: int = _COUNT.unpack_from(shared.memory, 0)[0]
        return begun >= self.batch

    def take(self, wave: str, pages: int) -> tuple[tuple[int, int], ...]:
        """The counts (shown, passed) of every page, emptied; nothing while too few have begun."""
        shared = self._mapped(wave, pages)
        with shared.locked():
            counts = struct.unpack_from(f"<{2 * pages}I", shared.memory)
            if counts[0] < self.batch:
                return ()
            shared.memory[:] = bytes(len(shared.memory))
        return tuple(zip(counts[::2], counts[1::2], strict=True))

    def give_back(self, wave: str, counts: Sequence[tuple[int, int]]) -> None:
        """Put counts back that were taken and could not be kept."""
        shared = self._mapped(wave, len(counts))
        with shared.locked():
            for at, count in enumerate(count for pair in counts for count in pair):
                _increase(shared.memory, at, count)

    def close(self) -> None:
        """Give back the mappings of this process."""
        for (process, _), shared in self._open.items():
            if process == os.getpid():
                shared.close()
        self._open.clear()

    def _mapped(self, wave: str, pages: int) -> _Shared:
        key = (os.getpid(), wave)
        if key not in self._open:
            size = max(2 * pages, 1) * _COUNT.size
            self._open[key] = _Shared(self.folder / f"{wave}.progress", size)
        return self._open[key]


def _slots(key: bytes, thing: bytes) -> Iterator[int]:
    digest = hashlib.blake2b(thing, key=key, digest_size=4 * _ROWS).digest()
    for row in range(_ROWS):
        slot = _COUNT.unpack_from(digest, 4 * row)[0] % _SLOTS
        yield _HEADER + (row * _SLOTS + slot) * _COUNT.size


def _increase(memory: mmap.mmap, at: int, by: int) -> None:
    count = _COUNT.unpack_from(memory, at * _COUNT.size)[0]
    _COUNT.pack_into(memory, at * _COUNT.size, min(count + by, _MOST))
