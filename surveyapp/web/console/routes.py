"""The staff overview: read-only, counts and links; nobody's answers are within its reach.

It answers on the serving machine alone: a count that anybody could watch would tell when somebody
answered, and what is not published yet is for staff.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    render_template,
    request,
    send_file,
    url_for,
)

from surveyapp.collection.wave import Wave
from surveyapp.storage.edition_files import PAGE
from surveyapp.storage.sealed import count_sealed
from surveyapp.storage.waves import load_waves
from surveyapp.web.front import front
from surveyapp.web.headers import REPORT_POLICY
from surveyapp.web.local import is_local
from surveyapp.web.public.shelf import KINDS, Published

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


@console.before_request
def only_here() -> None:
    """Be as if it were not, for whoever is not on the serving machine."""
    if not is_local(request):
        abort(404)


@console.get("/")
def overview() -> str:
    """Waves with their state and progress, and the reports built so far."""
    with front().store.reading() as session:
        waves = load_waves(session)
        sealed = {w.slug: count_sealed(session, w.slug) for w in waves if w.state == "open"}
    reports = front().shelf.reports()
    lines = [_line(wave, sealed.get(wave.slug), reports) for wave in reversed(waves)]
    return render_template(
        "console/overview.html",
        waves=lines,
        reports=reports,
        waiting=front().shelf.waiting(),
        simulated=any(wave.simulated for wave in waves),
        figures=(
            _counted(sum(wave.state == "open" for wave in waves), "wave", "open now"),
            _counted(sum(sealed.values()), "sealed response", "waiting"),
            _counted(sum(w.answered or 0 for w in waves), "response", "in closed waves"),
            _counted(len(reports), "report", "published"),
        ),
    )


@console.get("/reports/<slug>/", defaults={"name": PAGE})
@console.get("/reports/<slug>/<path:name>")
def preview(slug: str, name: str) -> Response:
    """The page of a report that is not published, marked as such; its files are on the disk."""
    path = front().shelf.waiting_file(slug, name)
    if path is None:
        abort(404)
    if name != PAGE:
        return send_file(path.resolve(), mimetype=KINDS[path.suffix])
    response = make_response(marked(path.read_text(encoding="utf-8")))
    response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response


def marked(page: str) -> str:
    """The page of a report with a mark across it that no scrolling and no printing takes away."""
    start = page.find("<body")
    at = page.find(">", start) + 1 if start >= 0 else 0
    return page[:at] + render_template("console/preview_mark.html") + page[at:]


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
