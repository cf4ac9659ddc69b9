from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from surveyapp.indicators.analysis import analyse
from surveyapp.instrument.changes import Reason
from surveyapp.instrument.ruling import Ruling
from surveyapp.reporting.language import Language
from surveyapp.weighting.weights import Weights
from surveyapp.workflow.report_series import CAUSES, series_notes
from tests.indicators.cities import city
from tests.indicators.files import indicator, instrument, item
from tests.indicators.test_ballots import balloted


def notes(data, language="en"):
    found = analyse(data, Weights.of(np.ones(data.n)), level="city")
    return series_notes(found, data, Language.of(language))


def reworded(ruling=None):
    """A city that was asked another question in its second wave."""
    data = city()
    before = instrument([item("a")], [indicator()])
    after = instrument([item("a", text={"en": "Another question"})], [indicator()])
    after = replace(after, version="2", rulings=(ruling,) if ruling else ())
    waves = (data.waves[0], replace(data.waves[1], instrument_hash="2" * 64))
    return replace(data, waves=waves, instruments={"0" * 64: before, "2" * 64: after})


def test_waves_that_may_be_joined_need_no_note():
    assert notes(city()) == ()


def test_a_break_is_said_with_its_cause():
    (note,) = notes(reworded())
    assert note.startswith("Trust, ")
    assert note.endswith("a new line, because the question was reworded.")


def test_a_shift_is_said_with_its_size_and_the_limit():
    data = city()
    data = replace(data, mode=np.where(data.wave == 0, "web", "phone"))
    (note,) = notes(data)
    assert "the mix of modes shifted by 100% (limit 10%)" in note


def test_an_authors_ruling_is_printed_with_its_reason_whichever_way_it_goes():
    reason = {"en": "A pretest found no difference.", "es": "Una prueba no halló diferencia."}
    joined = reworded(Ruling("a", "1", "comparable", reason))
    (note,) = notes(joined)
    assert "by the author's judgment of a: “A pretest found no difference.”" in note
    assert "Una prueba no halló diferencia." in notes(joined, "es")[0]
    broken = notes(reworded(Ruling("a", "1", "breaks the trend", reason)))
    assert any("parted from" in note for note in broken)


def test_the_effect_of_a_wording_is_printed_with_its_interval_and_people():
    said = notes(balloted()[0])[-1]
    assert "wordings 1 and 2 were asked at random; wording 2 gave +" in said
    assert "95% interval +" in said
    assert "people)" in said


@pytest.mark.parametrize("language", CAUSES)
def test_every_cause_has_words_in_every_language(language):
    causes = {*get_args(Reason), "frame", "mode", "language", "ruling"}
    assert causes <= CAUSES[language].keys()
    assert CAUSES[language].keys() == CAUSES["en"].keys()
