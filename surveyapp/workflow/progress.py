"""Completion and break-off by page, counted without following anybody.

A resident is counted when a page is first shown and when the next one is reached; whoever broke
off is the difference. Only pages that everybody is asked are counted (a break-off between two of
them counts at the earlier one), and counts rest in memory until twenty residents have begun, so
that neither the store nor a copy of it tells anything about one of them.
"""

from __future__ import annotations

from surveyapp.collection.fieldwork import REVIEW
from surveyapp.errors import StorageError
from surveyapp.instrument.answers import Answers
from surveyapp.instrument.model import Page
from surveyapp.instrument.routing import path
from surveyapp.storage.outcomes import add_progress
from surveyapp.workflow.desk import Desk, Fielded


def note_start(desk: Desk, fielded: Fielded) -> None:
    """Count a resident who is shown the first page."""
    _note(desk, fielded, shown=0)


def note_page(
    desk: Desk,
    fielded: Fielded,
    before: Answers,
    after: Answers,
    page: Page,
    following: Page | None,
) -> None:
    """Count a resident who went on from a page for the first time.

    Parameters
    ----------
    before, after : the answers without and with this page's. following : None for the review.
    """
    if desk.progress is None or _seen(fielded, page, before):
        return
    if following is not None and (
        following.id not in fielded.counted or _seen(fielded, following, after)
    ):
        return
    reached = REVIEW if following is None else following.id
    left = page.id if page.id in fielded.counted else _last_counted(fielded, after, following)
    positions = fielded.counted
    passed = positions.index(left) if left else -1
    _note(desk, fielded, shown=positions.index(reached), passed=passed)


def note_submit(desk: Desk, fielded: Fielded) -> None:
    """Count a resident who sent the answers."""
    _note(desk, fielded, passed=len(fielded.counted) - 1)


def flush(desk: Desk, fielded: Fielded) -> bool:
    """Move counts from memory to the store, where enough residents have begun."""
    if desk.progress is None:
        return False
    slug = fielded.wave.slug
    taken = desk.progress.take(slug, len(fielded.counted))
    if not taken:
        return False
    counts = dict(zip(fielded.counted, taken, strict=True))
    try:
        desk.store.write(lambda session: add_progress(session, slug, counts))
    except StorageError:
        desk.progress.give_back(slug, taken)
        return False
    return True


def _note(desk: Desk, fielded: Fielded, *, shown: int = -1, passed: int = -1) -> None:
    if desk.progress is None or not fielded.counted:
        return
    try:
        full = desk.progress.note(
            fielded.wave.slug, len(fielded.counted), shown=shown, passed=passed
        )
    except OSError:
        return  # no memory left to count in: a resident's page matters more
    if full:
        flush(desk, fielded)


def _seen(fielded: Fielded, page: Page, answers: Answers) -> bool:
    columns = fielded.instrument.columns
    return any(variable.name in answers for item in page.items for variable in columns[item])


def _last_counted(fielded: Fielded, answers: Answers, following: Page | None) -> str:
    """The last counted page before one on the route; empty where there is none."""
    found = ""
    for page in path(fielded.instrument, answers):
        if page == following:
            break
        if page.id in fielded.counted:
            found = page.id
    return found
