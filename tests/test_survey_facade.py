"""The README's chapter for users of R's survey is true: every line of ours runs, in order."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose

from surveyapp import survey
from surveyapp.errors import EstimationError

README = (Path(__file__).resolve().parents[1] / "README.md").read_text()
CHAPTER = README.split("## For users of R's survey")[1].split("\n## ")[0]
ROWS = re.findall(r"^\| (.*?) \| (.*) \|$", CHAPTER, re.MULTILINE)
LINES = [
    code.replace("\\|", "|")
    for _, ours in ROWS
    for code in re.findall(r"`([^`]+)`", ours)
    if code != "survey.modelled_areas"
]


def people() -> pd.DataFrame:
    """400 people of four areas, drawn in two stages, asked in two waves."""
    rng = np.random.default_rng(4)
    n = 400
    area = np.array(["East", "North", "South", "West"])[np.arange(n) % 4]
    block = np.char.add(np.char.add(area, " "), ((np.arange(n) // 4) % 8).astype(str))
    frame = pd.DataFrame(
        {
            "area": area,
            "block": block,
            "person": np.arange(n),
            "blocks": 60,
            "adults": 90,
            "w": rng.uniform(10, 30, n),
            "age": rng.choice(["18-34", "35-54", "55+"], n),
            "sex": rng.choice(["man", "woman"], n),
            "wave": 1 + (np.arange(n) // 32) % 2,
            "trust": rng.integers(1, 6, n).astype(float),
            "band": rng.integers(1, 4, n).astype(float),
            "top": rng.integers(0, 2, n).astype(float),
            "called": rng.integers(0, 2, n).astype(float),
            "minutes": rng.gamma(2, 3, n),
            "visits": rng.integers(1, 5, n).astype(float),
        }
    )
    frame.loc[::17, "trust"] = np.nan
    return frame


def test_every_line_of_the_chapter_runs() -> None:
    df = people()
    generator = np.random.default_rng(9)
    names: dict[str, Any] = {
        "df": df,
        "age_counts": {"18-34": 3000, "35-54": 2600, "55+": 2400},
        "sex_counts": {"man": 3900, "woman": 4100},
        "generator": generator,
        "rw": [f"rw{r}" for r in range(50)],
        "p": [0.01, 0.04],
    }
    replicates = survey.sample(df, psu="block", strata="area", weights="w").bootstrap(
        generator, replicates=50
    )
    assert replicates.weights.replicates is not None
    for r, column in enumerate(replicates.weights.replicates.T):
        df[f"rw{r}"] = column
    assert len(LINES) >= 35
    for line in LINES:
        exec(line, names)
    assert names["r"].weights.total == pytest.approx(8000, rel=1e-9)


def test_every_row_pairs_a_line_of_r_with_one_of_ours() -> None:
    code = [row for row in ROWS if "`" in row[1]]
    assert all(row[1].count("`") % 2 == 0 for row in code)


def test_predictors_are_those_of_a_formula() -> None:
    frame = people()
    made = survey.predictors(frame, "minutes", "area")
    assert list(made) == ["intercept", "minutes", "area[North]", "area[South]", "area[West]"]
    assert_allclose(made["area[North]"], frame["area"] == "North")
    as_polars = pl.DataFrame({"minutes": frame["minutes"].to_list(), "area": list(frame["area"])})
    assert survey.predictors(as_polars, "minutes", "area").equals(made)


def test_a_missing_category_stays_missing_and_an_ordered_one_keeps_its_order() -> None:
    holes = pd.DataFrame({"a": ["x", None, "y"]})
    assert np.isnan(survey.predictors(holes, "a")["a[y]"][1])
    sizes = pd.Categorical(["small", "large", "small"], categories=["small", "large"])
    assert list(survey.predictors({"s": sizes}, "s", intercept=False)) == ["s[large]"]


def test_a_predictor_of_one_level_or_a_thousand_is_refused() -> None:
    with pytest.raises(EstimationError, match="The category has 1 levels"):
        survey.predictors({"s": ["a", "a"]}, "s")
    with pytest.raises(EstimationError, match="identifier was passed by mistake"):
        survey.predictors({"s": [str(i) for i in range(1000)]}, "s")
