"""What every resident page of a wave is given: texts, languages, addresses of its way in."""

from __future__ import annotations

import datetime

from flask import request, url_for
from markupsafe import Markup

from surveyapp.instrument.model import Text
from surveyapp.instrument.reading_time import minutes
from surveyapp.web.foreign import heard, said
from surveyapp.web.front import Front, front
from surveyapp.web.resident.skeleton import hole
from surveyapp.web.resident.ways import Way
from surveyapp.web.wording import wording
from surveyapp.workflow.desk import Fielded


def frame(fielded: Fielded, language: str, way: Way) -> dict[str, object]:
    """The names that templates of resident pages may use."""
    wave = fielded.wave.slug

    def say(text: Text) -> str:
        return heard(said(text, language), text, language)

    def address(tag: str) -> str:
        return url_for("resident.show", door=way.name, wave=wave, language=tag)

    t = wording(language)
    home = url_for("public.home", lang=language)
    link = Markup('<a href="{}">{}</a>').format(home, t("results_link"))

    def results() -> Markup:
        """When and where the report appears, as far as it is known."""
        day = results_day(fielded)
        return t("results_day_text", day=day, link=link) if day else t("results_text", link=link)

    return {
        "t": t,
        "way": way,
        "wave": fielded.wave,
        "instrument": fielded.instrument,
        "languages": fielded.wave.languages,
        "simulated": fielded.wave.simulated,
        "say": say,
        "address": address,
        "idle_address": url_for("resident.idle", wave=wave, language=language),
        "over_address": url_for("resident.over", wave=wave, language=language),
        "hole": hole,
        "results": results,
    }


def results_day(fielded: Fielded) -> datetime.date | None:
    """The day announced for the report of a wave."""
    return front().results_day(fielded.wave.slug)


def other_languages(shared: Front, wave: str) -> dict[str, object]:
    """The languages of a wave and where this same page is in each, without asking the store."""
    fielded = shared.known.get(wave)

    def address(tag: str) -> str:
        return url_for(request.endpoint or "", **{**(request.view_args or {}), "language": tag})

    return {"languages": fielded.wave.languages if fielded else (), "address": address}


def minutes_shown(fielded: Fielded, language: str) -> int:
    """How long it takes to answer, in whole minutes as they are printed."""
    return max(1, round(minutes(fielded.instrument, language)))
