"""A practice city's waves as an analysis file without a store: many cities in a test's time."""

import numpy as np

from surveyapp.collection.analysis_file import AnalysisFile, Column
from surveyapp.collection.targets import read_targets
from surveyapp.simulate.answering import cell_of
from surveyapp.simulate.fieldwork import draw_blocks, field_wave
from surveyapp.simulate.opinions import opinions
from surveyapp.simulate.practice_plan import (
    CALENDAR,
    TARGET_SET,
    census,
    practice_plan,
    practice_wave,
)
from surveyapp.simulate.residents import populate

RACE = {0: (7,), 1: (3,), 2: (4,), 3: (2,), 4: (1,), 5: (3, 7)}


def quick_city(city, instrument, seed, waves):
    """(file, targets, residents, opinions by slug, answered by slug) of the first waves."""
    generator = np.random.default_rng(seed)
    residents = populate(city, generator)
    blocks = draw_blocks(city, residents, generator)
    targets = {TARGET_SET: read_targets(TARGET_SET, census(city, residents))}
    planned, who, drawn, numbers = [], [], {}, []
    for number, dates in enumerate(CALENDAR[:waves], 1):
        drawn[dates.slug] = opinions(city, residents, number, generator)
        fielded = field_wave(city, residents, blocks, generator)
        plan = practice_plan(city, residents, blocks, fielded.invited.size)
        planned.append(practice_wave(city, dates, plan))
        who.append(fielded.answered)
        numbers.append(np.full(fielded.answered.size, number - 1))
    answered = np.concatenate(who)
    wave = np.concatenate(numbers)
    variables = instrument.variables
    columns = {}
    for name in drawn[planned[0].slug].codes:
        codes = np.concatenate(
            [drawn[w.slug].codes[name][rows] for w, rows in zip(planned, who, strict=True)]
        ).astype(float)
        columns[name] = _column(name, codes, variables[name].options)
    off_route = columns["contact"].values != 1
    for name in ("contact_satisfied", "contact_fair"):
        missing = np.where(off_route, 2, columns[name].missing).astype(np.int8)
        values = np.where(off_route, np.nan, columns[name].values)
        columns[name] = Column(name, values, missing, columns[name].options)
    for name, codes in {
        "age": 1 + residents.age[answered],
        "gender": np.array([2, 1, 3])[residents.gender[answered]],
        "education": 1 + residents.education[answered],
        "tenure": 1 + residents.tenure[answered],
    }.items():
        columns[name] = _column(name, codes.astype(float), variables[name].options)
    for option in variables["race"].options:
        ticked = [option.code in RACE[code] for code in residents.race[answered].tolist()]
        name = f"race:{option.code}"
        columns[name] = _column(name, np.array(ticked, dtype=float), ())
    ids = np.array([place.id for place in city.neighborhoods])
    blank = np.full(answered.size, "", dtype=np.str_)
    file = AnalysisFile(
        waves=tuple(planned),
        instruments={"": instrument},
        wave=wave,
        columns=columns,
        texts={},
        area=ids[residents.neighborhood[answered]],
        mode=blank,
        language=blank,
        design_cell=np.array([cell_of(city, residents, int(person)) for person in answered]),
        department=blank,
        quality={},
    )
    return file, targets, residents, drawn, answered


def _column(name, codes, options):
    silent = {float(option.code) for option in options if option.not_stated}
    missing = np.isin(codes, list(silent)).astype(np.int8)
    return Column(name, np.where(missing == 1, np.nan, codes), missing, tuple(options))
