"""Rows and tables about the same people: neither tells what the other withholds."""

from collections import Counter

import numpy as np

from surveyapp.disclosure.coarsening import coarsen, nominal_ladder
from surveyapp.disclosure.figure import Figure, People
from surveyapp.disclosure.rows_and_tables import (
    Named,
    Rows,
    without_rare_answers,
    without_withheld_crowds,
)
from surveyapp.indicators.results import EVERYONE

N = 400
NAMED = Named({"trust": ("trust",), "(responses)": (), "question q": ("trust",)}, {})


def city(seed=4):
    """People of three areas, two ages, and twelve answers that nearly name them."""
    rng = np.random.default_rng(seed)
    area = rng.choice(["a1", "a2", "a3"], p=[0.6, 0.36, 0.04], size=N)
    age = rng.choice(["young", "old"], size=N)
    trust = rng.choice(["1", "2", "3"], p=[0.49, 0.49, 0.02], size=N)
    people = People(
        np.full(N, "w"),
        area,
        {"age": age},
        {"trust": np.full(N, "1"), "question q": trust, "(responses)": np.full(N, "1")},
    )
    return people, Rows({"area": area.copy(), "age": age.copy()}, {"trust": trust.copy()})


def hidden(topic, answer="", areas=(), group=EVERYONE):
    return Figure(topic, answer, ("w",), tuple(areas), group, 5, None, "confidential")


def test_two_files_that_are_safe_apart_single_people_out_together():
    """The attack that one file a wave shuts out: a join on the answers, three blurs undone."""
    rng = np.random.default_rng(8)
    quasi = {
        name: rng.choice([f"{name}{k}" for k in range(5)], size=N)
        for name in ("area", "age", "race")
    }
    answers = np.stack([rng.integers(1, 6, N) for _ in range(12)])
    vectors = list(map(tuple, answers.T.tolist()))
    files = []
    for name, labels in quasi.items():
        made = coarsen({name: labels}, {name: nominal_ladder(labels)}, {}, k=5, l=1)
        assert made.after.k >= 5
        files.append(dict(zip(vectors, made.labels[name].tolist(), strict=True)))
    joined = Counter(tuple(file[vector] for file in files) for vector in vectors)
    assert sum(n for n in joined.values() if n < 5) > N / 3


def test_a_withheld_area_that_the_rows_keep_apart_loses_its_answers():
    people, rows = city()
    made = without_withheld_crowds(rows, [hidden("trust", areas=["a3"])], people, NAMED)
    there = rows.labels["area"] == "a3"
    assert (made.answers["trust"][there] == "").all()
    assert (made.answers["trust"][~there] == rows.answers["trust"][~there]).all()
    assert made.blanked == {"trust": int(there.sum())}


def test_rows_that_are_coarser_than_the_withheld_area_lose_nothing():
    people, rows = city()
    both = Rows({"area": np.where(rows.labels["area"] == "a1", "a1", "a2 a3")}, rows.answers)
    made = without_withheld_crowds(both, [hidden("trust", areas=["a3"])], people, NAMED)
    assert not made.blanked
    whole = hidden("trust", areas=["a2", "a3"])
    assert without_withheld_crowds(both, [whole], people, NAMED).blanked["trust"] > 100


def test_a_withheld_number_of_people_loses_the_label_that_counts_them():
    people, rows = city()
    figure = hidden("(responses)", areas=["a3"], group="age:old")
    made = without_withheld_crowds(rows, [figure], people, NAMED)
    there = (rows.labels["area"] == "a3") & (rows.labels["age"] == "old")
    assert (made.labels["area"][there] == "").all()
    assert (made.labels["age"][there] == "").all()
    assert (made.labels["area"][~there] == rows.labels["area"][~there]).all()


def test_an_answer_whose_count_is_withheld_is_blank_for_everybody():
    people, rows = city()
    made = without_rare_answers(rows, [hidden("question q", "3")], people, NAMED)
    assert "3" not in set(made.answers["trust"].tolist())
    assert made.blanked["trust"] == int((rows.answers["trust"] == "3").sum()) > 0


def test_a_question_that_makes_a_quasi_identifier_loses_the_label_instead():
    people, rows = city()
    age = np.where(rows.labels["age"] == "old", "2", "1")
    asked = People(people.wave, people.area, people.groups, {**people.answers, "question age": age})
    named = Named(NAMED.columns, {"question age": "age"})
    made = without_withheld_crowds(rows, [hidden("question age", "2")], asked, named)
    assert set(made.labels["age"].tolist()) == {"young", ""}
