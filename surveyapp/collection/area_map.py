"""The map of a city's areas: which area holds a point, from a GeoJSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError, Problem

LARGEST = 64_000_000
"""Bytes above which a map is refused unread."""

Edge = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class AreaShape:
    """The outline of one area, holes included.

    Attributes
    ----------
    edges : longitude and latitude in degrees of each edge's lower end, then of its upper end.
        Written from the lower end, so that two neighbors reckon their common border alike.
    box : west, south, east and north of all edges; most look-ups need no more.
    """

    area: str
    edges: tuple[Edge, ...]
    box: Edge

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether the point is inside: a ray to the east meets the outline an odd number of times.

        An edge counts its lower end and not its upper one, so of two areas that share a border
        exactly one holds a point on it (Shimrat 1962, Communications of the ACM 5, 434).
        """
        west, south, east, north = self.box
        if not (south <= latitude <= north and west <= longitude <= east):
            return False
        crossed = (
            longitude < x0 + (latitude - y0) / (y1 - y0) * (x1 - x0)
            for x0, y0, x1, y1 in self.edges
            if y0 <= latitude < y1
        )
        return sum(crossed) % 2 == 1


@dataclass(frozen=True, slots=True)
class AreaMap:
    """The outlines of the areas of a city."""

    shapes: tuple[AreaShape, ...]

    def by_point(self, latitude: float, longitude: float) -> str:
        """Id of the area that holds the point; empty when none does, or when several claim it."""
        found = {s.area for s in self.shapes if s.holds(latitude, longitude)}
        return found.pop() if len(found) == 1 else ""


def read_area_map(path: Path, areas: Iterable[str], *, id_property: str = "id") -> AreaMap:
    """The map in a GeoJSON file (RFC 7946): polygons in degrees, WGS 84.

    Parameters
    ----------
    areas : ids of the areas, each of which must have an outline.
    id_property : the property of a feature that holds the id of its area; a feature's own `id`
        serves where it has none.

    Raises
    ------
    InputError
        With everything wrong: not GeoJSON, another geometry, coordinates that are no degrees,
        features without an area, areas without an outline.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        raise InputError(
            Problem(f"The map cannot be read: {error.strerror}.", path.name, ("Check the path.",))
        ) from error
    if size > LARGEST:
        what = f"The map has {size:,} bytes; at most {LARGEST:,} are read."
        remedy = ("Simplify the outlines to about 1 m: the border matters, not every curb.",)
        raise InputError(Problem(what, path.name, remedy, "file-too-large"))
    return area_map(decoded(data), areas, id_property=id_property, source=path.name)


def area_map(
    text: str, areas: Iterable[str], *, id_property: str = "id", source: str = "map"
) -> AreaMap:
    """The map in a GeoJSON text; see `read_area_map`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        remedy = ("Export the areas as GeoJSON.",)
        raise InputError(Problem(f"The map is not JSON: {error}.", source, remedy)) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        what = "The map has no list of features: it is no GeoJSON FeatureCollection."
        raise InputError(Problem(what, source, ("Export the areas as GeoJSON.",)))
    wanted = list(dict.fromkeys(areas))
    shapes, problems = _shapes(features, set(wanted), id_property, source)
    drawn = {shape.area for shape in shapes}
    lacking = [area for area in wanted if area not in drawn]
    if lacking and not problems:
        problems.append(
            Problem(
                f"{len(lacking)} of {len(wanted)} areas are not drawn: {', '.join(lacking[:10])}.",
                source,
                (f'Check that the property "{id_property}" holds the ids of the areas.',),
                "area-missing",
            )
        )
    if problems:
        raise InputError(problems)
    return AreaMap(tuple(shapes))


def _shapes(
    features: Sequence[Any], wanted: set[str], id_property: str, source: str
) -> tuple[list[AreaShape], list[Problem]]:
    shapes: list[AreaShape] = []
    problems: list[Problem] = []
    for number, feature in enumerate(features, 1):
        where = f"{source}, feature {number}"
        area = _area_id(feature, id_property)
        if area not in wanted:
            what = f'It belongs to "{area}", which is no area of the city.' if area else "No area."
            remedies = (f'Write the id of an area into its "{id_property}".', "Delete the feature.")
            problems.append(Problem(what, where, remedies, "unknown area"))
            continue
        rings = list(_rings(feature.get("geometry")))
        fault = _ring_fault(rings)
        if fault:
            problems.append(Problem(fault, where, ("Export polygons in degrees (WGS 84).",)))
        else:
            shapes.append(_shape(area, rings))
    return shapes, problems


def _area_id(feature: Any, id_property: str) -> str:
    if not isinstance(feature, dict):
        return ""
    properties = feature.get("properties")
    held = properties.get(id_property) if isinstance(properties, dict) else None
    value = held if held is not None else feature.get("id")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _rings(geometry: Any) -> Iterator[Any]:
    """Every ring of a polygon or multipolygon, outlines and holes alike."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    parts = geometry.get("coordinates") if kind in ("Polygon", "MultiPolygon") else None
    polygons = [parts] if kind == "Polygon" and isinstance(parts, list) else parts
    for polygon in polygons if isinstance(polygons, list) else []:
        yield from polygon if isinstance(polygon, list) else [None]


def _ring_fault(rings: Sequence[Any]) -> str:
    """What keeps the rings of a feature from being an outline; empty when nothing does."""
    if not rings:
        return "It is no polygon."
    for ring in rings:
        if not isinstance(ring, list) or len(ring) < 4:
            return "A ring has fewer than four points."
        if not all(_is_point(point) for point in ring):
            return "A point is no pair of longitude and latitude in degrees."
        if ring[0][:2] != ring[-1][:2]:
            return "A ring does not end where it begins."
    return ""


def _is_point(point: Any) -> bool:
    if not isinstance(point, list) or len(point) < 2:
        return False
    x, y = point[:2]
    numbers = all(isinstance(n, int | float) and not isinstance(n, bool) for n in (x, y))
    return numbers and -180 <= x <= 180 and -90 <= y <= 90


def _shape(area: str, rings: Sequence[Sequence[Sequence[float]]]) -> AreaShape:
    edges = tuple(edge for ring in rings for edge in _edges(ring))
    xs = [x for ring in rings for x, _ in (point[:2] for point in ring)]
    ys = [y for ring in rings for _, y in (point[:2] for point in ring)]
    return AreaShape(area, edges, (min(xs), min(ys), max(xs), max(ys)))


def _edges(ring: Sequence[Sequence[float]]) -> Iterator[Edge]:
    for (x0, y0, *_), (x1, y1, *_) in pairwise(ring):
        if y0 < y1:
            yield float(x0), float(y0), float(x1), float(y1)
        elif y0 > y1:
            yield float(x1), float(y1), float(x0), float(y0)
