"""The pages around the questions: welcome, code, review, thanks, pause, idle screen, poster."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import segno
from flask import render_template, url_for
from markupsafe import Markup, escape

from surveyapp.instrument.model import Instrument, Item
from surveyapp.instrument.values import Answers
from surveyapp.web.foreign import heard, said
from surveyapp.web.resident.answer_list import answer_list
from surveyapp.web.resident.consent import aloud, cell_lines, kept
from surveyapp.web.resident.frame import frame, minutes_shown, results_day
from surveyapp.web.resident.render import first_sentence
from surveyapp.web.resident.review import parts
from surveyapp.web.resident.skeleton import Skeleton, cut
from surveyapp.web.resident.ways import HOME, Way
from surveyapp.web.wording import wording
from surveyapp.workflow.desk import Fielded

GRACE = 60
"""Seconds to say that one needs more time; WCAG 2.2.1 asks for at least 20."""


_skeletons: dict[Hashable, Skeleton] = {}


@dataclass(frozen=True, slots=True)
class Greeting:
    """What differs on the first page.

    Attributes
    ----------
    needs_code : whether the wave admits only holders of access codes.
    typed_code : an access code as typed.
    code_problem : key of the text that says why; empty where nothing is wrong.
    typed_resume : a resume code as typed.
    resume_problem : no unfinished answers have the resume code that was given.
    only_mine : it is ticked that nobody else uses the device.
    mode : how an interviewer said to talk with the person.
    on_device : unfinished answers are kept on this device.
    """

    needs_code: bool = False
    typed_code: str = ""
    code_problem: str = ""
    typed_resume: str = ""
    resume_problem: bool = False
    on_device: bool = False
    only_mine: bool = False
    mode: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is the same for everybody who comes to this wave."""
        return not (
            self.typed_code
            or self.code_problem
            or self.typed_resume
            or self.resume_problem
            or self.only_mine
            or self.mode
        )


@dataclass(frozen=True, slots=True)
class Ready:
    """What stands on the page of somebody whose code was accepted.

    Attributes
    ----------
    ticket : what the code was exchanged for.
    only_mine, mode : as in `Greeting`.
    """

    ticket: str
    only_mine: bool = False
    mode: str = ""


def welcome(
    fielded: Fielded, language: str, way: Way, greeting: Greeting, *, idle_minutes: int
) -> str:
    """The first page: who asks, why, how long, what is kept, and the way in."""

    def made() -> str:
        return render_template(
            "resident/welcome.html",
            **frame(fielded, language, way),
            minutes=minutes_shown(fielded, language),
            pages=most_questions(fielded.instrument),
            kept=kept(fielded, way.name, coded=greeting.needs_code),
            aloud=aloud(fielded, coded=greeting.needs_code),
            greeting=greeting,
            idle_minutes=idle_minutes,
        )

    if not greeting.plain:
        return made()
    what = ("welcome", greeting, idle_minutes, results_day(fielded))
    return _skeleton(fielded, language, way, what, made).fill({})


def most_questions(instrument: Instrument) -> int:
    """How many pages ask something, those of a repeating group as often as it may repeat."""
    firsts = (instrument.index[page.items[0]] for page in instrument.pages)
    return sum(item.kind != "information" for item in firsts)


def ready(fielded: Fielded, language: str, way: Way, secret: str, greeting: Ready) -> str:
    """A code was accepted: what that means, how to come back, and the button to begin."""
    return render_template(
        "resident/ready.html",
        **frame(fielded, language, way),
        minutes=minutes_shown(fielded, language),
        aloud=aloud(fielded, coded=True),
        celled=bool(cell_lines(fielded)),
        secret=secret,
        ticket=greeting.ticket,
        greeting=greeting,
    )


def review(
    fielded: Fielded,
    language: str,
    way: Way,
    secret: str,
    age: str,
    answers: Answers,
    notice: str = "",
    told: str = "",
) -> str:
    """The page on which all answers are looked over before they are sent."""

    def made() -> str:
        return render_template(
            "resident/review.html",
            **frame(fielded, language, way),
            page_id="review",
            default_step="review",
        )

    skeleton = _skeleton(fielded, language, way, "review", made)
    sections = parts(fielded.instrument, answers, language)
    answered = answer_list(sections, wording(language))
    return skeleton.fill(
        {
            "secret": secret,
            "age": str(escape(age)),
            "answers": answered,
            "notice": notice,
            "told": told,
        }
    )


def thanks(fielded: Fielded, language: str, way: Way, secret: str, receipt: str) -> str:
    """The last page, with the receipt."""

    def made() -> str:
        return render_template("resident/thanks.html", **frame(fielded, language, way))

    what = ("thanks", results_day(fielded))
    skeleton = _skeleton(fielded, language, way, what, made)
    return skeleton.fill({"secret": secret, "receipt": receipt})


def ended(fielded: Fielded, language: str, way: Way, item: Item) -> str:
    """The last page of somebody of whom nothing is stored: thanks, and where to turn."""
    title, rest = (
        heard(words, item.text, language) for words in first_sentence(said(item.text, language))
    )
    return render_template(
        "resident/ended.html", **frame(fielded, language, way), title=title, rest=rest
    )


def paused(fielded: Fielded, language: str, secret: str, *, on_device: bool) -> str:
    """The answers are kept for later, and this is how to come back to them."""
    return render_template(
        "resident/paused.html",
        **frame(fielded, language, HOME),
        secret=secret,
        on_device=on_device,
    )


def new_code(language: str, secret: str) -> str:
    """What somebody who came back is told above the page: the code that holds from now on."""
    t = wording(language)
    return Markup(
        '<div class="notice" role="status"><h2>{}</h2><p>{}</p><p class="receipt">{}</p></div>'
    ).format(t("code_new_title"), t("code_new_text"), secret)


def withdrawal(fielded: Fielded, language: str, *, typed: str = "", unknown: bool = False) -> str:
    """The page that takes answers back, with a receipt as typed; `unknown`: no answers have it."""
    return render_template(
        "resident/withdrawal.html", **frame(fielded, language, HOME), typed=typed, unknown=unknown
    )


def idle(fielded: Fielded, language: str, way: Way, secret: str) -> str:
    """The question whether the person in front of a public screen needs more time."""
    return render_template(
        "resident/idle.html", **frame(fielded, language, way), secret=secret, grace=GRACE
    )


def _skeleton(
    fielded: Fielded, language: str, way: Way, what: Hashable, made: Callable[[], str]
) -> Skeleton:
    """A page rendered once for everybody, to be filled."""
    wave = fielded.wave
    key = (wave.instrument_hash, wave.slug, language, way.name, what)
    if key not in _skeletons:
        _skeletons[key] = cut(made())
    return _skeletons[key]


def poster(fielded: Fielded, language: str, *, needs_code: bool) -> str:
    """A sheet to print: what it is about, and a QR code of the address."""
    short = url_for("resident.begin", wave=fielded.wave.slug, _external=True)
    code = segno.make(short, error="m", micro=False)
    drawing = code.svg_inline(scale=8, border=4, dark="#000", light="#fff", omitsize=True)
    drawn = Markup(drawing)  # nosec B704  # paths that segno drew
    return render_template(
        "resident/poster.html",
        **frame(fielded, language, HOME),
        minutes=minutes_shown(fielded, language),
        needs_code=needs_code,
        short=short,
        shown_address=short.partition("://")[2],
        code=drawn,
    )
