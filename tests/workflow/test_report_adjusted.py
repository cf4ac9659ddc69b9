from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from surveyapp.collection.response import MODES as EVERY_MODE
from surveyapp.indicators.adjusted_lines import Adjustment
from surveyapp.reporting.language import PATTERNS, Language
from surveyapp.workflow.report_adjusted import WORDS, adjusted_facts, adjusted_notes
from tests.indicators.test_adjusted_lines import analysed, by_two_modes
from tests.indicators.test_ballots import balloted

LANGUAGES = ("en", "es", "ar", "zh-Hans")


def test_every_adjustment_and_every_mode_has_words_in_every_language():
    for language in LANGUAGES:
        assert WORDS[language].keys() == WORDS["en"].keys()
        assert {f"{kind}{part}" for kind in get_args(Adjustment) for part in ("", " note")} <= set(
            WORDS[language]
        )
        assert all(f"mode {mode}" in PATTERNS[language] for mode in EVERY_MODE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_of_a_mode_line_states_its_mix(language):
    found, speech = analysed(by_two_modes(), "mode"), Language.of(language)
    (line,) = adjusted_facts(found, speech)
    for share in found.adjusted[0].mix.values():
        assert speech.value(100 * share, "percent") in line.note
    assert line.label == WORDS[language]["mode"]
    assert [figure.wave for figure in line.figures] == ["2025q1", "2025q2"]
    assert "{" not in line.note


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_of_a_wording_line_names_the_wording(language):
    (line,) = adjusted_facts(analysed(balloted()[0], "wording"), Language.of(language))
    assert "2" in line.note
    assert "{" not in line.note


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_that_cannot_be_drawn_gives_its_reason(language):
    data = by_two_modes()
    apart = replace(data, mode=np.where(data.wave == 0, "web", "phone"))
    found, speech = analysed(apart, "mode"), Language.of(language)
    assert adjusted_facts(found, speech) == ()
    (note,) = adjusted_notes(found, speech)
    assert WORDS[language]["no mode in common"] in note
    one = replace(data, mode=np.full(data.n, "web"))
    assert list(adjusted_notes(analysed(one, "mode"), speech)) == []
