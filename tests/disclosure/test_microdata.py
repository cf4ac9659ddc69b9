"""Public-use rows: who stands out, what coarsening costs, and weights that tell nothing more."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.disclosure.anonymity import anonymity, classes_of
from surveyapp.disclosure.coarsening import (
    EVERYTHING,
    climbed,
    coarsen,
    information,
    nested_ladder,
    nominal_ladder,
    ordered_ladder,
)
from surveyapp.disclosure.public_weights import public_weights
from surveyapp.errors import DisclosureRefused
from surveyapp.weighting.margins import Margin
from surveyapp.weighting.raking import rake
from surveyapp.weighting.weights import Weights

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "kcmo_resident_survey"


def texts(*values):
    return np.array(values, dtype=np.str_)


def test_a_row_alone_with_its_quasi_identifiers_is_unique():
    quasi = {"age": texts("1", "1", "2", "2"), "area": texts("a", "a", "a", "b")}
    found = anonymity(quasi, {"trust": texts("1", "2", "1", "1")})
    assert (found.k, found.uniques, found.classes) == (1, 2, 3)
    assert found.diversity == {"trust": 1}


def test_an_unanswered_question_adds_no_diversity_and_needs_none():
    quasi = {"age": texts("1", "1", "2", "2")}
    found = anonymity(quasi, {"trust": texts("1", "", "", "")})
    assert found.diversity == {"trust": 1}
    assert anonymity(quasi, {"trust": texts("1", "2", "", "")}).l == 2


def test_classes_are_those_of_a_plain_grouping():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(0, 4, (200, 3)).astype(str), columns=list("abc"))
    sizes = frame.groupby(list("abc")).size()
    classes = classes_of({name: frame[name].to_numpy(str) for name in "abc"})
    assert sorted(np.bincount(classes)) == sorted(sizes)


def test_no_quasi_identifier_is_refused_with_examples():
    with pytest.raises(DisclosureRefused, match="area, age, gender"):
        classes_of({})


def test_ladders_climb_to_one_label_for_everybody():
    ages = ordered_ladder(["18", "25", "35", "45", "55", "65"])
    assert ages[1]["18"] == ages[1]["25"] == "18 through 25"
    assert ages[2]["55"] == ages[2]["65"]
    assert set(ages[-1].values()) == {EVERYTHING}
    races = nominal_ladder(texts(*"aaaaaaaaaabbbbbbbbbb", "c", "d", *"aaaaaaaaaaaaaaaaaaaaaaaa"))
    assert races[1] == {"c": "other", "d": "other"}
    places = nested_ladder([{"n1": "d1", "n2": "d1"}], ["n1", "n2"])
    assert [climbed(texts("n1", "n2", ""), rung).tolist() for rung in places] == [
        ["n1", "n2", ""],
        ["d1", "d1", ""],
        [EVERYTHING, EVERYTHING, ""],
    ]


def test_information_is_entropy():
    assert information(texts("a", "b", "c", "d")) == pytest.approx(2.0)
    assert information(texts("a", "a")) == 0.0


def test_among_rungs_alone_the_least_lossy_that_is_enough_is_found():
    rng = np.random.default_rng(4)
    quasi = {
        "age": rng.choice(list("123456"), 300).astype(str),
        "area": rng.choice(["a", "b", "c"], 300).astype(str),
    }
    ladders = {"age": ordered_ladder(list("123456")), "area": nominal_ladder(quasi["area"])}
    made = coarsen(quasi, ladders, {}, k=30, most_blanked=0.0)
    whole = {name: information(labels) for name, labels in quasi.items()}
    fits = []
    for rungs in product(*(range(len(ladders[name])) for name in quasi)):
        labels = {n: climbed(quasi[n], ladders[n][at]) for n, at in zip(quasi, rungs, strict=True)}
        if np.bincount(classes_of(labels)).min() >= 30:
            fits.append(sum(1 - information(labels[n]) / whole[n] for n in quasi))
    assert sum(made.lost.values()) == pytest.approx(min(fits))
    assert not any(gone.any() for gone in made.blanked.values())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 8), st.integers(1, 3), st.integers(60, 300))
def test_whatever_comes_out_holds_k_rows_and_l_answers_in_every_class(seed, k, diverse, n):
    rng = np.random.default_rng(seed)
    quasi = {
        "age": rng.choice(["", *"123456"], n).astype(str),
        "race": rng.choice(list("abcde"), n, p=[0.6, 0.25, 0.1, 0.04, 0.01]).astype(str),
    }
    ladders = {"age": ordered_ladder(list("123456")), "race": nominal_ladder(quasi["race"])}
    sensitive = {"trust": rng.choice(["", "1", "2", "3"], n).astype(str)}
    try:
        made = coarsen(quasi, ladders, sensitive, k=k, l=diverse, most_blanked=0.3)
    except DisclosureRefused:
        return
    assert made.after.k >= k
    assert made.after.uniques == 0
    assert made.after.diversity["trust"] >= diverse
    assert sum(float(gone.mean()) for gone in made.blanked.values()) <= 0.3 * len(quasi) + 1e-9
    for name, labels in made.labels.items():
        coarse = climbed(quasi[name], made.mapping[name])
        assert (labels == np.where(made.blanked[name], "", coarse)).all()


def test_a_file_that_cannot_be_made_safe_is_refused_with_the_ways_out():
    quasi = {"age": texts("1", "2", "3")}
    with pytest.raises(DisclosureRefused, match="Publish tables instead of rows"):
        coarsen(quasi, {"age": ordered_ladder(list("123"))}, {}, k=5)
    many = {str(k): texts("1", "2") for k in range(15)}
    with pytest.raises(DisclosureRefused, match="fewer quasi-identifiers"):
        coarsen(many, {name: ordered_ladder(["1", "2"]) for name in many}, {}, k=2)


def test_public_weights_meet_the_margins_of_what_is_released():
    rng = np.random.default_rng(2)
    released = {
        "age": rng.choice(["young", "old", ""], 400, p=[0.3, 0.6, 0.1]).astype(str),
        "home": rng.choice(["own", "rent"], 400, p=[0.8, 0.2]).astype(str),
    }
    populations = {"age": {"1": 300.0, "2": 200.0, "3": 500.0}, "home": {"own": 580, "rent": 420}}
    mapping = {"age": {"1": "young", "2": "young", "3": "old"}, "home": {}}
    weights = public_weights(released, populations, mapping)
    rent = weights[released["home"] == "rent"].sum() / weights.sum()
    assert rent == pytest.approx(0.42)
    known = released["age"] != ""
    young = weights[released["age"] == "young"].sum() / weights[known].sum()
    assert young == pytest.approx(0.5)
    pairs = set(zip(released["age"], released["home"], weights.round(9), strict=True))
    assert len(pairs) == 6, "equal quasi-identifiers have equal weights"


def test_without_a_population_all_public_weights_are_one():
    assert public_weights({"age": texts("a", "b")}, {}, {}).tolist() == [1.0, 1.0]


@pytest.mark.skipif(
    not DATA.is_dir(), reason="the resident survey's data are not beside the project"
)
@pytest.mark.parametrize("quarter", ["2021Q3", "2022Q1"])
def test_the_kansas_city_file_goes_in_with_hundreds_of_uniques_and_comes_out_with_none(quarter):
    rows = pd.read_csv(DATA / "responses.csv", dtype=str, keep_default_na=False)
    rows = rows[rows.quarter == quarter]
    names = {
        "district": "council_district",
        "age": "q40_w",
        "gender": "q41_w",
        "race": "q37_race",
        "tenure": "q34_d",
        "income": "q39_w",
    }
    quasi = {name: rows[at].replace("9", "").to_numpy(str) for name, at in names.items()}
    keys = ("q5_01", "q5_02", "q31_01", "q31_02")
    sensitive = {name: rows[name].replace("9", "").to_numpy(str) for name in keys}
    targets = pd.read_csv(DATA / "targets.csv", dtype=str)
    margins = {
        "district": "council_district",
        "age": "age",
        "gender": "sex",
        "tenure": "tenure",
    }
    populations = {
        name: {
            row.category: float(row.population)
            for row in targets[targets.margin == margin].itertuples()
        }
        for name, margin in margins.items()
    }
    detailed = _raked(quasi, populations)
    before = anonymity({**quasi, "weight": detailed}, sensitive)
    assert before.uniques >= 300
    ladders = {name: nominal_ladder(labels) for name, labels in quasi.items()}
    ladders |= {"age": ordered_ladder(list("123456")), "income": ordered_ladder(list("1234"))}
    made = coarsen(quasi, ladders, sensitive, k=5, l=2)
    weights = public_weights(made.labels, populations, made.mapping)
    after = anonymity({**made.labels, "weight": weights.round(9).astype(str)}, sensitive)
    assert after.uniques == 0
    assert after.k >= 5
    assert after.l >= 2
    assert len(set(weights.round(9))) <= made.after.classes
    assert sum(lost == 0.0 for lost in made.lost.values()) >= 3, "half of the variables are whole"


def _raked(quasi, populations):
    """Weights raked to the detailed margins, as text."""
    margins = [
        Margin(name, quasi[name], counts, outside=tuple({*quasi[name]} - {"", *counts}))
        for name, counts in populations.items()
    ]
    n = len(quasi["age"])
    final = rake(
        Weights.of(np.ones(n)), margins, unknown="keep share", disagreeing="scale to first"
    ).final
    return final.round(9).astype(str)
