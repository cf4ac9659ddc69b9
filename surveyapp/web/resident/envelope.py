"""What a page posts besides its answers: who, which page, and what the person asked for."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField
from wtforms.validators import Length, Regexp

from surveyapp.web.resident.ways import Way

MARK = "_"
"""Begins the name of every field that is not an answer; no item of a questionnaire begins so."""


class Envelope(Form):
    """The fields of a page that are not answers.

    The secret is the only proof of who is answering. It is no cookie that another site could make
    a browser send, so a page needs no token against forged requests besides it.
    """

    do = StringField(validators=[Regexp(r"^[a-z]{1,12}( [A-Za-z][A-Za-z0-9_.]{0,79})?$")])
    secret = StringField(validators=[Length(max=60)])
    page = StringField(validators=[Length(max=80)])
    age = StringField(validators=[Length(max=60)])
    return_to = StringField(validators=[Regexp("^(review)?$")])


class Extras(Form):
    """The fields that only some pages have; an everyday page is spared them."""

    code = StringField(validators=[Length(max=100)])
    ticket = StringField(validators=[Length(max=1000)])
    mode = StringField(validators=[Length(max=20)])
    device = StringField(validators=[Regexp("^(mine)?$")])
    key = StringField(validators=[Length(max=400)])
    website = StringField(validators=[Length(max=400)])
    waited = StringField(validators=[Length(max=100)])
    told = StringField(validators=[Regexp("^[a-z_ ]{0,60}$")])


_EXTRAS = frozenset(
    {"_code", "_ticket", "_mode", "_device", "_key", "_website", "_waited", "_told"}
)


class _Here(threading.local):
    """An envelope of each thread, read into anew: binding its fields is half of what it costs."""

    def __init__(self) -> None:
        self.envelope = Envelope(prefix=MARK)


_HERE = _Here()


@dataclass(frozen=True, slots=True)
class Posted:
    """One posted page.

    Attributes
    ----------
    do, about : what was asked for, and which page it concerns ("change", "safe_day").
    way : the way in whose page this is.
    to_review : the page was opened from the review.
    code, ticket : an access code as typed, and what it was exchanged for.
    mode : how an interviewer talks with the person.
    only_mine : the resident ticked that nobody else uses the device.
    key : numbers of answers that an interviewer typed.
    age : the token that tells how long the questions have been with the person.
    waited : the ticket of somebody who was asked to wait a moment.
    told : what the page said above its question, to be said again in another language.
    trapped : a field was filled in that no person sees.
    notice : what the next page says above everything else, as HTML; it is never posted.
    fields : the answers as posted, field name -> values.
    """

    way: Way
    wave: str
    language: str
    do: str
    about: str
    secret: str
    page: str
    to_review: bool
    code: str
    ticket: str
    mode: str
    only_mine: bool
    key: str
    trapped: bool
    age: str
    waited: str
    fields: Mapping[str, list[str]]
    told: frozenset[str] = frozenset()
    notice: str = ""


def opened(form: MultiDict[str, str], way: Way, wave: str, language: str) -> Posted | None:
    """A posted page taken out of its envelope; None for what no page of ours sends."""
    envelope = _HERE.envelope
    envelope.process(form)
    extras = Extras(form, prefix=MARK) if _EXTRAS & form.keys() else None
    valid, held = envelope.validate(), envelope.data
    for kept in envelope:
        kept.data = kept.raw_data = None  # a secret must not outlive its page
    if not valid or (extras is not None and not extras.validate()):
        return None
    do, _, about = str(held["do"]).partition(" ")
    further = extras.data if extras is not None else {}
    return Posted(
        way=way,
        wave=wave,
        language=language,
        do=do,
        about=about,
        secret=held["secret"] or "",
        page=held["page"] or "",
        to_review=bool(held["return_to"]),
        code=further.get("code") or "",
        ticket=further.get("ticket") or "",
        mode=further.get("mode") or "",
        only_mine=bool(further.get("device")),
        key=further.get("key") or "",
        age=held["age"] or "",
        waited=further.get("waited") or "",
        trapped=bool((further.get("website") or "").strip()),
        told=frozenset((further.get("told") or "").split()),
        fields={name: form.getlist(name) for name in form if not name.startswith(MARK)},
    )
