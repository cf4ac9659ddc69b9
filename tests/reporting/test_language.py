import re
from datetime import date
from string import Formatter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.plan import LonelyPsu, UnknownPolicy
from surveyapp.collection.response import Mode
from surveyapp.collection.wave import WaveState
from surveyapp.errors import ReportError
from surveyapp.reporting.language import MINUS, PATTERNS, Language

ENGLISH = Language.of("en")
CODES = sorted(PATTERNS)


def test_an_unknown_language_is_refused_with_those_that_exist():
    with pytest.raises(
        ReportError, match="cannot be written in 'xx' yet; it can be in ar, en, es, zh-Hans"
    ):
        Language.of("xx")


def test_numbers_have_real_minus_signs_and_grouping():
    assert ENGLISH.number(-1234.56, 1) == f"{MINUS}1,234.6"
    assert ENGLISH.signed(4.25, 1) == "+4.2"
    assert ENGLISH.signed(-0.4, 1) == f"{MINUS}0.4"


def test_a_difference_that_rounds_to_zero_has_no_sign():
    assert ENGLISH.signed(0.04, 1) == "0.0"
    assert ENGLISH.signed(-0.04, 1) == "0.0"


def test_levels_are_written_in_their_own_unit():
    assert ENGLISH.value(61.4, "percent") == "61%"
    assert ENGLISH.value(12.2, "balance") == "+12"
    assert ENGLISH.value(3.84, "scale") == "3.8"
    assert ENGLISH.interval(58.6, 63.1, "percent") == "59% to 63%"


def test_spanish_writes_percent_and_dates_its_own_way():
    spanish = Language.of("es")
    assert spanish.value(61.4, "percent") == "61\N{NO-BREAK SPACE}%"
    assert spanish.day(date(2026, 11, 12)) == "12 de noviembre de 2026"
    assert spanish.listed(["a", "b", "c"]) == "a, b y c"


def test_small_probabilities_are_not_written_as_zero():
    assert ENGLISH.probability(0.0000001).replace("\N{NO-BREAK SPACE}", " ") == "p < 0.001"
    assert ENGLISH.probability(0.0412).replace("\N{NO-BREAK SPACE}", " ") == "p = 0.041"


def test_quarters_are_read_from_their_period():
    assert ENGLISH.period("2026Q3") == "Q3 2026"
    assert ENGLISH.period("spring") == "spring"


def test_plurals_follow_the_count():
    assert ENGLISH.say("neighborhood", count=1) == "neighborhood"
    assert ENGLISH.say("neighborhood", count=3) == "neighborhoods"


@given(st.floats(-1e6, 1e6, allow_nan=False), st.integers(0, 3))
def test_a_signed_number_reads_back_within_its_rounding(value: float, digits: int):
    text = ENGLISH.signed(value, digits)
    back = float(text.replace(MINUS, "-").replace(",", "").replace("+", ""))
    assert abs(back - value) <= 0.5 * 10**-digits + 1e-9


def _holes(pattern: object) -> set[str]:
    texts = [pattern] if isinstance(pattern, str) else list(pattern.values())  # type: ignore[attr-defined]
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_every_pattern(code: str):
    assert set(PATTERNS[code]) == set(PATTERNS["en"])


@pytest.mark.parametrize("code", CODES)
def test_no_language_asks_for_values_that_english_is_not_given(code: str):
    for key, pattern in PATTERNS[code].items():
        assert _holes(pattern) <= _holes(PATTERNS["en"][key]) | {"count", "noun", "word"}, key


@pytest.mark.parametrize("code", CODES)
def test_representative_is_never_printed(code: str):
    texts = [
        text.lower()
        for pattern in PATTERNS[code].values()
        for text in ([pattern] if isinstance(pattern, str) else pattern.values())
    ]
    assert not [text for text in texts if "representat" in text or "represent" in text]


@pytest.mark.parametrize("code", CODES)
def test_margin_of_error_is_said_of_probability_samples_only(code: str):
    phrase = PATTERNS[code]["interval probability"]
    for key, pattern in PATTERNS[code].items():
        if "probability" in key:
            continue
        for text in [pattern] if isinstance(pattern, str) else pattern.values():
            assert phrase not in text.lower(), key


@pytest.mark.parametrize("code", CODES)
def test_every_mode_policy_and_state_has_words_in_every_language(code: str):
    language = Language.of(code)
    kinds = {
        "mode": get_args(Mode),
        "lonely": get_args(LonelyPsu),
        "level": get_args(UnknownPolicy),
        "state": get_args(WaveState),
    }
    for kind, names in kinds.items():
        for name in names:
            assert f"{kind} {name}" in language.patterns
    assert language.called("mode", "by pigeon") == "by pigeon"
    if code not in ("en", "es"):
        for kind, names in kinds.items():
            said = {language.called(kind, name) for name in names}
            assert not re.search("[a-z]", "".join(said)), "no English word is left"
