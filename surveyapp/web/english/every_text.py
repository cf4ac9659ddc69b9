"""All texts by their key."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.web.english import (
    every_page,
    home,
    in_the_way,
    question,
    sending,
    staff,
    ways_in,
    welcome,
)
from surveyapp.web.english.marking import Source

MODULES = (every_page, home, welcome, question, sending, in_the_way, ways_in, staff)
SOURCES: Mapping[str, Source] = {
    source.key: source for module in MODULES for source in module.TEXTS
}
