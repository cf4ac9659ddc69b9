"""A margin's counts follow the verdict on the question it is made of."""

import numpy as np

from surveyapp.collection.plan import MarginUse, Plan, WeightingRecipe
from surveyapp.storage.responses import load_analysis_file
from surveyapp.weighting.margin_check import LevelCheck, MarginCheck
from surveyapp.workflow.printed_margins import printed_margin
from tests.workflow.released import SLUG, closed_wave


def check(counts, *, unknown=0, outside=0):
    levels = tuple(LevelCheck(code, code, n, 0.0, 0.0, 0.0, 1.0, 1.0) for code, n in counts.items())
    return MarginCheck("home", SLUG, "census", "2024", levels, unknown, outside)


def file_of(store, *uses):
    """The wave's file, its plan asking for margins."""
    closed_wave(store)
    with store.reading() as session:
        file = load_analysis_file(session, [SLUG])
    recipe = WeightingRecipe(method="rake", target_set="census", margins=uses)
    for wave in file.waves:
        object.__setattr__(wave, "plan", Plan(weighting=recipe))
    return file


def test_a_small_level_takes_another_with_it_and_the_rest_is_not_told(store):
    file = file_of(store)
    found = printed_margin(check({"own": 6, "rent": 90, "other": 40}), file)
    assert found.levels == (False, True, False)
    assert (found.unknown, found.outside) == (0, 0)


def test_a_few_people_outside_the_target_stand_with_the_unknown(store):
    file = file_of(store)
    found = printed_margin(check({"own": 60, "rent": 90}, unknown=12, outside=4), file)
    assert found.levels == (True, True)
    assert (found.unknown, found.outside) == (16, 0)


def test_with_nobody_unknown_a_few_outside_take_a_level_with_them(store):
    file = file_of(store)
    found = printed_margin(check({"own": 60, "rent": 90}, outside=4), file)
    assert sum(found.levels) == 1
    assert (found.unknown, found.outside) == (0, 0)


def test_a_margin_of_a_question_prints_what_its_topline_prints(store):
    file = file_of(store, MarginUse("home", "trust"))
    values = file.columns["trust"].values
    rare = np.flatnonzero(values == 1)[5:]
    values[rare] = 2
    counts = {str(code): int((values == code).sum()) for code in (1, 2, 3)}
    found = printed_margin(check(counts), file)
    assert found.levels[0] is False
    assert found.levels.count(True) == 1
