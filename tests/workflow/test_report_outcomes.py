from dataclasses import replace

import pytest

from surveyapp.collection.columns import build
from surveyapp.collection.disposition import Dispositions
from surveyapp.collection.plan import DesignCell, DesignSpec, Plan
from surveyapp.collection.response import Response
from surveyapp.instrument.answers import complete
from surveyapp.reporting.language import Language
from surveyapp.workflow.report_outcomes import outcome_facts
from tests.collection.tiny import bound, tiny_wave

CASES = Dispositions(400, 100, 200, 100, 50, 100, 50, 150)


def file_of(wave):
    response = Response(complete(bound(), {"trust": 3}), "en", "web", "pd")
    return build([wave], {wave.instrument_hash: bound()}, [[response]])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_annex_prints_all_outcomes_and_rates_with_e(language):
    wave = tiny_wave()
    file = replace(file_of(wave), dispositions={wave.slug: CASES})
    found = outcome_facts(file, wave, Language.of(language))
    assert (found.invited, found.name) == (1150, "RR2")
    assert found.rate == pytest.approx(50)
    for part in ("AAPOR", "RR1", "RR6", "COOP2", "REF1", "CON1", "0.850", "400"):
        assert part in found.words


def test_a_frame_without_a_response_rate_prints_none():
    wave = tiny_wave(frame="opt-in")
    file = replace(file_of(wave), dispositions={wave.slug: CASES})
    found = outcome_facts(file, wave, Language.of("en"))
    assert (found.rate, found.name) == (None, "")


def test_without_codes_the_plans_own_counts_serve():
    wave = tiny_wave(plan=Plan(design=DesignSpec(cells=(DesignCell("a", issued=50),))))
    found = outcome_facts(file_of(wave), wave, Language.of("en"))
    assert (found.invited, found.rate, found.words) == (50, pytest.approx(2), "")
    assert outcome_facts(file_of(tiny_wave()), tiny_wave(), Language.of("en")).invited is None
