"""The files by which a city's places are found, checked against the areas of its waves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from surveyapp.collection.address_book import read_address_book
from surveyapp.collection.area_map import read_area_map
from surveyapp.collection.crosswalk import Crosswalk, read_crosswalk
from surveyapp.collection.places import Places
from surveyapp.errors import InputError, Problem
from surveyapp.storage.engine import Store
from surveyapp.storage.waves import load_wave, load_waves


def read_places(
    areas: Iterable[str], addresses: Path | None, outlines: Path | None, *, id_property: str = "id"
) -> Places:
    """The address file and the map of a city, as far as it has them.

    Raises
    ------
    InputError : everything wrong in both files.
    """
    ids = tuple(areas)
    book = outline = None
    problems: list[Problem] = []
    try:
        book = read_address_book(addresses, ids) if addresses is not None else None
    except InputError as error:
        problems += error.problems
    try:
        if outlines is not None:
            outline = read_area_map(outlines, ids, id_property=id_property)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return Places(book, outline)


def open_places(store: Store, addresses: Path | None, outlines: Path | None) -> Places | None:
    """The files of a service, checked against the areas of its waves; None without files.

    Closed waves count too: a file may still name the areas of the last one.

    Raises
    ------
    InputError : everything wrong in both files.
    """
    if addresses is None and outlines is None:
        return None
    with store.reading() as session:
        waves = load_waves(session)
    return read_places(
        dict.fromkeys(area.id for wave in waves for area in wave.areas), addresses, outlines
    )


def areas_of(store: Store, slug: str) -> tuple[str, ...]:
    """Ids of the areas of a wave; WaveError where there is none."""
    with store.reading() as session:
        return tuple(area.id for area in load_wave(session, slug).areas)


def crosswalk_between(store: Store, path: Path, before: str, after: str) -> Crosswalk:
    """The crosswalk in a file, from the areas of one wave to those of another.

    Raises
    ------
    InputError : everything wrong in the file.
    WaveError : there is no such wave.
    """
    return read_crosswalk(path, areas_of(store, before), areas_of(store, after))
