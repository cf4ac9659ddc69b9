from pathlib import Path

import pytest

from surveyapp.errors import InputError
from surveyapp.workflow.find_places import read_places

STREETS = "street,from,to,side,area\nElm St,1,99,both,north\n"
RING = "[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]"
MAP = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "north"},'
    f' "geometry": {{"type": "Polygon", "coordinates": [{RING}]}}}}]}}'
)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_files_a_city_has_are_the_ways_it_offers(tmp_path: Path) -> None:
    streets, outlines = written(tmp_path, "s.csv", STREETS), written(tmp_path, "m.geojson", MAP)
    both = read_places(["north"], streets, outlines)
    assert both.ways == {"street", "point"}
    assert both.by_street("5 Elm Street") == ("north",)
    assert both.by_point(0.5, 0.5) == "north"
    assert read_places(["north"], streets, None).ways == {"street"}
    assert read_places(["north"], None, outlines).by_street("5 Elm Street") == ()
    assert read_places(["north"], streets, None).by_point(0.5, 0.5) == ""


def test_everything_wrong_in_both_files_is_said_at_once(tmp_path: Path) -> None:
    streets = written(tmp_path, "s.csv", STREETS.replace("north", "west"))
    outlines = written(tmp_path, "m.geojson", MAP.replace("north", "west"))
    with pytest.raises(InputError) as error:
        read_places(["north"], streets, outlines)
    assert [problem.where for problem in error.value.problems] == [
        "s.csv, row 2",
        "m.geojson, feature 1",
    ]
