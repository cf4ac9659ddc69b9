from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.web.languages import (
    best_language,
    date_order,
    direction,
    locale_of,
    met_by,
    name_of,
)


def test_the_browser_gets_the_best_language_on_offer() -> None:
    assert best_language(("en", "es"), ("fr", "es-MX", "en")) == "es"
    assert best_language(("es", "en"), ("fr",)) == "es"
    assert best_language(("en", "es"), ()) == "en"
    assert met_by(("en", "es"), ("fr",)) == ""


def test_a_script_counts_where_a_language_has_two() -> None:
    offered = ("en", "zh-Hans")
    assert best_language(offered, ("zh-CN",)) == "zh-Hans"
    assert best_language(offered, ("zh-hans-SG",)) == "zh-Hans"
    assert best_language(offered, ("zh",)) == "zh-Hans"
    assert best_language(offered, ("zh-TW", "en")) == "en"
    assert best_language(offered, ("zh-Hant", "fr")) == "en"


@pytest.mark.parametrize("language", ["ar", "ar-EG", "fa", "he", "ps", "ur", "yi", "ckb"])
def test_languages_written_from_right_to_left_are_known(language: str) -> None:
    assert direction(language) == "rtl"


@given(st.text(max_size=40))
def test_no_tag_whatsoever_fails(tag: str) -> None:
    assert direction(tag) in ("ltr", "rtl")
    assert sorted(date_order(tag)) == ["day", "month", "year"]
    assert locale_of(tag).language
    name_of(tag)
    assert best_language(("en", "es"), (tag,)) in ("en", "es")
