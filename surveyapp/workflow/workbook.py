"""Workbooks: read in a process of their own after a look from outside, and written plain."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape  # nosec B406  # writes XML, reads none
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from surveyapp.errors import InputError, Problem
from surveyapp.instrument.workbook_guard import LARGEST, refuse_unsafe
from surveyapp.instrument.xlsform_sheets import RawSheet

SECONDS = 60
READER = "surveyapp.workflow.workbook_reader"
Tables = Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]


def read_workbook(path: Path) -> dict[str, RawSheet]:
    """The sheets of an XLSForm, by name.

    The file is judged from outside first (`workbook_guard`), then read by another process with at
    most 1 GB of memory and 30 s, in which pyxform judges the form too.

    Raises
    ------
    InputError : unsafe, damaged, larger than a form, refused by pyxform, or pyxform is not here.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise InputError(_problem(f"The file has {size:,} bytes; at most {LARGEST:,} pass.", path))
    refuse_unsafe(path.read_bytes())
    if find_spec("pyxform") is None:
        raise InputError(
            Problem(
                "Reading XLSForms needs pyxform, which is not installed.",
                remedies=("pip install 'surveyapp[xlsform]'",),
                code="extra",
            )
        )
    try:
        done = subprocess.run(  # nosec B603  # this Python, our own module, no shell
            [sys.executable, "-I", "-m", READER, str(path.resolve())],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            _problem(f"It could not be read within {SECONDS} seconds.", path)
        ) from None
    return _sheets(done.returncode, done.stdout, path)


def _sheets(status: int, output: bytes, path: Path) -> dict[str, RawSheet]:
    if status not in (0, 3):
        over = "The workbook cannot be read within the memory and time of a form."
        raise InputError(_problem(over, path))
    held = json.loads(output)
    if status == 3:
        raise InputError(_problem(f"pyxform refuses the form: {held['refused']}", path))
    return {name: [(n, tuple(cells)) for n, cells in rows] for name, rows in held.items()}


def write_workbook(path: Path, sheets: Tables) -> None:
    """Write sheets of text as a plain .xlsx; the same sheets give the same bytes."""
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _RELATIONS.format(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _book(sheets),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            "".join(
                _relation(n, "worksheet", f"worksheets/sheet{n}.xml") for n in _from_one(sheets)
            )
        ),
    }
    for number, (head, rows) in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet([head, *rows])
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(ZipInfo(name), _HEAD + text, ZIP_DEFLATED)


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f"{_OPEN}/spreadsheetml/2006/main"
_OFFICE = f"{_OPEN}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{{}}</Relationships>'


def _from_one(sheets: Tables) -> range:
    return range(1, len(sheets) + 1)


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_OPEN}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f"{sheets}</Types>"
    )


def _book(sheets: Tables) -> str:
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>'


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    body = "".join(
        f'<row r="{n}">{"".join(_cell(n, c, text) for c, text in enumerate(row) if text)}</row>'
        for n, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(row: int, column: int, text: str) -> str:
    """A cell of text, whatever it looks like: "=1+1" is words here, not a formula."""
    first, last = divmod(column, 26)
    letters = (chr(64 + first) if first else "") + chr(65 + last)
    words = escape("".join(c for c in text if c in "\n\t" or ord(c) >= 32))
    return f'<c r="{letters}{row}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _problem(what: str, path: Path) -> Problem:
    return Problem(what, path.name, ("correct the form, and save it as .xlsx.",), "workbook")
