"""What an author rules about two editions, against or beside what the comparison finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from surveyapp.instrument.item import Text

Verdict = Literal["comparable", "breaks the trend"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """An author's judgement of one item, with the reason that reports print.

    Attributes
    ----------
    item : an item, or one row of it ("trust.right"); an item speaks for all its rows.
    since : version of the earlier edition that the judgement is about.
    reason : in the source language at least.
    """

    item: str
    since: str
    verdict: Verdict
    reason: Text
