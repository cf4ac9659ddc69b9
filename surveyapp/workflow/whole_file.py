"""Files that are there whole or not at all, whenever the program is stopped."""

from __future__ import annotations

import os
from pathlib import Path

UNFINISHED = ".part"


def write_whole(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file beside its place and put it there in one step, durably.

    What a stop leaves behind is hidden, ends in `.part`, and is written over by the next attempt.
    """
    beside = unfinished(path)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def unfinished(path: Path) -> Path:
    """Where a file is written before it is whole."""
    return path.with_name(f".{path.name}{UNFINISHED}")


def clear_unfinished(folder: Path) -> None:
    """Remove what stops left behind in a folder; it may hold names and codes."""
    for path in folder.glob(f".*{UNFINISHED}"):
        path.unlink(missing_ok=True)
