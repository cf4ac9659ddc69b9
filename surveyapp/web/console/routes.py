"""The staff overview: read-only, counts and links; nobody's answers are within its reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from surveyapp.collection.wave import Wave
from surveyapp.storage.sealed import count_sealed
from surveyapp.storage.waves import load_waves
from surveyapp.web.front import front
from surveyapp.web.public.shelf import PAGE, Published, shelf

console = Blueprint("console", __name__, url_prefix="/staff")

_NEXT = {
    "planned": "surveyapp wave open {slug}",
    "open": "surveyapp wave close {slug}",
    "closed": "surveyapp weigh {slug}",
}


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One row of the table of waves.

    Attributes
    ----------
    kept : in which shape its responses rest.
    invited : cases that were issued, 0 where nobody is invited by name.
    link, words : where to look at it, and what is there.
    command : the next step, empty where there is none.
    """

    wave: Wave
    responses: int
    kept: str
    invited: int
    link: str
    words: str
    command: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at the top, with what it counts."""

    value: int
    words: str


@console.get("/")
def overview() -> str:
    """Waves with their state and progress, and the reports built so far."""
    with front().store.reading() as session:
        waves = load_waves(session)
        sealed = {w.slug: count_sealed(session, w.slug) for w in waves if w.state == "open"}
    reports = shelf(front().settings.published)
    lines = [_line(wave, sealed.get(wave.slug), reports) for wave in reversed(waves)]
    return render_template(
        "console/overview.html",
        waves=lines,
        reports=reports,
        simulated=any(wave.simulated for wave in waves),
        figures=(
            _counted(sum(wave.state == "open" for wave in waves), "wave", "open now"),
            _counted(sum(sealed.values()), "sealed response", "waiting"),
            _counted(sum(w.answered or 0 for w in waves), "response", "in closed waves"),
            _counted(len(reports), "report", "published"),
        ),
    )


def _counted(value: int, thing: str, where: str) -> Figure:
    return Figure(value, f"{thing}{'' if value == 1 else 's'} {where}")


def _line(wave: Wave, sealed: int | None, reports: Sequence[Published]) -> WaveLine:
    link = words = ""
    shown = [report for report in reports if wave.slug in report.waves]
    if wave.state == "open":
        link = url_for("resident.show", wave=wave.slug, language=wave.languages[0])
        words = "Open the survey"
    elif shown:
        own = next((report for report in shown if report.wave == wave.slug), shown[0])
        link = url_for("public.report", slug=own.slug, name=PAGE)
        words = "Read its report" if own.wave == wave.slug else f"In the report of {own.period}"
    return WaveLine(
        wave=wave,
        responses=(wave.answered or 0) if sealed is None else sealed,
        kept="sealed" if sealed is not None else "opened" if wave.answered else "",
        invited=sum(cell.issued for cell in wave.plan.design.cells),
        link=link,
        words=words,
        command="" if shown else _NEXT.get(wave.state, "").format(slug=wave.slug),
    )
