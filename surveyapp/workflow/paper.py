"""Paper: booklets come back without their envelopes, are keyed twice and sealed when both agree.

A booklet carries its number and, printed or written in its office box, its design cell and the arm
of each split; the access code stays on the envelope and is logged in a step of its own
(`envelopes.log_envelopes`). Each keying is an encrypted draft under a secret made from the
booklet's number, so that either can be interrupted, and the server, which has to compare, can open
both; the two secrets differ in their last bit. Nothing is drawn by lot for paper: arms are those
printed, and orders stand as written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlmodel import Session

from surveyapp.collection.double_keying import Disagreement, compare
from surveyapp.collection.draft import Draft
from surveyapp.collection.sealing import (
    booklet_secret,
    draft_id,
    nonce,
    read_secret,
    response_id,
    secret_text,
)
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.on_paper import printed_arms
from surveyapp.storage.drafts import delete_draft
from surveyapp.storage.sealed import has_sealed
from surveyapp.workflow.desk import Desk, Fielded
from surveyapp.workflow.kept_answers import (
    keep_draft,
    keep_sealed,
    kept_draft,
    require_complete,
    require_language,
)
from surveyapp.workflow.respond import Standing, finished

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
Turn = Literal["first", "second"]


@dataclass(frozen=True, slots=True)
class Printed:
    """What a booklet says of itself.

    Attributes
    ----------
    design_cell : empty where the plan has no cells.
    arms : split -> code of the arm that is printed in it.
    """

    language: str
    design_cell: str = ""
    arms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keying:
    """One of the two times a booklet is typed in."""

    secret: str
    standing: Standing

    @property
    def finished(self) -> bool:
        """Whether every page of its route was read."""
        return self.standing.here is None


@dataclass(frozen=True, slots=True)
class Keyed:
    """What became of a booklet.

    Attributes
    ----------
    state : "waiting" for a keying that is not begun or not finished; "differs"; "sealed".
    keyings : those that are begun and not sealed yet, by turn.
    """

    state: Literal["waiting", "differs", "sealed"]
    keyings: Mapping[Turn, Keying] = field(default_factory=dict)
    disagreement: Disagreement = field(default_factory=Disagreement)


def begin_booklet(desk: Desk, slug: str, booklet: str, printed: Printed, turn: Turn) -> str:
    """Begin, or go on with, one keying of a booklet; returns its secret.

    What is said of the booklet now stands, whatever was said when this keying was begun before.

    Raises
    ------
    InputError : every problem at once, by code: "booklet" (no number), "cell" (the plan has no
        such cell), "arm" (no, or no such, arm of a split); or "keyed" (stored already); or
        "language" (the wave is not offered in it).
    WaveError : the wave takes no answers.
    """

    def unit(session: Session) -> str:
        fielded = desk.open_wave(session, slug, hold=True)
        require_language(fielded, printed.language)
        lots = _require_printed(fielded, booklet, printed)
        secrets = _secrets(desk, slug, booklet)
        if _is_sealed(session, desk, slug, secrets["first"]):
            what = "This booklet was typed in twice and stored already."
            raise InputError(Problem(what, booklet[:20], code="keyed"))
        token = secrets[turn]
        draft = kept_draft(session, desk, slug, token, hold=True) or Draft(
            printed.language, "paper"
        )
        keep_draft(session, desk, slug, token, _said(draft, printed, lots))
        return secret_text(token)

    return desk.store.write(unit)


def compare_booklet(desk: Desk, slug: str, secret: str, corrected: Printed | None = None) -> Keyed:
    """Seal a booklet where both its keyings agree, in one transaction; else say what differs.

    Doing so again changes nothing.

    Parameters
    ----------
    secret : of either keying.
    corrected : what the booklet says of itself, read from it once more; both keyings take it. The
        pages that another arm opens are then to be typed in (state "waiting").

    Raises
    ------
    InputError : as `begin_booklet`, of what is corrected; or code "ended": the answers lead to a
        page after which nothing may be stored.
    WaveError : the wave takes no answers.
    """
    first, second = _pair(read_secret(secret))
    tokens: Mapping[Turn, bytes] = {"first": first, "second": second}

    def unit(session: Session) -> Keyed:
        fielded = desk.open_wave(session, slug, hold=True)
        if _is_sealed(session, desk, slug, first):
            delete_draft(session, draft_id(desk.key_of(slug), second))
            return Keyed("sealed")
        found: dict[Turn, Keying] = {}
        for turn, token in tokens.items():
            draft = kept_draft(session, desk, slug, token, hold=True)
            if draft is None or draft.mode != "paper":
                continue
            if corrected is not None:
                require_language(fielded, corrected.language)
                lots = _require_printed(fielded, "1", corrected)
                draft = _said(draft, corrected, lots)
                keep_draft(session, desk, slug, token, draft)
            found[turn] = Keying(secret_text(token), Standing(fielded, draft))
        return _compared(session, desk, slug, fielded, tokens, found)

    return desk.store.write(unit)


def _compared(
    session: Session,
    desk: Desk,
    slug: str,
    fielded: Fielded,
    tokens: Mapping[Turn, bytes],
    found: Mapping[Turn, Keying],
) -> Keyed:
    if len(found) < len(tokens) or not all(keying.finished for keying in found.values()):
        return Keyed("waiting", found)
    one, other = found["first"].standing.draft, found["second"].standing.draft
    require_complete(fielded.instrument, one.answers)
    unequal = compare(fielded.instrument, one, other)
    if unequal:
        return Keyed("differs", found, unequal)
    number = nonce(desk.key_of(slug), tokens["first"])
    keep_sealed(session, desk, fielded, number, finished(fielded, one, {}))
    for token in tokens.values():
        delete_draft(session, draft_id(desk.key_of(slug), token))
    return Keyed("sealed")


def _said(draft: Draft, printed: Printed, lots: Mapping[str, int]) -> Draft:
    """A draft with what its booklet says of itself."""
    return replace(
        draft,
        language=printed.language,
        design_cell=printed.design_cell,
        answers={**draft.answers, **lots},
    )


def _require_printed(fielded: Fielded, booklet: str, printed: Printed) -> dict[str, int]:
    """The outcomes of the draws that the printed arms stand for, or everything that is wrong."""
    problems: list[Problem] = []
    if not _NUMBER.fullmatch(booklet.strip().upper()):
        remedy = ("Type the number written on the booklet: letters, digits and hyphens.",)
        what = "This is no number of a booklet."
        problems.append(Problem(what, "booklet", remedy, "booklet"))
    cells = [cell.id for cell in fielded.wave.plan.design.cells]
    if printed.design_cell not in (cells or [""]):
        remedy = (f"Use one of: {', '.join(cells) or 'none'}.",)
        what = f"The plan has no design cell {printed.design_cell!r}."
        problems.append(Problem(what, "design cell", remedy, "cell"))
    lots: dict[str, int] = {}
    try:
        lots = printed_arms(fielded.instrument, printed.arms)
    except InputError as refused:
        problems += refused.problems
    if problems:
        raise InputError(problems)
    return lots


def _is_sealed(session: Session, desk: Desk, slug: str, first: bytes) -> bool:
    key = desk.key_of(slug)
    return has_sealed(session, slug, response_id(key, nonce(key, first)))


def _secrets(desk: Desk, slug: str, booklet: str) -> Mapping[Turn, bytes]:
    first, second = _pair(booklet_secret(desk.key_of(slug), slug, booklet.strip().upper()))
    return {"first": first, "second": second}


def _pair(secret: bytes) -> tuple[bytes, bytes]:
    """The secrets of the first and the second keying, from either."""
    head, last = secret[:-1], secret[-1]
    return head + bytes([last & 0xFE]), head + bytes([last | 1])
