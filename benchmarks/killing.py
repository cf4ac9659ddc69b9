"""Processes of ours that are started to be killed, and what is counted afterwards."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass


@dataclass
class Killed:
    """What twenty kills did."""

    case: str
    kills: int
    acknowledged: int
    lost: int
    duplicated: int


def in_a_child(run: Callable[[Callable[[str], None]], None]) -> tuple[int, int]:
    """Run in a forked process; returns its number and the end of a pipe of what it tells."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with suppress(BaseException):
            run(lambda line: os.write(write, f"{line}\n".encode()) and None)
        os._exit(1)
    os.close(write)
    return child, read


def kill(child: int) -> None:
    """End a process of ours at once, and collect it."""
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
