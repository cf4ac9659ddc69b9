"""The shape of what a document says about itself: rulings on earlier editions, translations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from surveyapp.instrument.shape_words import Shape, TextTable, VariableName, Version

State = Literal["original", "machine", "translated", "reviewed", "pretested"]
SourceHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]


class RulingShape(Shape):
    """An author's judgement whether an item may be compared with that of an earlier version."""

    item: VariableName
    since: Version
    verdict: Literal["comparable", "breaks the trend"]
    reason: TextTable


class TranslationShape(Shape):
    """How the words of a language came about, and from which source words."""

    state: State
    people: Annotated[int, Field(ge=0)] = 0
    by: str = ""
    texts: dict[str, State] = {}
    made_from: dict[str, SourceHash] = {}
