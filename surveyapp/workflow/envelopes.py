"""Envelopes of paper booklets: their codes are marked spent, apart from the booklets.

The booklets were parted from their envelopes before, and are keyed with the design cell that is
printed on them, so nothing joins a booklet to its code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from surveyapp.collection.access_code import (
    CODE_LENGTH,
    code_mark,
    kept_mark,
    neighbors,
    read_access_code,
)
from surveyapp.collection.code_text import VALUE, cleaned
from surveyapp.errors import InputError, Problem
from surveyapp.storage.codes import find_code, spend_code
from surveyapp.workflow.desk import Desk

State = Literal["ready", "logged", "spent", "unknown", "repeated", "length", "foreign", "wrong"]
MOST = 500
"""Codes of one batch: what somebody looks over before they press the button."""


@dataclass(frozen=True, slots=True)
class Logged:
    """What became of one line.

    Attributes
    ----------
    text : the code as it was given.
    state : "ready" where it can be logged, and was not yet; "logged"; "spent": somebody answered
        with it, or its envelope was logged before; "unknown": no code of this wave; "repeated":
        it stands in this batch before; else mistyped: "length", a "foreign" character, or "wrong".
    cell : its design cell, for "ready" and "logged".
    place : the character at fault, from 1, where it is known; 0 elsewhere.
    count : for "length", how many characters there are.
    """

    text: str
    state: State
    cell: str = ""
    place: int = 0
    count: int = 0

    @property
    def accepted(self) -> bool:
        """Whether it was logged, or can be."""
        return self.state in ("ready", "logged")


@dataclass(frozen=True, slots=True)
class Envelopes:
    """A batch of codes, line by line."""

    codes: tuple[Logged, ...]

    @property
    def accepted(self) -> tuple[Logged, ...]:
        """The codes that were logged, or can be."""
        return tuple(one for one in self.codes if one.accepted)

    @property
    def refused(self) -> tuple[Logged, ...]:
        """The codes that were not logged, and cannot be as they are."""
        return tuple(one for one in self.codes if not one.accepted)

    @property
    def by_cell(self) -> Mapping[str, int]:
        """Design cell -> codes of the batch that were logged, or can be."""
        return dict(sorted(Counter(one.cell for one in self.accepted).items()))


def check_envelopes(desk: Desk, slug: str, codes: Sequence[str]) -> Envelopes:
    """What logging these codes would do; nothing is written.

    Raises
    ------
    InputError : code "too many", above 500; "no key", where no codes were issued.
    WaveError : the wave takes no answers.
    """
    _require_few(codes)
    with desk.store.reading() as session:
        desk.open_wave(session, slug)
        return Envelopes(tuple(_taken(session, desk, slug, codes, write=False)))


def log_envelopes(desk: Desk, slug: str, codes: Sequence[str]) -> Envelopes:
    """Mark the codes on a batch of envelopes spent, in one transaction; no secret is made.

    Codes that cannot be logged are told apart and change nothing. Errors as `check_envelopes`.
    """
    _require_few(codes)

    def unit(session: Session) -> Envelopes:
        desk.open_wave(session, slug, hold=True)
        return Envelopes(tuple(_taken(session, desk, slug, codes, write=True)))

    return desk.store.write(unit)


def _taken(
    session: Session, desk: Desk, slug: str, codes: Sequence[str], *, write: bool
) -> Iterator[Logged]:
    seen: set[str] = set()
    for text in codes:
        try:
            code = read_access_code(text)
        except InputError:
            yield _mistyped(session, desk, slug, text)
            continue
        if code in seen:
            yield Logged(text, "repeated")
            continue
        seen.add(code)
        number = _kept(desk, slug, code)
        found = find_code(session, slug, number)
        if found is None:
            yield Logged(text, "unknown")
        elif found[1] or (write and spend_code(session, slug, number) is None):
            yield Logged(text, "spent")
        else:
            yield Logged(text, "logged" if write else "ready", found[0])


def _mistyped(session: Session, desk: Desk, slug: str, text: str) -> Logged:
    """What is wrong with a text that is no code, and at which character.

    The check character says that something is wrong and not where; where exactly one code of the
    wave is a slip away, that tells.
    """
    clean = cleaned(text)
    foreign = next((at for at, one in enumerate(clean, 1) if one not in VALUE), 0)
    if foreign:
        return Logged(text, "foreign", place=foreign)
    if len(clean) != CODE_LENGTH:
        return Logged(text, "length", count=len(clean))
    places = [
        place
        for place, near in neighbors(clean)
        if find_code(session, slug, _kept(desk, slug, near)) is not None
    ]
    return Logged(text, "wrong", place=places[0] if len(places) == 1 else 0)


def _kept(desk: Desk, slug: str, code: str) -> bytes:
    return kept_mark(desk.key, slug, code_mark(desk.code_key(slug), slug, code))


def _require_few(codes: Sequence[str]) -> None:
    if len(codes) > MOST:
        remedy = (f"Log at most {MOST} at a time.",)
        what = f"The batch has {len(codes):,} codes."
        raise InputError(Problem(what, "codes", remedy, "too many"))
