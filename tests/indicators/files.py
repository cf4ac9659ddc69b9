"""Analysis files made by hand, one column an item."""

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Column
from surveyapp.collection.area import Area
from surveyapp.collection.plan import Plan
from surveyapp.collection.wave import Wave
from surveyapp.instrument.model import Indicator, Instrument, Item, MissingRule, Option, Section

DONT_KNOW = 8
FIVE = (
    *(Option(code, {"en": str(code)}) for code in range(1, 6)),
    Option(DONT_KNOW, {"en": "Don't know"}, dont_know=True),
    Option(9, {"en": "Rather not say"}, not_stated=True),
)


def item(name, *, direction="higher is better", options=FIVE, **more):
    given = {"kind": "scale", "section": "s", "text": {"en": name}, "opinion": True}
    return Item(id=name, options=options, direction=direction, **(given | more))


def indicator(name="trust", items=("a",), scoring="top_share", **more):
    given = {
        "title": {"en": name.title()},
        "short": {"en": name.title()},
        "definition": {"en": f"What {name} measures."},
        "base": {"en": "Residents with an opinion."},
        "better": "higher",
        "positive": (4, 5),
        "negative": (1, 2),
        "missing_rule": MissingRule(1),
        "primary": True,
    }
    return Indicator(id=name, items=tuple(items), scoring=scoring, **(given | more))


def instrument(items, indicators=()):
    return Instrument(
        id="tiny",
        version="1",
        languages=("en",),
        title={"en": "Tiny"},
        welcome={"en": "Welcome"},
        thanks={"en": "Thanks"},
        sections=(Section("s", {"en": "Section"}),),
        items=tuple(items),
        indicators=tuple(indicators),
    )


def wave(slug="w1", period="2026Q1", plan=None, frame="probability", areas=("a1", "a2")):
    return Wave(
        slug=slug,
        department="pd",
        instrument_id="tiny",
        instrument_version="1",
        instrument_hash="0" * 64,
        title=slug,
        period=period,
        frame=frame,
        languages=("en",),
        areas=tuple(Area(area, area.upper()) for area in areas),
        plan=plan or Plan(),
        state="closed",
    )


def codes(values, missing=None, options=FIVE):
    """A column; None is not stated unless `missing` says otherwise."""
    numbers = np.array([np.nan if v is None else v for v in values], dtype=float)
    kinds = np.isnan(numbers).astype(np.int8) if missing is None else np.array(missing, np.int8)
    return Column("", numbers, kinds, tuple(options))


def file(columns, *, waves=None, wave_of=None, area=None, design_cell=None, definition=None):
    n = len(next(iter(columns.values())).values)
    waves = tuple(waves or (wave(),))
    definition = definition or instrument([item(name) for name in columns])
    blank = np.full(n, "", dtype=np.str_)
    return AnalysisFile(
        waves=waves,
        instruments={"0" * 64: definition},
        wave=np.zeros(n, dtype=np.int64) if wave_of is None else np.asarray(wave_of),
        columns=columns,
        texts={},
        area=blank if area is None else np.asarray(area, dtype=np.str_),
        mode=blank,
        language=blank,
        design_cell=blank if design_cell is None else np.asarray(design_cell, dtype=np.str_),
        department=blank,
        quality={},
    )
