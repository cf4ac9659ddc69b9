from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from markupsafe import Markup

from surveyapp.web import wording as module
from surveyapp.web.wording import (
    TEXTS,
    Wording,
    best_language,
    direction,
    interface_languages,
    own_name,
    wording,
)

TEMPLATES = Path(module.__file__).parent / "templates"


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def texts(language: str) -> dict[str, str]:
    return dict(wording(language)._texts)


def test_four_languages_have_texts_and_english_is_the_source() -> None:
    assert interface_languages() == ("en", "ar", "es", "zh-Hans")
    assert {path.stem for path in TEXTS.glob("*.toml")} == set(interface_languages())


@pytest.mark.parametrize("language", interface_languages())
def test_every_language_has_the_keys_and_holes_of_the_source(language: str) -> None:
    source, other = texts("en"), texts(language)
    assert other.keys() == source.keys()
    assert {k: holes(v) for k, v in other.items()} == {k: holes(v) for k, v in source.items()}
    assert all(text.strip() == text and text for text in other.values())


def test_every_text_is_used_and_every_used_text_exists() -> None:
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    code = "".join(path.read_text() for path in Path(module.__file__).parent.rglob("*.py"))
    used = set(re.findall(r"\bt\(['\"]([a-z_]+)['\"]", pages + code))
    known = set(texts("en"))
    assert used - known == set()
    # Titles and texts of messages are named by their key, the parts of a date by a list.
    named = set(re.findall(r"['\"]([a-z_]+)['\"]", pages + code))
    by_key = {f"{key}_{part}" for key in named for part in ("title", "text")}
    assert known - used - named - by_key == {"day", "month", "year"}


def test_a_text_is_escaped_and_so_is_what_fills_it() -> None:
    t = Wording("en", {"hello": "A & {name}"})
    assert t("hello", name="<b>") == Markup("A &amp; &lt;b&gt;")


def test_the_browser_gets_the_best_language_on_offer() -> None:
    assert best_language(("en", "es"), ("fr", "es-MX", "en")) == "es"
    assert best_language(("es", "en"), ("fr",)) == "es"
    assert best_language(("en", "es"), ()) == "en"


def test_a_script_counts_where_a_language_has_two() -> None:
    offered = ("en", "zh-Hans")
    assert best_language(offered, ("zh-CN",)) == "zh-Hans"
    assert best_language(offered, ("zh-hans-SG",)) == "zh-Hans"
    assert best_language(offered, ("zh",)) == "zh-Hans"
    assert best_language(offered, ("zh-TW", "en")) == "en"
    assert best_language(offered, ("zh-Hant", "fr")) == "en"


def test_arabic_runs_from_right_to_left_and_a_language_without_texts_goes_by_its_tag() -> None:
    assert (direction("ar"), direction("ar-EG"), direction("es")) == ("rtl", "rtl", "ltr")
    assert (own_name("es"), own_name("ar")) == ("Español", "العربية")
    assert (own_name("vi"), str(wording("vi")("continue"))) == ("vi", "Continue")
