"""Paper: booklets come back without their envelopes, are keyed twice and sealed when both agree.

A booklet carries a serial number and, printed, its design cell; the access code stays on the
envelope and is logged in a step of its own (`envelopes.log_envelopes`). Between the two keyings the
first rests as an encrypted draft that the server, which has to compare, can open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from sqlmodel import Session

from surveyapp.collection.double_keying import Disagreement, compare
from surveyapp.collection.draft import Draft
from surveyapp.collection.sealing import booklet_secret, draft_id, nonce, response_id
from surveyapp.errors import InputError, Problem
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
from surveyapp.workflow.respond import finished

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


@dataclass(frozen=True, slots=True)
class Keyed:
    """What became of a keying: kept as the first, sealed, or differing from the first."""

    state: Literal["first", "sealed", "differs"]
    disagreement: Disagreement = field(default_factory=Disagreement)


def key_booklet(desk: Desk, slug: str, booklet: str, draft: Draft) -> Keyed:
    """Take one keying of a booklet; the second one seals it if both agree.

    Parameters
    ----------
    booklet : its serial number.
    draft : every page read (`respond.answer_pages`), with mode "paper" and the printed cell.

    Raises
    ------
    InputError : no serial number (code "booklet"); keyed twice already ("keyed"); a cell the plan
        does not have ("cell"); a language the wave is not offered in.
    AnswersRejected : pages of the route were never read.
    """
    return _take(desk, slug, booklet, draft, settled=False)


def settle_booklet(desk: Desk, slug: str, booklet: str, draft: Draft) -> Keyed:
    """Seal a booklet as somebody read it who looked at both keyings and at the paper.

    Raises
    ------
    InputError : as `key_booklet`; or it was never keyed before (code "not keyed").
    """
    return _take(desk, slug, booklet, draft, settled=True)


def _take(desk: Desk, slug: str, booklet: str, draft: Draft, *, settled: bool) -> Keyed:
    token = booklet_secret(desk.key_of(slug), slug, _serial(booklet))
    number = nonce(desk.key_of(slug), token)

    def unit(session: Session) -> Keyed:
        fielded = desk.open_wave(session, slug, hold=True)
        _require_keyable(fielded, draft)
        if has_sealed(session, slug, response_id(desk.key_of(slug), number)):
            what = "This booklet was keyed twice already."
            raise InputError(Problem(what, booklet[:20], code="keyed"))
        first = kept_draft(session, desk, slug, token, hold=True)
        if first is None:
            if settled:
                raise InputError(Problem("It was never keyed.", booklet[:20], code="not keyed"))
            keep_draft(session, desk, slug, token, draft)
            return Keyed("first")
        found = compare(fielded.instrument, first, draft)
        if found and not settled:
            return Keyed("differs", found)
        keep_sealed(session, desk, fielded, number, finished(fielded, draft, {}))
        delete_draft(session, draft_id(desk.key_of(slug), token))
        return Keyed("sealed", found)

    return desk.store.write(unit)


def _require_keyable(fielded: Fielded, draft: Draft) -> None:
    require_language(fielded, draft.language)
    require_complete(fielded.instrument, draft.answers)
    cells = [cell.id for cell in fielded.wave.plan.design.cells]
    if draft.design_cell not in (cells or [""]):
        remedy = (f"Use one of: {', '.join(cells) or 'none'}.",)
        what = f"The plan has no design cell {draft.design_cell!r}."
        raise InputError(Problem(what, "design cell", remedy, "cell"))


def _serial(booklet: str) -> str:
    number = booklet.strip().upper()
    if not _NUMBER.fullmatch(number):
        remedy = ("Type the number printed on the booklet: letters, digits and hyphens.",)
        raise InputError(Problem("This is no number of a booklet.", "booklet", remedy, "booklet"))
    return number
