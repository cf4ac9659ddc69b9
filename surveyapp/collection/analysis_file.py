"""The analysis file: the opened answers of one or more waves as columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from surveyapp.collection.area import Area
from surveyapp.collection.asked import chosen_of
from surveyapp.collection.disposition import Dispositions
from surveyapp.collection.plan import DesignCell
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.model import Instrument, Option

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]

ANSWERED, NOT_STATED, NOT_APPLICABLE, NOT_REACHED, NOT_ASKED = range(5)


@dataclass(frozen=True, slots=True)
class Column:
    """One variable for every response of the file.

    Attributes
    ----------
    name : item id, "grid.row" for a row of a grid, "item:code" for an option of a
        multiple-choice item (1 = chosen, 0 = not chosen).
    values : (n,) option code or number; NaN where missing.
    missing : (n,) 0 answered, 1 not stated, 2 not applicable, 3 not reached, 4 not asked in that
        wave.
    options : of the item, in its newest wave; empty for numbers. "Don't know" is an answer here:
        its code stands in `values`, and the option says that it is one.
    """

    name: str
    values: Floats
    missing: Kinds
    options: tuple[Option, ...] = ()

    @property
    def answered(self) -> Mask:
        """(n,) where there is an answer, "don't know" included."""
        return np.equal(self.missing, ANSWERED)


@dataclass(frozen=True, slots=True)
class AnalysisFile:
    """Opened answers of waves, one row a response, in the key order of the store.

    Attributes
    ----------
    waves : in order of period; `wave` indexes them.
    instruments : content hash -> instrument, for every wave; with all its modules.
    wave : (n,) index into `waves`.
    columns : name -> column, for everything that is a code or a number.
    texts : name -> (n,) text answers and dates (ISO); empty text where missing.
    area, mode, language, design_cell, department : (n,) text; empty where not stated.
    quality : flag -> (n,) yes or no.
    dispositions : wave -> final dispositions of all its cases, where cases were issued.
    one_numbering : whether earlier answers have the newest codes; see `renumbering`.
    formerly : wave -> area of today -> the areas of that wave it is made of, where boundaries
        changed since; see `boundaries`.
    """

    waves: tuple[Wave, ...]
    instruments: Mapping[str, Instrument]
    wave: Ints
    columns: Mapping[str, Column]
    texts: Mapping[str, Texts]
    area: Texts
    mode: Texts
    language: Texts
    design_cell: Texts
    department: Texts
    quality: Mapping[str, Mask]
    dispositions: Mapping[str, Dispositions] = field(default_factory=dict)
    one_numbering: bool = False
    formerly: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def flagged(self) -> Mask:
        """(n,) whether any quality flag was raised."""
        found = np.zeros(self.n, dtype=np.bool_)
        for raised in self.quality.values():
            found |= raised
        return found

    def instrument_of(self, wave: Wave) -> Instrument:
        """What a wave of the file asked: its edition with the modules it chose, without areas."""
        return chosen_of(self.instruments[wave.instrument_hash], wave.plan.asks)

    @property
    def n(self) -> int:
        """Number of responses."""
        return len(self.wave)

    @property
    def areas(self) -> tuple[Area, ...]:
        """Every atomic area of the waves, once, as its newest wave declares it."""
        return tuple({area.id: area for wave in self.waves for area in wave.areas}.values())

    def column(self, name: str) -> Column:
        """The column, or an InputError that lists what there is."""
        try:
            return self.columns[name]
        except KeyError:
            raise InputError(
                Problem(
                    f"The analysis file has no column {name!r}.",
                    remedies=(f"Use one of: {', '.join(self.columns)}.",),
                )
            ) from None

    def in_wave(self, slug: str) -> Mask:
        """(n,) mask of one wave; InputError for a wave that is not in the file."""
        slugs = [wave.slug for wave in self.waves]
        if slug not in slugs:
            raise InputError(
                Problem(
                    f"The wave {slug!r} is not in the analysis file.",
                    remedies=(f"Use one of: {', '.join(slugs)}.",),
                )
            )
        return np.equal(self.wave, slugs.index(slug))

    def place(self, level: str) -> Texts:
        """(n,) place of every response: "area" itself, or a level of parents ("" if none)."""
        if level == "area":
            return self.area
        parents = {area.id: area.parents.get(level, "") for area in self.areas}
        return np.array([parents.get(area, "") for area in self.area.tolist()], dtype=np.str_)

    def of_cell(self, attribute: Literal["stratum", "psu_group", "contact"]) -> Texts:
        """(n,) what the design cell of every response says; empty where there is no cell."""
        return np.array([getattr(cell, attribute, "") for cell in self._cells()], dtype=np.str_)

    def base_weight(self) -> Floats:
        """(n,) base weight of the design cell of every response; NaN where there is no cell."""
        return np.array([getattr(cell, "base_weight", np.nan) for cell in self._cells()])

    def _cells(self) -> list[DesignCell | None]:
        by_wave = [{cell.id: cell for cell in wave.plan.design.cells} for wave in self.waves]
        pairs = zip(self.wave.tolist(), self.design_cell.tolist(), strict=True)
        return [by_wave[wave].get(cell) for wave, cell in pairs]
