import csv
import io

import numpy as np

from surveyapp.disclosure.anonymity import anonymity
from surveyapp.disclosure.coarsening import coarsen, ordered_ladder
from surveyapp.exports.microdata import PublicFile, about_microdata, microdata_csv


def public(n=60):
    rng = np.random.default_rng(5)
    quasi = {"age": rng.choice(["18", "25", "35", "45"], n).astype(str)}
    answers = {"trust": rng.choice(["1", "2", ""], n).astype(str)}
    made = coarsen(quasi, {"age": ordered_ladder(["18", "25", "35", "45"])}, answers, k=5)
    return PublicFile(
        title="Trust",
        wave="q1",
        coarsened=made,
        answers=answers,
        weights=np.ones(n),
        left_out={"words": "text written by people"},
        anonymity=anonymity(made.labels, answers),
    )


def test_rows_come_in_the_order_given_with_their_weight():
    made = public()
    order = list(range(60))[::-1]
    rows = list(csv.DictReader(io.StringIO(microdata_csv(made, order).decode())))
    assert list(rows[0]) == ["age", "trust", "weight"]
    assert [row["trust"] for row in rows] == made.answers["trust"][::-1].tolist()
    assert {row["weight"] for row in rows} == {"1"}


def test_what_a_user_must_know_stands_beside_the_file():
    text = about_microdata(public(), k=5, l=2)
    assert "shared by at least" in text
    assert "no replicate weights" in text
    assert "words: text written by people" in text
