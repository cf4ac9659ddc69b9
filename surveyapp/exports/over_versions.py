"""All answers to all versions of a questionnaire in one table, and the codebook that explains it.

For the evaluator, never for the public: rows are as people gave them. Nothing is lost and nothing
joined that does not mean the same: see `collection.merged`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.collection.merged import Merged, MergedColumn
from surveyapp.instrument.model import Instrument, Option, Variable
from surveyapp.instrument.spreadsheet_text import defused, restored
from surveyapp.instrument.values import AnswerValue, Missing

FACTS = ("wave", "version", "mode", "language", "department", "design_cell", "area")
MISSING: Mapping[Missing, str] = {
    Missing.NOT_STATED: ".a",
    Missing.NOT_APPLICABLE: ".b",
    Missing.NOT_REACHED: ".c",
}
"""As Stata writes kinds of missing; an empty cell was not asked in that wave."""
_KINDS = {mark: kind for kind, mark in MISSING.items()}
_TEXTS = ("text", "date")


@dataclass(frozen=True, slots=True)
class Edition:
    """One wave as the codebook names it: its slug and what it asked."""

    wave: str
    instrument: Instrument


def table_csv(
    table: Merged, facts: Sequence[Mapping[str, str]], flags: Sequence[str], *, texts: bool
) -> bytes:
    """One row a response: facts, quality flags (0, 1), then every column of the merged table.

    A choice is its code, several are codes with blanks between, a ranking codes from the first;
    kinds of missing are `.a` not stated, `.b` not applicable, `.c` not reached; an empty cell was
    not asked. Free texts are left out unless `texts`.

    Parameters
    ----------
    facts : of each row of the table, under the names `FACTS` and those of `flags`.
    """
    columns = kept(table, texts=texts)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [column.name for column in columns]
    writer.writerow([*FACTS, *map(defused, flags), *map(defused, names)])
    for fact, row in zip(facts, table.rows, strict=True):
        known = [defused(fact[name]) for name in (*FACTS, *flags)]
        writer.writerow([*known, *(cell(row.get(name)) for name in names)])
    return out.getvalue().encode("utf-8")


def kept(table: Merged, *, texts: bool) -> tuple[MergedColumn, ...]:
    """The columns that are written: all of them, or those that hold no free text."""
    return tuple(c for c in table.columns if texts or c.kind not in _TEXTS)


def cell(value: AnswerValue | None) -> str:
    """An answer as one cell; `answer_of` reads it back."""
    match value:
        case None:
            return ""
        case Missing():
            return MISSING[value]
        case tuple():
            return " ".join(map(str, value))
        case str():
            marked = value.lstrip("'") in _KINDS or not value
            return f"'{value}" if marked else defused(value)
    return str(value)


def answer_of(text: str, kind: str) -> AnswerValue | None:
    """The answer that `cell` wrote, by the kind of its variable: the inverse.

    The id of an area that is digits alone reads as a code.
    """
    if not text:
        return None
    if text in _KINDS:
        return _KINDS[text]
    if kind in ("several", "ranked"):
        return tuple(map(int, text.split()))
    if kind in _TEXTS:
        guarded = text.startswith("'") and (text.lstrip("'") in _KINDS or text == "'")
        return text[1:] if guarded else restored(text)
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return restored(text)


def codebook_csv(table: Merged, editions: Sequence[Edition]) -> bytes:
    """What each column is, one row for each wording of it.

    The columns: column, variable, versions and waves that asked it in this wording, kind, the
    wording in every language, and its options ("1 Yes; 2 No").
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    tags = list(dict.fromkeys(tag for each in editions for tag in each.instrument.languages))
    head = ["column", "variable", "versions", "waves", "kind", "free text"]
    writer.writerow(
        [*head, *(f"{what} ({tag})" for what in ("wording", "options") for tag in tags)]
    )
    for column in table.columns:
        for group in _wordings(column, editions):
            variable = group[0].instrument.variables[column.variable]
            versions = dict.fromkeys(each.instrument.version for each in group)
            row = [
                column.name,
                column.variable,
                " ".join(versions),
                " ".join(each.wave for each in group),
                variable.kind,
                "yes" if column.kind in _TEXTS else "",
                *(_wording(variable, tag) for tag in tags),
                *(_listed(variable.options, tag) for tag in tags),
            ]
            writer.writerow(map(defused, row))
    return out.getvalue().encode("utf-8")


def _wordings(column: MergedColumn, editions: Sequence[Edition]) -> Iterator[list[Edition]]:
    """The editions of a column, those with the same words and options together."""
    groups: dict[object, list[Edition]] = {}
    for place in column.editions:
        variable = editions[place].instrument.variables[column.variable]
        row = dict(variable.row.text) if variable.row else {}
        labels = [(option.code, sorted(option.label.items())) for option in variable.options]
        key = repr((sorted(variable.item.text.items()), sorted(row.items()), labels))
        groups.setdefault(key, []).append(editions[place])
    yield from groups.values()


def _wording(variable: Variable, tag: str) -> str:
    row = variable.row.text.get(tag, "") if variable.row else ""
    return " ".join(filter(None, (variable.item.text.get(tag, ""), row)))


def _listed(options: Iterable[Option], tag: str) -> str:
    return "; ".join(f"{o.code} {o.label.get(tag, '')}".strip() for o in options if not o.place)
