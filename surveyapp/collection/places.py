"""Finds the area of a place that a resident names: what readers of pages are given."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.collection.address_book import AddressBook
from surveyapp.collection.area_map import AreaMap
from surveyapp.instrument.model import FindBy


@dataclass(frozen=True, slots=True)
class Places:
    """The address file and the map of a city, as far as it imported them.

    A look-up leaves no trace: what was typed is neither kept nor logged, and only the id of the
    atomic area comes back.
    """

    book: AddressBook | None = None
    map: AreaMap | None = None

    @property
    def ways(self) -> frozenset[FindBy]:
        """The ways in which it can find a place that is typed."""
        have: dict[FindBy, bool] = {"street": self.book is not None, "point": self.map is not None}
        return frozenset(way for way, there in have.items() if there)

    def by_street(self, typed: str) -> tuple[str, ...]:
        """Ids of the areas in which an address as typed can lie; none without an address file."""
        return self.book.by_street(typed) if self.book is not None else ()

    def by_point(self, latitude: float, longitude: float) -> str:
        """Id of the area that holds a point in degrees; empty without a map, or outside it."""
        return self.map.by_point(latitude, longitude) if self.map is not None else ""
