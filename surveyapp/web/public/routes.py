"""The public site: surveys that are open and reports that are out."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    render_template,
    request,
    send_file,
)

from surveyapp.storage.edition_files import PAGE
from surveyapp.storage.waves import load_waves
from surveyapp.web.failures import spoken_language
from surveyapp.web.front import front
from surveyapp.web.headers import REPORT_POLICY
from surveyapp.web.public.shelf import KINDS
from surveyapp.web.wording import interface_languages, wording
from surveyapp.workflow.feed import counted_in
from surveyapp.workflow.feed import feed as feed_of

public = Blueprint("public", __name__)
LONGEST = 60


@public.get("/")
def home() -> str:
    """What is open, and what was published."""
    with front().store.reading() as session:
        waves = load_waves(session)
    return render_template(
        "public/home.html",
        t=wording(spoken_language()),
        languages=interface_languages(),
        open_waves=[wave for wave in reversed(waves) if wave.state == "open"],
        reports=front().shelf.reports(),
        simulated=any(wave.simulated for wave in waves),
        indexed=True,
    )


@public.get("/favicon.ico")
def icon() -> Response:
    """The icon, for pages that do not name one."""
    return current_app.send_static_file("icon.svg")


@public.route("/check", methods=["GET", "POST"])
def check() -> tuple[str, int, dict[str, str]]:
    """Whether a receipt was counted, and by which closed waves; the receipt is in no address."""
    found: tuple[str, ...] = ()
    typed = request.form.get("receipt", "")[:LONGEST]
    missed = "unknown" in request.form.get("_told", "")  # as before a change of language
    if request.method == "POST" and request.form.get("_do") != "open":
        with front().store.reading() as session:
            found = tuple(wave.title for wave in counted_in(session, typed))
        missed = not found
    page = render_template(
        "public/check.html",
        t=wording(spoken_language()),
        languages=interface_languages(),
        found=found,
        missed=missed,
        typed="" if found else typed,
    )
    return page, 422 if missed else 200, {"Cache-Control": "no-store"}


@public.get("/feed.json")
def feed() -> Response:
    """What was fixed and when, for anybody to keep: heads of the log, plans, codes by cell."""
    with front().store.reading() as session:
        document = feed_of(session)
    response = jsonify(document)
    response.headers["Cache-Control"] = "no-cache"
    return response


@public.get("/reports/<slug>/", defaults={"name": PAGE})
@public.get("/reports/<slug>/<path:name>")
def report(slug: str, name: str) -> Response:
    """One file of a published report; one that was not published answers as if it were not."""
    path = front().shelf.file_of(slug, name)
    if path is None:
        abort(404)
    own_name = f"{slug}{path.suffix}" if path.suffix in (".pdf", ".csv") else None
    response = send_file(
        path.resolve(), mimetype=KINDS[path.suffix], download_name=own_name, conditional=True
    )
    # A corrected report replaces the old one at once: browsers keep it but always ask again.
    response.headers["Cache-Control"] = "no-cache"
    if name == PAGE:
        response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response
