"""What a page posts besides its answers: who, which page, and what the person asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField
from wtforms.validators import Length, Regexp

MARK = "_"
"""Begins the name of every field that is not an answer; no item of a questionnaire begins so."""


class Envelope(Form):
    """The fields of a page that are not answers.

    The secret is the only proof of who is answering. It is no cookie, so no other site can make a
    browser send it, and a page needs no token against forged requests besides it.
    """

    do = StringField(validators=[Regexp(r"^[a-z]{1,12}( [A-Za-z][A-Za-z0-9_]{0,79})?$")])
    secret = StringField(validators=[Length(max=60)])
    page = StringField(validators=[Length(max=80)])
    return_to = StringField(validators=[Regexp("^(review)?$")])


@dataclass(frozen=True, slots=True)
class Posted:
    """One posted page.

    Attributes
    ----------
    do, about : what was asked for, and which page it concerns ("change", "safe_day").
    to_review : the page was opened from the review.
    fields : the answers as posted, field name -> values.
    """

    wave: str
    language: str
    do: str
    about: str
    secret: str
    page: str
    to_review: bool
    fields: Mapping[str, list[str]]


def opened(form: MultiDict[str, str], wave: str, language: str) -> Posted | None:
    """A posted page taken out of its envelope; None for what no page of ours sends."""
    envelope = Envelope(form, prefix=MARK)
    if not envelope.validate():
        return None
    do, _, about = str(envelope.do.data).partition(" ")
    return Posted(
        wave=wave,
        language=language,
        do=do,
        about=about,
        secret=envelope.secret.data or "",
        page=envelope.page.data or "",
        to_review=bool(envelope.return_to.data),
        fields={name: form.getlist(name) for name in form if not name.startswith(MARK)},
    )
