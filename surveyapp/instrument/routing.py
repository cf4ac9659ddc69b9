"""Which page comes when: the route through an instrument that the answers so far open.

Conditions have three outcomes: true, false, and undecided while an item they look at has not
been reached. The route shows what is true; progress also counts what may still come, so the
number of pages ahead never grows while a resident goes forward. Where the order of a section was
left to the lot, the pages stand in the order drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveyapp.instrument.calculating import failed, work_out
from surveyapp.instrument.deciding import evaluate, is_stated
from surveyapp.instrument.drawing import pages_in_order
from surveyapp.instrument.model import Instrument, Item, Page
from surveyapp.instrument.values import Answers, AnswerValue, Missing

__all__ = [
    "Page",
    "Settled",
    "ending",
    "evaluate",
    "find_page",
    "first_unseen",
    "is_stated",
    "next_page",
    "pages",
    "path",
    "previous_page",
    "progress",
    "settle",
    "walk",
]


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of a response.

    Attributes
    ----------
    verdicts : item id -> whether it is on the route: True, False, or None while undecided.
    known : variable -> answer, calculated values included; not applicable off the route. What is
        not known yet is absent.
    """

    verdicts: Mapping[str, bool | None]
    known: Answers


def settle(instrument: Instrument, answers: Answers) -> Settled:
    """Decide item by item what is on the route, and work out what is calculated on the way."""
    verdicts: dict[str, bool | None] = {}
    known: dict[str, AnswerValue] = {}
    for item in instrument.asked:
        verdict = verdicts[item.id] = evaluate(item.show_if, known, instrument.variables)
        for variable in instrument.columns[item.id]:
            name = variable.name
            if verdict is False:
                known[name] = Missing.NOT_APPLICABLE
            elif verdict and item.value is not None:
                known[name] = work_out(item.value, known, instrument.variables)
            elif verdict and name in answers and not _undrawn(item, answers[name]):
                known[name] = answers[name]
    return Settled(verdicts, known)


def pages(instrument: Instrument) -> tuple[Page, ...]:
    """Every page of an instrument in order, whether or not it is on anybody's route."""
    return instrument.pages


def find_page(instrument: Instrument, page_id: str) -> Page | None:
    """The page with this id, or None for an id that no page has."""
    return next((page for page in instrument.pages if page.id == page_id), None)


def path(instrument: Instrument, answers: Answers) -> tuple[Page, ...]:
    """The pages on the route that these answers open, in order.

    An answer to an item that is off the route is not looked at.
    """
    return tuple(_route(instrument, answers, settle(instrument, answers)))


def next_page(instrument: Instrument, answers: Answers, current: Page | None) -> Page | None:
    """The page on the route after `current` (None: the first); None when only review is left."""
    later = _after(pages_in_order(instrument, answers), current)
    settled = settle(instrument, answers)
    return next((page for page in later if _verdict(page, settled)), None)


def previous_page(instrument: Instrument, answers: Answers, current: Page | None) -> Page | None:
    """The page on the route before `current` (None: the last); None at the start."""
    order = pages_in_order(instrument, answers)
    before = order[: order.index(current)] if current else order
    settled = settle(instrument, answers)
    return next((page for page in reversed(before) if _verdict(page, settled)), None)


def first_unseen(instrument: Instrument, answers: Answers) -> Page | None:
    """The first page on the route that was not posted, or whose sum no longer holds; None: none.

    A page posted blank holds "not stated", so it was seen. A sum stops holding when one of its
    numbers is changed on another page.
    """
    settled = settle(instrument, answers)
    for page in _route(instrument, answers, settled):
        for item in page.items:
            names = [variable.name for variable in instrument.columns[item]]
            if any(settled.known.get(name, UNSEEN) is UNSEEN for name in names):
                return page
            checks = instrument.index[item].checks
            if any(failed(check, settled.known, instrument.variables) for check in checks):
                return page
    return None


def ending(instrument: Instrument, answers: Answers) -> Page | None:
    """The page on the route that ends the questionnaire, such as for who may not answer; or None.

    Whoever gets there is asked nothing more, and nothing of what they answered may be stored.
    """
    last = [page for page in instrument.pages if instrument.index[page.items[0]].ends]
    if not last:
        return None
    settled = settle(instrument, answers)
    return next((page for page in last if _verdict(page, settled)), None)


def progress(instrument: Instrument, answers: Answers, page: Page) -> tuple[int, int]:
    """Which question this is on the route, and how many there can be at most: (k, of).

    `of` counts the questions up to this one and every later one that is open or undecided. A page
    that only tells something is no question; it bears the number of the one before, at least 1.
    """
    settled = settle(instrument, answers)
    order = pages_in_order(instrument, answers)
    here = order.index(page) + 1
    asks = [instrument.index[step.items[0]].kind != "information" for step in order]
    verdicts = [_verdict(step, settled) for step in order]
    behind = sum(
        one and said is True for one, said in zip(asks[:here], verdicts[:here], strict=True)
    )
    ahead = sum(
        one and said is not False for one, said in zip(asks[here:], verdicts[here:], strict=True)
    )
    return max(behind, 1), max(behind + ahead, 1)


def walk(instrument: Instrument, answers: Answers) -> Iterator[tuple[Item, bool | None]]:
    """Each item asked with whether it is on the route: True, False, or None while undecided."""
    verdicts = settle(instrument, answers).verdicts
    for item in instrument.asked:
        yield item, verdicts[item.id]


UNSEEN = Missing.NOT_REACHED


def _undrawn(item: Item, value: AnswerValue) -> bool:
    """Whether a lot was never drawn, as on paper: what hangs on it is then never decided."""
    return item.kind == "drawn" and isinstance(value, Missing)


def _route(instrument: Instrument, answers: Answers, settled: Settled) -> Iterator[Page]:
    return (page for page in pages_in_order(instrument, answers) if _verdict(page, settled))


def _after(order: tuple[Page, ...], current: Page | None) -> tuple[Page, ...]:
    return order[order.index(current) + 1 :] if current else order


def _verdict(page: Page, settled: Settled) -> bool | None:
    """Whether a page is on the route; with several items, the most open one decides."""
    verdicts = [settled.verdicts[item] for item in page.items]
    return True if True in verdicts else None if None in verdicts else False
