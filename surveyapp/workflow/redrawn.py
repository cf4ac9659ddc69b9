"""The change of boundaries that a report definition names, read for the waves it is about."""

from __future__ import annotations

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.boundaries import Boundaries
from surveyapp.collection.crosswalk import read_crosswalk
from surveyapp.reporting.definition import Definition


def boundaries_of(definition: Definition, file: AnalysisFile) -> Boundaries | None:
    """The change within a series; None where the definition names none, or it lies outside.

    Raises
    ------
    InputError : everything wrong in the crosswalk.
    """
    areas, slugs = definition.areas, [wave.slug for wave in file.waves]
    if areas is None or areas.since not in slugs[1:]:
        return None
    at = slugs.index(areas.since)
    old, new = ([area.id for area in file.waves[place].areas] for place in (at - 1, at))
    return Boundaries(read_crosswalk(definition.folder / areas.crosswalk, old, new), areas.since)
