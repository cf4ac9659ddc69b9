"""The list of answers on the review as HTML, joined without a template: everybody is shown one."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from surveyapp.web.resident.review import Given, Line, Part
from surveyapp.web.wording import Wording


def answer_list(sections: Sequence[Part], t: Wording) -> str:
    """Every section with its questions, what was answered, and a button to change it."""
    none = f'<span class="none">{t("not_answered")}</span>'
    change = str(t("change"))
    parts = []
    for section in sections:
        if section.title:
            parts.append(f'<h2 class="part">{escape(section.title)}</h2>')
        lines = "".join(_line(line, none, change, t) for line in section.lines)
        parts.append(f'<dl class="answers">{lines}</dl>')
    return "".join(parts)


def _line(line: Line, none: str, change: str, t: Wording) -> str:
    what = t("change_what", question=line.question)
    return (
        f'<div class="answer"><dt>{escape(line.question)}</dt><dd>{_given(line.given, none)}</dd>'
        f'<dd class="change"><button class="plain" form="page" name="_do" '
        f'value="change {escape(line.page)}">{change}<span class="hidden"> {what}</span>'
        "</button></dd></div>\n"
    )


def _given(given: Sequence[Given], none: str) -> str:
    if not given:
        return none
    if len(given) == 1 and not given[0].about:
        return str(escape(given[0].words))
    return f"<ul>{''.join(_one(one, none) for one in given)}</ul>"


def _one(one: Given, none: str) -> str:
    about = f'<span class="about">{escape(one.about)}</span> ' if one.about else ""
    return f"<li>{about}{escape(one.words) if one.words else none}</li>"
