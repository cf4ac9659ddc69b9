"""The bytes of a file that somebody named: whole, bounded, and never of a device or a pipe."""

from __future__ import annotations

import stat
from pathlib import Path

from surveyapp.errors import InputError, Problem


def file_bytes(path: Path, largest: int, what: str = "a questionnaire") -> bytes:
    """All bytes of a regular file of at most `largest` bytes.

    A device or a pipe says that it has 0 bytes and may never end, so it is refused by its kind,
    and no more than `largest` + 1 bytes are ever read.

    Raises
    ------
    InputError : no such file, not a regular one, not readable, or larger.
    """
    where = path.as_posix()
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError(
                Problem(
                    "This is no regular file but a folder, a device or a pipe.",
                    where,
                    ("save the text in a file, and give its path.",),
                    "file-kind",
                )
            )
        with path.open("rb") as opened:
            content = opened.read(largest + 1)
            size = opened.seek(0, 2)
    except OSError as error:
        raise InputError(
            Problem(
                f"The file cannot be read: {error.strerror}.", where, ("check the path.",), "file"
            )
        ) from None
    if len(content) > largest:
        raise InputError(
            Problem(
                f"The file has {size:,} bytes; {what} has at most {largest:,}.",
                where,
                (f"give the path of {what}.",),
                "file-too-large",
            )
        )
    return content
