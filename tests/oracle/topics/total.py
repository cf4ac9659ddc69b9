"""Totals."""

from __future__ import annotations

from typing import Any

from surveyapp.estimation.totals import totals
from tests.oracle.sample import Case, Sample
from tests.oracle.topics.mean import linear


def answer(case: Case, sample: Sample) -> dict[str, Any]:
    """svytotal."""
    return linear(case, sample, totals)
