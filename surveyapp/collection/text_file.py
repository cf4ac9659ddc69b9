"""Bytes of a text file as text, whatever program wrote it; never by guessing in silence."""

from __future__ import annotations

import codecs

from surveyapp.errors import InputError, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, encoding: str = "") -> str:
    """The text of a file.

    A byte order mark decides; then the `encoding` given; then UTF-8.

    Raises
    ------
    InputError : the bytes do not fit, with the line at fault and how Windows-1252 would read it;
        or the text holds NUL characters.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    used = marked or encoding or "utf-8"
    try:
        text = codecs.decode(data, used)
    except LookupError as error:
        remedy = ("Use utf-8, cp1252, latin-1, mac-roman or utf-16.",)
        raise InputError(Problem(f"There is no encoding {encoding!r}.", "", remedy)) from error
    except UnicodeError as error:
        raise InputError(_unreadable(data, used, error)) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        remedies = ("Save it again as CSV in UTF-8.", 'Name its encoding, such as "utf-16-le".')
        raise InputError(Problem("The file holds NUL characters.", f"line {line}", remedies))
    return text


def _unreadable(data: bytes, used: str, error: UnicodeError) -> Problem:
    at = error.start if isinstance(error, UnicodeDecodeError) else 0
    line_start = data.rfind(b"\n", 0, at) + 1
    line_end = data.find(b"\n", at)
    line = data[line_start : line_end if line_end >= 0 else len(data)]
    start = max(0, at - line_start - 20)
    sample = line.decode("cp1252", "replace").strip()[start : start + 40]
    return Problem(
        f"The file is not {used}; read as Windows-1252 the place says {sample!r}.",
        f"line {data.count(10, 0, at) + 1}",
        ('If that reads right, set encoding = "cp1252".', "Save the file again as UTF-8."),
        code="encoding",
    )
