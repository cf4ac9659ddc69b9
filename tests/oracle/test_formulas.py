"""R model formulas, as the adapter reads them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.oracle import formulas


@pytest.fixture
def frame() -> pd.DataFrame:
    made = pd.DataFrame(
        {
            "y": [1.0, 2.0, 3.0, np.nan],
            "x": [1.0, 2.0, 4.0, 8.0],
            "g": ["b", "a", "c", "a"],
            "h": ["u", "v", None, "u"],
        }
    )
    made.attrs["levels"] = {"g": ("a", "b", "c"), "h": ("u", "v")}
    return made


def names(text: str, frame: pd.DataFrame) -> tuple[str, ...]:
    return formulas.model_matrix(formulas.formula(text), frame, np.ones(4, dtype=bool)).names


def test_columns_are_named_and_ordered_as_r_does(frame: pd.DataFrame) -> None:
    assert names("y ~ x + g", frame) == ("(Intercept)", "x", "gb", "gc")
    assert names("y ~ g * x", frame) == ("(Intercept)", "gb", "gc", "x", "gb:x", "gc:x")
    assert names("y ~ g:x + h", frame) == ("(Intercept)", "hv", "ga:x", "gb:x", "gc:x")
    assert names("y ~ g:h", frame)[1:] == ("ga:hu", "gb:hu", "gc:hu", "ga:hv", "gb:hv", "gc:hv")
    assert names("y ~ 0 + g", frame) == ("ga", "gb", "gc")
    assert names("y ~ (x + g)^2 - g", frame) == ("(Intercept)", "x", "x:gb", "x:gc")
    assert names("y ~ I(x > 2) + factor(x)", frame)[1] == "I(x > 2)TRUE"
    assert names("y ~ relevel(g, ref='c')", frame)[1:] == (
        'relevel(g, ref = "c")a',
        'relevel(g, ref = "c")b',
    )


def test_an_intercept_alone_has_no_terms(frame: pd.DataFrame) -> None:
    assert formulas.formula("y ~ 1").terms == ()
    assert not formulas.formula("y ~ 0").intercept
    assert names("y ~ 1", frame) == ("(Intercept)",)


def test_missing_values_stay_missing_and_expressions_are_computed(frame: pd.DataFrame) -> None:
    rows = np.ones(4, dtype=bool)
    matrix = formulas.model_matrix(formulas.formula("y ~ h"), frame, rows)
    assert np.isnan(matrix.X[2, 1])
    value = formulas.scattered(formulas.parse("I(x^2 - y)"), frame, rows)
    assert value[:3].tolist() == [0.0, 2.0, 13.0]
    assert np.isnan(value[3])


def test_levels_of_text_stay_those_of_the_whole_data_but_factor_takes_those_it_sees(
    frame: pd.DataFrame,
) -> None:
    rows = np.array([True, True, False, False])
    whole = formulas.model_matrix(formulas.formula("y ~ g"), frame, rows).names
    seen = formulas.model_matrix(formulas.formula("y ~ factor(g) + factor(x)"), frame, rows).names
    assert whole == ("(Intercept)", "gb", "gc")
    assert seen == ("(Intercept)", "factor(g)b", "factor(x)2")


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot read the formula"):
        formulas.parse("y ~ x ? z")
