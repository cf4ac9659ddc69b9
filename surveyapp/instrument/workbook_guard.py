"""A workbook looked at from outside before anything opens it: size, bombs, ways out of the file."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from surveyapp.errors import InputError, Problem

LARGEST = 5_000_000
MOST_ENTRIES = 200
LARGEST_ENTRY = 20_000_000
LARGEST_WHOLE = 40_000_000
HIGHEST_RATIO = 200
SMALL = 100_000
"""Bytes under which an entry may be packed at any ratio: repeats in short XML pack well."""

PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    RuntimeError,
    EOFError,
    ValueError,
    LookupError,
)
"""What unpacking a damaged file may end in."""

_OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
_MARKUP = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\x00", b"7z\xbc\xaf", b"Rar!")
_ACTIVE = ("vbaproject.bin", "externallinks/", "embeddings/", "activex/", "connections.xml")


def refuse_unsafe(content: bytes) -> None:
    """Refuse what is no plain workbook, before a reader unpacks it.

    Looked at are the number of entries, their unpacked sizes and ratios as the directory states
    them (a reader that unpacks more than stated fails its own check), links to places outside the
    file, macros, archives and embedded objects, and declarations of document types and entities.

    Raises
    ------
    InputError : with everything that was found.
    """
    if len(content) > LARGEST:
        raise InputError(
            _problem(f"The file has {len(content):,} bytes; a form has at most {LARGEST:,}.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            problems = list(_sizes(packed))
            if not problems:
                problems = list(_contents(packed))
    except DAMAGE:
        raise InputError(_problem("The file is no .xlsx workbook, or a damaged one.")) from None
    if problems:
        raise InputError(problems)


def _sizes(packed: zipfile.ZipFile) -> Iterator[Problem]:
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES:
        yield _problem(f"It packs {len(entries):,} files; a form has at most {MOST_ENTRIES}.")
    whole = sum(entry.file_size for entry in entries)
    if whole > LARGEST_WHOLE:
        yield _problem(f"Unpacked it would have {whole:,} bytes; at most {LARGEST_WHOLE:,} pass.")
    for entry in entries[: MOST_ENTRIES + 1]:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > LARGEST_ENTRY or (entry.file_size > SMALL and ratio > HIGHEST_RATIO):
            yield _problem(
                f"Unpacked it would grow {ratio:,.0f} times, to {entry.file_size:,} bytes; at most "
                f"{LARGEST_ENTRY:,} bytes and {HIGHEST_RATIO} times pass.",
                entry.filename[:80],
            )
        if entry.flag_bits & 1 or entry.compress_type not in PLAIN:
            yield _problem("It is encrypted, or packed in an unusual way.", entry.filename[:80])


def _contents(packed: zipfile.ZipFile) -> Iterator[Problem]:
    names = {entry.filename for entry in packed.infolist()}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        yield _problem("It is no .xlsx workbook.")
    for name in sorted(names):
        if any(part in name.casefold() for part in _ACTIVE):
            yield _problem("It holds a macro, an embedded object or a link outside.", name[:80])
        with packed.open(name) as entry:
            if entry.read(4) in _ARCHIVES:
                yield _problem("It holds another archive.", name[:80])
        if not name.endswith((".xml", ".rels")):
            continue
        text = packed.read(name)
        # XML may come in two or four bytes a character: without the empty ones it reads the same.
        if _MARKUP.search(text.replace(b"\0", b"")):
            yield _problem("It declares a document type or entities.", name[:80])
        if name.endswith(".rels") and _OUTSIDE.search(text.replace(b"\0", b"")):
            yield _problem("It refers to something outside the file.", name[:80])


def _problem(what: str, where: str = "") -> Problem:
    remedy = "save the form again as a plain .xlsx without macros, links or images."
    return Problem(what, where, (remedy,), "workbook")
