"""Columns of rankings, decimals, repeats, worked-out values and lots."""

from __future__ import annotations

import numpy as np

from surveyapp.collection.analysis_file import NOT_APPLICABLE, NOT_STATED
from surveyapp.collection.capacity import response_block
from surveyapp.collection.columns import build
from surveyapp.collection.quality import quality_flags
from surveyapp.collection.response import Response, to_bytes
from surveyapp.instrument.answers import Missing, complete
from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.version import content_hash
from tests.collection.tiny import tiny_wave
from tests.instrument.sample import PLACES, questionnaire


def file_of(feature, *drafts):
    instrument = with_areas(questionnaire(feature), PLACES)
    wave = tiny_wave(instrument_hash=content_hash(instrument))
    responses = [
        Response(complete(instrument, draft), "en", "web", "pd", "", "", {}) for draft in drafts
    ]
    return build([wave], {wave.instrument_hash: instrument}, [responses])


def test_a_ranking_has_a_column_of_positions_for_each_option():
    file = file_of("ranking", {"wishes": (3, 1)}, {"wishes": Missing.NOT_STATED})
    third, second = file.column("wishes:3"), file.column("wishes:2")
    assert third.values[0] == 1
    assert file.column("wishes:1").values[0] == 2
    assert second.missing.tolist() == [NOT_STATED, NOT_STATED]
    assert np.isnan(second.values).all()


def test_decimals_and_worked_out_values_are_numbers():
    assert file_of("number", {"distance": 2.5}).column("distance").values.tolist() == [2.5]
    file = file_of("calculated", {"adults": 2, "children": 3, "pets": (1,)})
    assert file.column("average").values.tolist() == [2.5]
    assert file.column("kind").values.tolist() == [1]


def test_repetitions_that_were_not_asked_are_not_applicable():
    file = file_of("repeat_by_count", {"children": 1, "child.1.age": 4})
    assert file.column("child.1.age").values.tolist() == [4]
    assert file.column("child.2.age").missing.tolist() == [NOT_APPLICABLE]
    assert file.column("ages").values.tolist() == [4]


def test_the_arm_and_the_order_are_columns():
    file = file_of("split_ballot", {"wording.arm": 2, "lights": 1}, {"lights": 1})
    assert file.column("wording.arm").values[0] == 2
    assert file.column("wording.arm").missing.tolist()[1] == NOT_APPLICABLE
    order = file_of("random_items", {"main.order": 5}).column("main.order")
    assert order.values.tolist() == [5]


def test_what_was_decided_by_lot_or_worked_out_is_not_an_answer_left_blank():
    instrument = questionnaire("calculated")
    blank = complete(instrument, dict.fromkeys(("adults", "children"), Missing.NOT_STATED))
    answered = {**blank, "adults": 2, "children": 1, "pets": (1,)}
    assert not quality_flags(instrument, answered, {})["many_unanswered"]
    assert quality_flags(instrument, blank, {})["many_unanswered"]


def test_the_longest_response_of_every_feature_fits_its_block():
    for feature, longest in (
        ("ranking", {"wishes": (3, 1), "trees": "\U0001f333" * 80}),
        ("random_options", {"sport": (1, 2, 3, 4, 5), "sport.order": 4}),
        ("place", {"home": "north", "friends": "south"}),
    ):
        instrument = with_areas(questionnaire(feature), PLACES)
        response = Response(complete(instrument, longest), "zh-Hans", "web", "pd", "", "", {})
        block = response_block(instrument)
        assert len(to_bytes(response, block)) == block
