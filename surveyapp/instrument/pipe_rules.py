"""Every pipe names something asked before it that can be said, in every language alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveyapp.errors import Problem
from surveyapp.instrument.fielding import SETTINGS
from surveyapp.instrument.model import Instrument, Item, Text, Variable
from surveyapp.instrument.pipes import (
    LONGEST_PIPED,
    REPETITION,
    can_be_piped,
    pipe_texts,
    piped_variable,
    pipes_in,
)
from surveyapp.instrument.references import looked_up, part_of


def pipe_problems(
    item: Item, asked: Mapping[str, Variable], instrument: Instrument, unsure: frozenset[str]
) -> Iterator[Problem]:
    """Problems of the pipes in an item's texts; a reference to an id in `unsure` passes."""
    for place, text in pipe_texts(item):
        where = f"item {item.definition}, {place}"
        yield from _language_problems(text, where)
        for name in dict.fromkeys(n for words in text.values() for n in pipes_in(words)):
            if name in SETTINGS or (name == REPETITION and item.group):
                continue
            variable = piped_variable(instrument, item, name)
            problem = looked_up(variable.name if variable else name, item, where, asked, instrument)
            if problem is not None:
                if not part_of(name, unsure):
                    yield problem
            elif variable is not None:
                yield from _kind_problems(variable, where)


def unpiped_problems(
    instrument: Instrument, texts: Iterator[tuple[str, Text]]
) -> Iterator[Problem]:
    """A problem for each pipe in a text in which none is filled, such as the label of an option."""
    filled = {
        f"item {item.definition}, {place}"
        for item in instrument.asked
        for place, _ in pipe_texts(item)
    }
    filled |= {f"group {group.id}, add_another.text" for group in instrument.groups}
    for where, text in texts:
        names = {name for words in text.values() for name in pipes_in(words)}
        known = sorted(name for name in names if name.split(".")[0] in instrument.index)
        if known and where not in filled:
            yield Problem(
                f"{{{known[0]}}} stands as it is: answers are not put into this text.",
                where,
                ("write it into the text or the hint of an item.", "reword the text."),
                "pipe-place",
            )


def _language_problems(text: Text, where: str) -> Iterator[Problem]:
    named = {tag: pipes_in(words) for tag, words in text.items()}
    for name in dict.fromkeys(name for names in named.values() for name in names):
        missing = " and ".join(f'"{tag}"' for tag, names in named.items() if name not in names)
        if missing:
            yield Problem(
                f"The text in {missing} leaves out {{{name}}}.",
                where,
                (f"write it into the text in {missing}.", "leave it out in every language."),
                "pipe-language",
            )


def _kind_problems(variable: Variable, where: str) -> Iterator[Problem]:
    item = variable.item
    if not can_be_piped(variable):
        yield Problem(
            f"The answer to {variable.name} cannot be put into a text: it can be long."
            if variable.kind == "text"
            else f"{variable.name} is decided by lot; residents are not told.",
            where,
            (
                f"pipe a choice, a number, a date or a line of at most {LONGEST_PIPED} characters.",
                "reword the text.",
            ),
            "pipe-kind",
        )
    elif not _certain(item) and not item.stand_in:
        yield Problem(
            f"{variable.name} can be without an answer, and nothing says what to read then.",
            where,
            (f'add stand_in to {item.definition}, such as {{ en = "this place" }}.',),
            "pipe-stand-in",
        )


def _certain(item: Item) -> bool:
    """Whether everybody who comes to a later page has answered it."""
    asked = item.required and item.show_if is None and item.not_stated is None
    return asked or (item.kind == "calculated" and bool(item.options) and item.show_if is None)
