from __future__ import annotations

import json

import numpy as np
import pytest

from surveyapp.errors import WeightingError
from surveyapp.weighting.recipe import Recipe

STEPS = [
    {
        "kind": "rake",
        "margins": [
            {
                "column": "sex",
                "targets": {"woman": 5200, "man": 4800},
                "source": "census",
                "vintage": "2020",
            },
            {"columns": ["age"], "targets": {"young": 3000, "middle": 4000, "old": 3000}},
        ],
        "within": "wave",
        "unknown": "impute",
        "seed": 9,
    },
    {"kind": "trim", "upper": 90.0, "strict": True},
    {
        "kind": "calibrate",
        "totals": {"one": 30_000, "y": 105_000},
        "distance": "raking",
    },
]


@pytest.fixture
def columns(sample):
    lost = np.where(np.arange(600) % 11 == 0, None, sample.sex)
    return {
        "sex": lost,
        "age": sample.age,
        "wave": sample.wave,
        "one": np.ones(600),
        "y": sample.y,
    }


def test_a_recipe_read_from_json_gives_identical_weights_again(sample, columns):
    first = Recipe.of(STEPS).apply(sample.weights, columns)
    read = Recipe.of(json.loads(json.dumps(Recipe.of(STEPS).to_data())))
    again = read.apply(sample.weights, columns)
    assert np.array_equal(first.final, again.final)
    assert [step.kind for step in again.history] == ["rake", "trim", "calibrate"]
    record = again.history[0].record["margins"][0]
    assert (record["source"], record["vintage"]) == ("census", "2020")
    json.dumps([dict(step.record) for step in again.history])


def test_every_lacking_column_is_named_with_its_step(sample, columns):
    del columns["age"], columns["one"]
    with pytest.raises(WeightingError) as refused:
        Recipe.of(STEPS).apply(sample.weights, columns)
    assert [(p.where, p.what) for p in refused.value.problems] == [
        ("step 1", "There is no column 'age'."),
        ("step 3", "There is no column 'one'."),
    ]


def test_unknown_steps_are_refused_with_the_known_ones():
    with pytest.raises(
        WeightingError, match="step 2: There is no step 'stir'; there are calibrate"
    ):
        Recipe.of([{"kind": "trim"}, {"kind": "stir"}])


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "poststratify", "margin": {"columns": ["sex2", "age"], "targets": None}},
        {"kind": "nonresponse classes", "responded": "answered", "classes": "age"},
        {"kind": "nonresponse propensity", "responded": "answered", "covariates": ["y"]},
        {
            "kind": "standardize",
            "by": "age",
            "over": ["sex2"],
            "population": {"young": 1, "middle": 1, "old": 1},
        },
        {
            "kind": "trim to design effect",
            "wanted": 1.05,
            "margins": [{"column": "sex2", "targets": {"woman": 3, "man": 2}}],
        },
        {
            "kind": "rake trimmed",
            "upper": 30.0,
            "margins": [{"column": "sex2", "targets": {"woman": 3000, "man": 3000}}],
        },
    ],
)
def test_every_kind_of_step_can_be_a_recipe(sample, columns, step):
    given = dict(step)
    if given["kind"] == "poststratify":
        targets = {f"{s} | {a}": 10 for s in ("woman", "man") for a in ("young", "middle", "old")}
        given["margin"] = {**given["margin"], "targets": targets}
    columns |= {"sex2": sample.sex, "answered": np.arange(600) % 3 > 0}
    done = Recipe.of([given]).apply(sample.weights, columns)
    assert done.history
    assert np.isfinite(done.final).all()
