import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest

from surveyapp.disclosure.anonymity import anonymity
from surveyapp.disclosure.coarsening import coarsen, ordered_ladder
from surveyapp.exports.microdata import PublicFile, about_microdata, microdata_csv
from surveyapp.instrument.spreadsheet_text import defused


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


def test_rows_are_sorted_by_what_stands_in_them_with_their_weight():
    made = public()
    rows = list(csv.DictReader(io.StringIO(microdata_csv(made).decode())))
    assert list(rows[0]) == ["age", "trust", "weight"]
    held = sorted(
        zip(made.coarsened.labels["age"].tolist(), made.answers["trust"].tolist(), strict=True)
    )
    assert [(row["age"], row["trust"]) for row in rows] == held
    assert {row["weight"] for row in rows} == {"1"}


def test_the_same_file_is_the_same_bytes_and_every_cell_is_quoted():
    first, second = microdata_csv(public()), microdata_csv(public())
    assert first == second
    for line in first.decode().splitlines():
        assert all(cell[0] == cell[-1] == '"' for cell in line.split(","))


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "\uff1dHYPERLINK(1)",
    " \u200b=1+1",
    "a;=cmd",
    "a\t=cmd",
    "a\r\n=cmd;@x",
    'quote";=cmd',
    "x;\u00a0-2+3",
]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_spreadsheet_runs_a_cell_whatever_it_separates_cells_by(text, separator):
    made = public()
    quasi = {"age": np.where(made.coarsened.labels["age"] != "", text, "")}
    answers = {f"trust{text}": np.full(60, text), "last": np.full(60, text)}
    file = replace(made, coarsened=replace(made.coarsened, labels=quasi), answers=answers)
    content = microdata_csv(file).decode("utf-8")
    for row in csv.reader(io.StringIO(content, newline=""), delimiter=separator):
        for cell in row:
            for piece in re.split(r"[;\t\r\n]", cell):
                assert piece.startswith("'") or defused(piece) == piece, cell


def test_what_a_user_must_know_stands_beside_the_file():
    text = about_microdata(public(), k=5, l=2)
    assert "shared by at least" in text
    assert "no replicate weights" in text
    assert "words: text written by people" in text
