"""The words that every table of a questionnaire document is spelled with."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+){0,2}$")]
VariableName = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z][a-z0-9_]{0,39}(\.[1-9][0-9]?)?(\.[a-z][a-z0-9_]{0,39}){0,2}$"
    ),
]
"""`item`, `item.row`, `group.1.item`, `group.1.item.row`; `group.item` for every repetition."""
Number = Annotated[float, Field(allow_inf_nan=False)]
Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
TextTable = dict[Language, Words]
Code = Annotated[int, Field(ge=0, le=32000)]


class Shape(BaseModel):
    """A table of the document: no key but those named, no value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


def known_keys(shape: type[Shape]) -> set[str]:
    """Every key that a table of this shape, or of a shape made from it, may hold."""
    keys = {field.alias or name for name, field in shape.model_fields.items()}
    return keys.union(*(known_keys(narrower) for narrower in shape.__subclasses__()))
