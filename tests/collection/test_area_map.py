import json
import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.area_map import area_map, read_area_map
from surveyapp.errors import InputError

RING = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 3], [3, 3], [3, 1], [1, 1]]
ISLAND = [[6, 6], [7, 6], [6.5, 7], [6, 6]]


def feature(area, kind, coordinates):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"id": area}, "geometry": geometry}


def document(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


CITY = area_map(
    document(
        feature("ring", "MultiPolygon", [[RING, HOLE], [ISLAND]]),
        feature("middle", "Polygon", [HOLE]),
    ),
    ["ring", "middle"],
)


def refused(text, areas=("a",)):
    with pytest.raises(InputError) as error:
        area_map(text, areas, source="city.geojson")
    return [(problem.where, problem.what) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("latitude", "longitude", "area"),
    [
        (0.5, 0.5, "ring"),
        (2, 2, "middle"),
        (6.2, 6.5, "ring"),
        (5, 5, ""),
        (2, -0.1, ""),
        (2, 4.1, ""),
        (-1, 2, ""),
    ],
)
def test_a_point_lies_in_the_area_around_it(latitude, longitude, area):
    assert CITY.by_point(latitude, longitude) == area


@given(st.floats(-0.5, 4.5), st.floats(-0.5, 4.5))
def test_holes_and_borders_belong_to_exactly_one_area(latitude, longitude):
    inside = 0 <= latitude < 4 and 0 <= longitude < 4
    in_hole = 1 <= latitude < 3 and 1 <= longitude < 3
    expected = "middle" if in_hole else "ring" if inside else ""
    assert CITY.by_point(latitude, longitude) == expected


degrees = st.floats(-60, 60).map(lambda x: round(x, 3))


@given(st.tuples(degrees, degrees), st.tuples(degrees, degrees), st.floats(0, 1))
def test_of_two_areas_that_share_a_border_one_holds_a_point_on_it(first, second, along):
    """A square cut in two along any line that runs through it from south to north."""
    (x0, _), (x1, _) = first, second
    west = [[-90, -80], [x0, -80], [x1, 80], [-90, 80], [-90, -80]]
    east = [[x0, -80], [90, -80], [90, 80], [x1, 80], [x0, -80]]
    halves = area_map(
        document(feature("w", "Polygon", [west]), feature("e", "Polygon", [east])), ["w", "e"]
    )
    y = -80 + along * 159
    x = x0 + (y + 80) / 160 * (x1 - x0)
    for near in (x, math.nextafter(x, -90), math.nextafter(x, 90)):
        assert sum(shape.holds(y, near) for shape in halves.shapes) == 1


@given(st.floats(-180, 180), st.floats(-89, 89))
def test_every_point_of_a_tiled_plane_has_exactly_one_area(x, y):
    tiles = [
        feature(
            f"{k}-{j}",
            "Polygon",
            [[[a, b], [a + 60, b], [a + 60, b + 45], [a, b + 45], [a, b]]],
        )
        for k, a in enumerate(range(-180, 180, 60))
        for j, b in enumerate(range(-90, 90, 45))
    ]
    plane = area_map(document(*tiles), [t["properties"]["id"] for t in tiles])
    held = [shape.area for shape in plane.shapes if shape.holds(y, x)]
    assert len(held) == (1 if x < 180 else 0)


@pytest.mark.parametrize(
    ("part", "what"),
    [
        (feature("a", "Point", [1, 2]), "It is no polygon."),
        (feature("a", "Polygon", [[[0, 0], [1, 1]]]), "A ring has fewer than four points."),
        (
            feature("a", "Polygon", [[[0, 0], [1, 0], [1, 1], [0, 1]]]),
            "A ring does not end where it begins.",
        ),
        (
            feature("a", "Polygon", [[[500000, 4e6], [5e5, 4e6], [5e5, 4e6], [500000, 4e6]]]),
            "A point is no pair of longitude and latitude in degrees.",
        ),
        (feature("b", "Polygon", [RING]), 'It belongs to "b", which is no area of the city.'),
        ({"type": "Feature"}, "No area."),
        ("text", "No area."),
        ({**feature("a", "Polygon", None)}, "It is no polygon."),
    ],
)
def test_what_is_no_outline_is_refused_by_feature(part, what):
    assert refused(document(part)) == [("city.geojson, feature 1", what)]


def test_every_area_must_be_drawn():
    text = document(feature("a", "Polygon", [RING]))
    assert refused(text, ("a", "b", "c")) == [("city.geojson", "2 of 3 areas are not drawn: b, c.")]


def test_another_property_or_the_id_of_the_feature_may_name_the_area():
    part = {"type": "Feature", "id": 7, "properties": {"NAME": "a"}, "geometry": None}
    part["geometry"] = {"type": "Polygon", "coordinates": [RING]}
    assert area_map(document(part), ["a"], id_property="NAME").by_point(1, 1) == "a"
    assert area_map(document(part), ["7"]).by_point(1, 1) == "7"


def test_a_file_that_is_no_map_is_refused(tmp_path):
    assert "is not JSON" in refused("{")[0][1]
    assert "no GeoJSON FeatureCollection" in refused("[]")[0][1]
    assert "is not JSON" in refused("[" * 100_000)[0][1]
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_area_map(tmp_path / "none.geojson", ["a"])
    path = tmp_path / "city.geojson"
    path.write_text(document(feature("a", "Polygon", [RING])), encoding="utf-8")
    assert read_area_map(path, ["a"]).by_point(1, 1) == "a"


PIECES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=12,
)


@given(PIECES, st.sampled_from(["Polygon", "MultiPolygon"]))
def test_no_coordinates_make_the_reader_fail(coordinates, kind):
    with suppress(InputError):
        area_map(document(feature("a", kind, coordinates)), ["a"])
