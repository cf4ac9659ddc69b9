"""Mapping files: how the columns of a file gathered elsewhere become answers to an instrument."""

from __future__ import annotations

import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from surveyapp.errors import InputError, Problem


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileRule(_Part):
    """How to read the file itself; what is not given is found out."""

    encoding: str = ""
    delimiter: str = ""
    header_rows: Annotated[int, Field(ge=1, le=20)] | None = None


class FieldRule(_Part):
    """Where one fact about every response comes from.

    Either one `value` for all, or a `column` whose text is looked up in `values` (taken as it is
    where there are none).
    """

    column: str = ""
    value: str = ""
    values: dict[str, str] = Field(default_factory=dict)


class MissingRule(_Part):
    """Texts that mean no answer; an empty cell is "not stated" unless listed elsewhere."""

    not_stated: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    not_reached: tuple[str, ...] = ()


class ColumnRule(MissingRule):
    """How one column answers one variable.

    Attributes
    ----------
    column : its name in the file.
    item : the variable it answers (item id, or "grid.row"); the same name where not given.
    values : text in the file -> option code, or text to read instead; nothing else is then taken.
    by_label : look up the value label of a .sav or .dta file instead of the value.
    option : for a multiple-choice item spread over columns: the code this column ticks.
    chosen, not_chosen : texts that tick that option, or do not.
    """

    column: str
    item: str = ""
    values: dict[str, int | str] = Field(default_factory=dict)
    by_label: bool = False
    option: int | None = None
    chosen: tuple[str, ...] = ("1",)
    not_chosen: tuple[str, ...] = ("", "0")

    @property
    def variable(self) -> str:
        """The variable it answers."""
        return self.item or self.column


class Mapping(_Part):
    """A whole mapping file.

    `missing` holds for every column; a column's own lists come on top. `row_id` names a column
    that identifies a response in the file, so that it is recognized in later editions of it.
    """

    file: FileRule = FileRule()
    wave: FieldRule = FieldRule()
    area: FieldRule = FieldRule()
    mode: FieldRule = FieldRule(value="import")
    language: FieldRule = FieldRule()
    design_cell: FieldRule = FieldRule()
    row_id: str = ""
    missing: MissingRule = MissingRule()
    columns: Annotated[tuple[ColumnRule, ...], Field(min_length=1)]


def read_mapping(text: str, source: str = "mapping") -> Mapping:
    """The mapping in a TOML text; InputError with every problem, by place in the file."""
    try:
        mapping = Mapping.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise InputError(
            Problem(f"{fault['msg']}.", _place(source, fault["loc"])) for fault in error.errors()
        ) from error
    except (ValueError, RecursionError) as error:  # numbers and nesting beyond all bounds, too
        raise InputError(Problem(f"This is no TOML: {error}.", source)) from error
    problems = _problems(mapping, source)
    if problems:
        raise InputError(problems)
    return mapping


def _place(source: str, steps: tuple[int | str, ...]) -> str:
    named = [str(step + 1) if isinstance(step, int) else step for step in steps]
    return f"{source}, {' '.join(named)}" if named else source


def _problems(mapping: Mapping, source: str) -> list[Problem]:
    problems = []
    taken: set[tuple[str, int | None]] = set()
    whole: set[str] = set()
    spread: set[str] = set()
    for rule in mapping.columns:
        place = f"{source}, column {rule.column}"
        if (rule.variable, rule.option) in taken:
            what = f"{rule.variable!r} is answered by more than one column."
            problems.append(Problem(what, place, ("Keep one.", "Name other options.")))
        taken.add((rule.variable, rule.option))
        (whole if rule.option is None else spread).add(rule.variable)
    problems += [
        Problem(
            f"{name!r} is answered by a whole column and by columns of options.",
            source,
            ("Keep one way.",),
        )
        for name in sorted(whole & spread)
    ]
    return problems
