"""What staff see before anything is published: screened by thresholds, marked, counted nowhere."""

from __future__ import annotations

from surveyapp.disclosure.presentation import NCHS, Standards
from surveyapp.disclosure.rules import RULES, Rules

NOT_FOR_PUBLICATION = (
    "*** Not for publication: figures for staff, not audited together. What may be printed goes "
    "through `surveyapp release`. ***"
)
"""The line above every figure that is shown before its wave is published. Looking enters nothing
in the ledger and uses nothing up."""


def screened_count(n: int, rules: Rules = RULES) -> str:
    """A number of people as staff see it: "1 to 9" where it would not be printed."""
    return f"1 to {rules.count - 1}" if 0 < n < rules.count else f"{n:,}"


def enough_to_show(n: int, standards: Standards = NCHS) -> bool:
    """Whether a figure stands on enough people to be shown on a screen."""
    return n >= standards.persons
