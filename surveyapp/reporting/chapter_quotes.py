"""The optional chapter of open answers in their writers' words; never with a place or a group."""

from __future__ import annotations

from surveyapp.reporting.blocks import Block, Bullets, Heading, Paragraph, Section
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup


def quotes_section(look: Lookup, language: Language) -> Section | None:
    """Approved open answers by question; None where there are none."""
    if not look.report.quotes:
        return None
    blocks: list[Block] = [Paragraph(language.say("quotes note"), "note")]
    for one in look.report.quotes:
        blocks.append(Heading(one.question))
        blocks.append(Bullets(tuple(language.say("quoted", text=text) for text in one.texts)))
    return Section("quotes", language.say("quotes"), tuple(blocks), flows=True)
