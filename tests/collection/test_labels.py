from dataclasses import replace

import numpy as np
import pytest

from surveyapp.collection.labels import bridged, labels
from surveyapp.errors import InputError
from surveyapp.instrument.model import Bridge, BridgeRule, Category, Option
from tests.indicators.files import codes, file, instrument, item

RACES = tuple(Option(code, {"en": str(code)}) for code in (1, 2, 3, 4, 5, 6, 7))
RULES = (
    BridgeRule("hispanic", includes=(4,)),
    BridgeRule("white", only=(5, 7)),
    BridgeRule("black", only=(3,)),
)
BRIDGE = Bridge(
    "race",
    "race",
    tuple(Category(name, {"en": name}) for name in ("hispanic", "white", "black", "other")),
    RULES,
    "other",
    {"en": "note"},
)


def chosen(*people):
    """A file of people by the options they ticked; None gave no answer."""
    columns = {
        f"race:{code}": codes(
            [None if person is None else float(code in person) for person in people], options=()
        )
        for code in range(1, 8)
    }
    asked = item("race", kind="multiple", options=RACES, direction="none", opinion=False)
    definition = replace(instrument([asked]), bridges={"race": BRIDGE})
    return file(columns, definition=definition), definition


def test_the_first_rule_that_fits_decides_and_the_rest_are_other():
    data, definition = chosen({7}, {3}, {4, 7}, {5}, {3, 7}, {1}, {5, 7}, None)
    assert bridged(BRIDGE, definition, data).tolist() == [
        "white",
        "black",
        "hispanic",
        "white",
        "other",
        "other",
        "white",
        "",
    ]


def test_labels_are_codes_as_text_and_blank_where_missing():
    data = file({"a": codes([1, 5, None])})
    assert labels(data, "a").tolist() == ["1", "5", ""]


def test_parents_of_areas_are_columns_too():
    data = file({"a": codes([1, 2])}, area=["a1", "a2"])
    areas = tuple(
        replace(area, parents={"district": "north" if area.id == "a1" else "south"})
        for area in data.waves[0].areas
    )
    data = replace(data, waves=(replace(data.waves[0], areas=areas),))
    assert labels(data, "district").tolist() == ["north", "south"]


def test_an_unknown_column_lists_what_there_is():
    with pytest.raises(InputError, match=r"No column is called 'zip'.* one of: a"):
        labels(file({"a": codes([1])}), "zip")


def test_a_cell_that_the_plan_does_not_list_has_no_stratum():
    data = file({"a": codes([1, 2])}, design_cell=["x", "y"])
    np.testing.assert_array_equal(labels(data, "stratum"), ["", ""])
