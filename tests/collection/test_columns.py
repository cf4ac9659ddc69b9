import numpy as np
import pytest

from surveyapp.collection.analysis_file import (
    ANSWERED,
    NOT_APPLICABLE,
    NOT_ASKED,
    NOT_REACHED,
    NOT_STATED,
)
from surveyapp.collection.columns import build
from surveyapp.collection.plan import DesignCell, DesignSpec, Plan
from surveyapp.collection.response import Response
from surveyapp.errors import InputError
from surveyapp.instrument.answers import complete
from surveyapp.instrument.document import loads
from surveyapp.instrument.version import content_hash
from tests.collection.tiny import TOML, bound, tiny, tiny_wave

CELLS = (DesignCell("c1", stratum="s1", psu_group="b7", base_weight=2.5),)


def response(area="n1", cell="c1", **answers):
    completed = complete(bound(), {"place": area, **answers})
    return Response(completed, "en", "web", "pd", cell, area, {"straight_lining": area == "n2"})


def small_file():
    wave = tiny_wave(plan=Plan(design=DesignSpec(cells=CELLS)))
    answers = [
        response(trust=3, seen=(1, 2), contact=1, when="2026-01-02", adults=2),
        response("n2", "", trust=8, seen=(7,), contact=2, words="ok"),
        response("n3", trust=9),
    ]
    return build([wave], {wave.instrument_hash: tiny()}, [answers])


def test_each_answer_stands_in_its_column_and_each_missing_has_its_kind():
    file = small_file()
    trust = file.column("trust")
    np.testing.assert_array_equal(trust.values, [3, 8, np.nan])
    np.testing.assert_array_equal(trust.missing, [ANSWERED, ANSWERED, NOT_STATED])
    np.testing.assert_array_equal(trust.answered, [True, True, False])
    assert [option.code for option in trust.options if option.dont_know] == [8]
    np.testing.assert_array_equal(file.column("adults").missing, [ANSWERED, 3, NOT_REACHED])


def test_each_option_of_a_multiple_choice_has_a_column_of_its_own():
    file = small_file()
    np.testing.assert_array_equal(file.column("seen:1").values, [1, 0, np.nan])
    np.testing.assert_array_equal(file.column("seen:7").values, [0, 1, np.nan])


def test_texts_and_dates_are_texts():
    file = small_file()
    assert file.texts["when"].tolist() == ["2026-01-02", "", ""]
    assert file.texts["words"].tolist() == ["", "ok", ""]
    assert file.texts["place"].tolist() == ["n1", "n2", "n3"]
    assert set(file.texts) == {"place", "when", "words"}
    assert not {"when", "words", "place"} & set(file.columns)


def test_places_cells_and_flags_go_with_their_rows():
    file = small_file()
    assert file.n == 3
    assert file.area.tolist() == ["n1", "n2", "n3"]
    assert file.place("district").tolist() == ["1", "1", "2"]
    assert file.place("area").tolist() == file.area.tolist()
    assert file.of_cell("psu_group").tolist() == ["b7", "", "b7"]
    np.testing.assert_array_equal(file.base_weight(), [2.5, np.nan, 2.5])
    np.testing.assert_array_equal(file.quality["straight_lining"], [False, True, False])
    assert file.in_wave("tiny-2026q3").all()


def test_what_only_one_wave_asked_is_not_asked_in_the_other():
    fewer = loads(
        TOML.replace('id = "adults"', 'id = "grown"').replace('version = "1"', 'version = "2"')
    )
    first, second = (
        tiny_wave("a"),
        tiny_wave("b", instrument_hash=content_hash(fewer), instrument_version="2"),
    )
    instruments = {first.instrument_hash: tiny(), second.instrument_hash: fewer}
    late = Response(complete(fewer, {"grown": 4}), "en", "web", "pd")
    file = build([first, second], instruments, [[response(adults=2)], [late]])
    np.testing.assert_array_equal(file.column("adults").missing, [ANSWERED, NOT_ASKED])
    np.testing.assert_array_equal(file.column("grown").missing, [NOT_ASKED, ANSWERED])
    np.testing.assert_array_equal(file.wave, [0, 1])


def test_a_wave_without_responses_gives_columns_without_rows():
    wave = tiny_wave()
    file = build([wave], {wave.instrument_hash: tiny()}, [[]])
    assert file.n == 0
    assert file.column("trust").values.shape == (0,)
    assert file.place("district").shape == (0,)


def test_names_that_are_not_there_are_refused_with_what_is():
    file = small_file()
    with pytest.raises(InputError, match=r"no column 'trsut'.*trust"):
        file.column("trsut")
    with pytest.raises(InputError, match=r"'w9' is not in the analysis file.*tiny-2026q3"):
        file.in_wave("w9")


def test_not_applicable_is_kept_apart():
    wave = tiny_wave()
    document = TOML.replace(
        'id = "when"\nsection = "all"\nkind = "date"\nminimum = 2020-01-01\nmaximum = 2030-12-31',
        'id = "when"\nsection = "all"\nkind = "whole_number"\nminimum = 1\nmaximum = 9',
    )
    other = loads(document)
    answers = complete(other, {"contact": 2})
    file = build([wave], {wave.instrument_hash: other}, [[Response(answers, "en", "web", "pd")]])
    np.testing.assert_array_equal(file.column("when").missing, [NOT_APPLICABLE])
