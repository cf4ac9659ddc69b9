"""Finding the value of a report that a sentence, chart or table is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from surveyapp.indicators.results import (
    CITY,
    EVERYONE,
    Cell,
    Comparison,
    ComparisonKind,
    FamilyTest,
)
from surveyapp.reporting.adjusted import Adjusted
from surveyapp.reporting.report import Group, IndicatorFacts, Place, Report, WaveFacts

CellKey = tuple[str, str, str, str]
ComparisonKey = tuple[str, ComparisonKind, str, str]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A report with its values by key; built once by `Lookup.of` and passed to every builder."""

    report: Report
    cells: dict[CellKey, Cell]
    comparisons: dict[ComparisonKey, Comparison]
    waves: dict[str, WaveFacts]
    places: dict[str, Place]
    groups: dict[str, Group]
    indicators: dict[str, IndicatorFacts]
    families: dict[str, FamilyTest]

    @classmethod
    def of(cls, report: Report) -> Lookup:
        """Index every value of a report that belongs to its own wave or an earlier one."""
        now = report.meta.wave
        return cls(
            report=report,
            cells={(c.indicator, c.wave, c.place, c.group): c for c in report.cells},
            comparisons={
                (c.indicator, c.kind, c.place, c.group): c
                for c in report.comparisons
                if c.wave == now
            },
            waves={wave.id: wave for wave in report.waves},
            places={place.id: place for place in report.places},
            groups={group.id: group for group in report.groups},
            indicators={indicator.id: indicator for indicator in report.indicators},
            families={test.family: test for test in report.families if test.wave == now},
        )

    @property
    def wave(self) -> WaveFacts:
        """The wave the report speaks of."""
        return self.waves[self.report.meta.wave]

    def cell(
        self, indicator: str, wave: str = "", place: str = CITY, group: str = EVERYONE
    ) -> Cell | None:
        """The figure of an indicator; of the report's own wave unless another is named."""
        return self.cells.get((indicator, wave or self.report.meta.wave, place, group))

    def comparison(
        self, indicator: str, kind: ComparisonKind, place: str = CITY, group: str = EVERYONE
    ) -> Comparison | None:
        """The comparison of one kind in the report's wave, if it was made."""
        return self.comparisons.get((indicator, kind, place, group))

    def adjusted(self, indicator: str) -> tuple[Adjusted, ...]:
        """The second lines of an indicator's trend chart."""
        return tuple(line for line in self.report.adjusted if line.indicator == indicator)

    def chosen(self, test: Callable[[Comparison], bool]) -> tuple[Comparison, ...]:
        """The comparisons of the report's wave that pass `test`, in the report's own order."""
        return tuple(c for c in self.comparisons.values() if test(c))

    def of_places(self, indicator: str, kind: ComparisonKind) -> tuple[Comparison, ...]:
        """One kind of comparison in every place, in the order of the places."""
        made = (self.comparison(indicator, kind, place.id) for place in self.report.places)
        return tuple(comparison for comparison in made if comparison is not None)

    def of_groups(self, indicator: str) -> tuple[Comparison, ...]:
        """Each group against the other groups, in the order of the groups."""
        made = (
            self.comparison(indicator, "other groups", CITY, group.id)
            for group in self.report.groups
        )
        return tuple(comparison for comparison in made if comparison is not None)
