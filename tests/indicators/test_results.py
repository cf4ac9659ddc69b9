import math

import pytest

from surveyapp.errors import DisclosureRefused, EstimationError
from surveyapp.indicators.results import Cell, Comparison
from surveyapp.inference.verdict import Verdict


def test_a_withheld_cell_cannot_carry_a_number():
    with pytest.raises(DisclosureRefused, match="carries n, value"):
        Cell("c", "trust", "w", value=61.0, n=4, withheld="confidential")


def test_a_withheld_cell_keeps_its_reason_and_level_only():
    cell = Cell("c", "trust", "w", withheld="imprecise", reason="effective sample under 30")
    assert cell.value is None
    assert cell.reason == "effective sample under 30"


def test_a_cell_is_never_silently_not_a_number():
    with pytest.raises(EstimationError, match="standard_error is not a finite number"):
        Cell("c", "trust", "w", value=61.0, standard_error=math.nan)


def test_a_cell_without_value_needs_a_reason():
    with pytest.raises(EstimationError, match="neither a value nor a reason"):
        Cell("c", "trust", "w")


def test_a_withheld_comparison_may_not_name_a_difference():
    with pytest.raises(DisclosureRefused, match="too few answers"):
        Comparison(
            "c", "trust", "previous quarter", "w", "v", verdict=Verdict.HIGHER, withheld="imprecise"
        )
    with pytest.raises(DisclosureRefused, match="carries difference"):
        Comparison("c", "trust", "previous quarter", "w", "v", difference=3.0, withheld="imprecise")


def test_better_needs_a_found_difference():
    with pytest.raises(EstimationError, match="without a found difference"):
        Comparison(
            "c", "trust", "trend", "w", "v", difference=1.0, verdict=Verdict.NO_CHANGE, better=True
        )


def test_a_comparison_without_family_is_not_registered():
    assert not Comparison("c", "trust", "trend", "w", "v", difference=1.0).registered
