import csv
import io

import numpy as np
import pytest

from surveyapp.disclosure.anonymity import anonymity
from surveyapp.errors import DisclosureRefused, WaveError
from surveyapp.exports.microdata import microdata_csv
from surveyapp.workflow.field import plan_wave
from surveyapp.workflow.microdata import public_file
from tests.collection.tiny import tiny, tiny_wave
from tests.workflow.released import DAY, SLUG, closed_wave


def test_a_public_file_has_no_text_number_date_or_design_in_it(store):
    closed_wave(store, {"n1": 120, "n2": 3, "n3": 180})
    made = public_file(store, SLUG)
    rows = list(csv.DictReader(io.StringIO(microdata_csv(made).decode())))
    assert len(rows) == 303
    assert set(rows[0]) == {
        "area",
        "trust",
        "fair.listen",
        "fair.polite",
        "contact",
        "seen:1",
        "seen:2",
        "seen:7",
        "weight",
    }
    assert {"adults", "when", "words"} <= set(made.left_out)
    read = {name: np.array([row[name] for row in rows]) for name in ("area", "weight")}
    assert anonymity(read, {"trust": np.array([row["trust"] for row in rows])}).k >= 5


def test_an_area_of_three_people_is_not_in_the_public_file(store):
    closed_wave(store, {"n1": 120, "n2": 3, "n3": 180})
    made = public_file(store, SLUG)
    assert made.coarsened.before.k == 3
    assert "n2" not in set(made.coarsened.labels["area"].tolist())
    assert made.anonymity.k >= 5


def test_names_that_are_none_are_refused_with_those_that_are(store):
    closed_wave(store)
    with pytest.raises(DisclosureRefused, match=r"hat.*Use some of: area"):
        public_file(store, SLUG, quasi=["hat"])
    with pytest.raises(DisclosureRefused, match=r"hat.*trust"):
        public_file(store, SLUG, sensitive=["hat"])


def test_an_open_wave_has_no_public_file(store):
    plan_wave(store, tiny_wave(SLUG), tiny(), on=DAY)
    with pytest.raises(WaveError, match="wave close"):
        public_file(store, SLUG)
