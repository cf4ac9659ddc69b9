"""Run by itself in a process with little memory and time: an .xlsx in, its sheets as JSON out.

`python -m surveyapp.workflow.workbook_reader FILE`. Nothing else imports this module: it alone
needs the optional extra `xlsform`.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

MEMORY = 1_000_000_000
SECONDS = 30
MOST_ROWS = 5_000
MOST_COLUMNS = 100
LONGEST_CELL = 10_000
FORMULA = "f"
"""How a cell that is worked out is marked: what it shows was another program's word."""
SHEETS = ("survey", "choices", "settings")


def main(path: Path) -> int:
    """Print the sheets, or what is wrong with the form; the status tells which."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    workbook = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    sheets: dict[str, list[tuple[int, list[str]]]] = {}
    for sheet in workbook.worksheets:
        name = sheet.title.strip().casefold()
        if name not in SHEETS:
            continue
        rows = []
        for number, row in enumerate(sheet.iter_rows(), 1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                return _refuse(
                    f"sheet {sheet.title} is larger than a form: at most {MOST_ROWS:,} rows of "
                    f"{MOST_COLUMNS} columns are read"
                )
            for cell in row:
                if cell.data_type == FORMULA:
                    return _refuse(
                        f"sheet {sheet.title}, cell {cell.coordinate} holds a formula; put its "
                        "value there"
                    )
            cells = [_text(cell.value) for cell in row]
            if any(cells):
                rows.append((number, cells))
        sheets[name] = rows
    if "survey" not in sheets:
        return _refuse("there is no sheet named survey")
    try:
        convert(str(path), validate=False)
    except PyXFormError as error:
        return _refuse(" ".join(str(error).split()))
    json.dump(sheets, sys.stdout)
    return 0


def _refuse(what: str) -> int:
    json.dump({"refused": what[:1000]}, sys.stdout)
    return 3


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value.isoformat()[:10]
    return str(value).strip()[:LONGEST_CELL]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
