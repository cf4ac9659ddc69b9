"""Fieldwork of a wave in figures: dispositions by design cell, completion and break-off by page."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from surveyapp.collection.disposition import Dispositions
from surveyapp.collection.outcome import Outcome
from surveyapp.collection.plan import DesignCell
from surveyapp.collection.response import Response
from surveyapp.instrument.answers import Answers, Missing
from surveyapp.instrument.model import PAGELESS, Instrument

COMPLETE_FROM = 0.8
PARTIAL_FROM = 0.5
FEWEST_SHOWN = 20
REVIEW = "(review)"
"""Stands among the pages for looking over the answers; it is passed by sending them."""

Completeness = Literal["complete", "partial", "break-off"]


@dataclass(frozen=True, slots=True)
class Received:
    """Responses of one design cell by how much of what was asked they answer."""

    complete: int = 0
    partial: int = 0
    break_off: int = 0

    @property
    def total(self) -> int:
        """Every response of the cell."""
        return self.complete + self.partial + self.break_off


@dataclass(frozen=True, slots=True)
class PageProgress:
    """One page: residents it was shown to, those who went on, and the share who broke off there.

    `shown` and `passed` are None where fewer than 20 residents were shown the page.
    """

    page: str
    shown: int | None
    passed: int | None

    @property
    def break_off(self) -> float | None:
        """Share of those shown the page who did not go on."""
        if self.shown is None or self.passed is None:
            return None
        return 1 - self.passed / self.shown


def answered_by_people(instrument: Instrument) -> frozenset[str]:
    """Variables that somebody answers: neither decided by lot nor worked out."""
    every = instrument.variables.items()
    return frozenset(name for name, variable in every if variable.item.kind not in PAGELESS)


def completeness(answers: Answers, asked: Container[str] | None = None) -> Completeness:
    """AAPOR's usual cut: 80% of what applies answered is complete, 50% partial, less a break-off.

    "Don't know" is an answer; what is not applicable does not count, nor does anything outside
    `asked` (see `answered_by_people`): a lot or a calculated value is nobody's answer.
    """
    counted = [
        value
        for name, value in answers.items()
        if value is not Missing.NOT_APPLICABLE and (asked is None or name in asked)
    ]
    answered = sum(not isinstance(value, Missing) for value in counted)
    share = answered / len(counted) if counted else 0.0
    if share >= COMPLETE_FROM:
        return "complete"
    return "partial" if share >= PARTIAL_FROM else "break-off"


def received(
    responses: Sequence[Response], asked: Container[str] | None = None
) -> dict[str, Received]:
    """Design cell -> responses by completeness, over the variables in `asked`."""
    counts: dict[str, dict[Completeness, int]] = {}
    for response in responses:
        cell = counts.setdefault(response.design_cell, {})
        kind = completeness(response.answers, asked)
        cell[kind] = cell.get(kind, 0) + 1
    return {
        cell: Received(of.get("complete", 0), of.get("partial", 0), of.get("break-off", 0))
        for cell, of in sorted(counts.items())
    }


def cell_dispositions(
    cell: DesignCell,
    issued: int,
    spent: int,
    responses: Received,
    outcomes: Mapping[Outcome, int],
) -> Dispositions:
    """Final dispositions of a design cell from what the issuer and the server each know.

    A spent code without a response is a break-off. A case of which nobody heard anything is of
    unknown eligibility (UH) in a sample of addresses or residents, and a noncontact (NC) among
    people known to be eligible because they had a contact with the police.

    Parameters
    ----------
    issued, spent : codes of the cell; a replacement of a lost code is no case of its own.
    outcomes : the issuer's marks in the cell.
    """
    abandoned = max(spent - responses.total, 0)
    marked = {name: outcomes.get(name, 0) for name in outcomes if name != "issued"}
    cases = max(outcomes.get("issued", issued), responses.total)
    refused, undeliverable = marked.get("refused", 0), marked.get("undeliverable", 0)
    not_reached, unable = marked.get("not reached", 0), marked.get("unable", 0)
    outside = marked.get("not eligible", 0)
    heard_of = responses.total + abandoned + refused + undeliverable
    silent = max(cases - heard_of - not_reached - unable - outside, 0)
    return Dispositions(
        complete=responses.complete,
        partial=responses.partial,
        refusal=refused + abandoned + responses.break_off,
        no_contact=not_reached + (silent if cell.contact else 0),
        other=unable,
        unknown_household=0 if cell.contact else silent,
        unknown_other=undeliverable,
        not_eligible=outside,
    )


def everybodys_pages(instrument: Instrument) -> tuple[str, ...]:
    """Ids of the pages that everybody is asked, in order.

    Only these are counted: that somebody was shown any other page says what they answered before.
    """
    return tuple(
        page.id
        for page in instrument.pages
        if all(instrument.index[item].show_if is None for item in page.items)
    )


def page_progress(
    pages: Sequence[str], counts: Mapping[str, tuple[int, int]]
) -> tuple[PageProgress, ...]:
    """Progress over the pages everybody is asked; pages shown to fewer than 20 give no count."""
    found = []
    for page in pages:
        shown, passed = counts.get(page, (0, 0))
        enough = shown >= FEWEST_SHOWN
        found.append(PageProgress(page, shown if enough else None, passed if enough else None))
    return tuple(found)
