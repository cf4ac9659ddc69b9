from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from surveyapp.instrument.reading_level import (
    HARDEST_GRADE,
    LEAST_INFLESZ,
    flesch_kincaid,
    inflesz,
)
from surveyapp.web import wording as module
from surveyapp.web.catalogs import Forms, texts_in
from surveyapp.web.english.every_text import SOURCES
from surveyapp.web.foreign import unmarked
from surveyapp.web.wording import Wording, interface_languages, own_name, wording

WEB = Path(module.__file__).parent
TEMPLATES = WEB / "templates"


def only(words: str) -> Forms:
    return Forms((words,), "", lambda _n: 0)


def test_four_languages_have_texts_and_english_is_the_source() -> None:
    assert interface_languages() == ("en", "ar", "es", "zh-Hans")


def test_every_text_is_used_and_every_used_text_exists() -> None:
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    modules = [path for path in WEB.rglob("*.py") if path.parent.name != "english"]
    code = "".join(path.read_text() for path in modules)
    used = set(re.findall(r"\bt\(\s*['\"]([a-z_]+)['\"]", pages + code))
    assert used - SOURCES.keys() == set()
    # Titles and texts of messages are named by their key, the parts of a date by a list.
    named = set(re.findall(r"['\"]([a-z_]+)['\"]", pages + code))
    by_key = {f"{key}_{part}" for key in named for part in ("title", "text")}
    assert SOURCES.keys() - used - named - by_key == set()


def test_a_text_is_escaped_and_so_is_what_fills_it() -> None:
    t = Wording("en", {"hello": only("A & {name}")})
    assert t("hello", name="<b>") == Markup("A &amp; &lt;b&gt;")
    assert t("hello", name=Markup("<b>")) == Markup("A &amp; <b>")


@pytest.mark.parametrize(
    ("language", "minutes", "words"),
    [
        ("en", 1, "About one minute"),
        ("en", 5, "About 5 minutes"),
        ("es", 1, "Más o menos un minuto"),
        ("es", 2, "Unos 2 minutos"),
        ("zh-Hans", 1, "大约 1 分钟"),
        ("ar", 0, "أقل من دقيقة"),
        ("ar", 1, "نحو دقيقة واحدة"),
        ("ar", 2, "نحو دقيقتين"),
        ("ar", 5, "نحو 5 دقائق"),
        ("ar", 11, "نحو 11 دقيقة"),
        ("ar", 100, "نحو 100 دقيقة"),
        ("vi", 1, "About one minute"),
    ],
)
def test_what_is_counted_takes_the_form_of_its_number(
    language: str, minutes: int, words: str
) -> None:
    assert unmarked(wording(language)("fact_time", minutes=minutes)) == words


def test_arabic_has_a_text_of_its_own_for_each_of_its_six_kinds_of_number() -> None:
    """CLDR: zero, one, two, few (3 to 10), many (11 to 99), other (100 to 102)."""
    said = texts_in("ar")["text_hint"]
    forms = [said.for_number(number) for number in (0, 1, 2, 3, 11, 100)]
    assert len(set(forms)) == len(said.words) == 6
    for number, like in ((10, 3), (99, 11), (102, 100), (103, 3), (1000, 100)):
        assert said.plural(number) == said.plural(like)


def test_numbers_are_written_as_in_the_united_states() -> None:
    for language in ("en", "es", "ar", "zh-Hans"):
        assert "1,500" in wording(language)("text_hint", longest=1500)


def test_a_date_is_asked_for_in_the_order_of_the_language() -> None:
    orders = {tag: wording(tag).date_order for tag in ("en", "es", "zh-Hans")}
    assert orders == {
        "en": ("month", "day", "year"),
        "es": ("day", "month", "year"),
        "zh-Hans": ("year", "month", "day"),
    }
    assert wording("en").date_example == "9 24 2026"


def test_a_language_without_texts_has_those_of_the_source_and_its_own_direction() -> None:
    assert unmarked(wording("vi")("continue")) == "Continue"
    assert str(wording("es-MX")("continue")) == str(wording("es")("continue"))
    assert (wording("fa").direction, wording("ar").direction, wording("es").direction) == (
        "rtl",
        "rtl",
        "ltr",
    )
    assert wording("fa").language == "fa"


def test_languages_call_themselves_by_their_own_names() -> None:
    assert (own_name("es"), own_name("ar")) == ("Español", "العربية")
    assert (own_name("vi"), own_name("xx")) == ("Tiếng Việt", "xx")


def test_a_catalog_that_does_not_say_its_name_yet_goes_by_the_name_in_cldr(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "interface_languages", lambda: ("en", "vi"))
    assert (own_name("vi"), own_name("en")) == ("Tiếng Việt", "English")


def test_no_address_can_fill_the_memory_with_languages() -> None:
    for number in range(500):
        assert str(wording(f"x{number}")("continue")) == "Continue"
    assert wording.cache_info().currsize <= 64


def test_the_texts_read_as_easily_as_questionnaires_must() -> None:
    """Grade 8 (Flesch-Kincaid) each in English, 55 (INFLESZ) over all of them in Spanish."""
    long = {key: s.many or s.words for key, s in SOURCES.items() if len(s.words.split()) > 7}
    grades = {key: flesch_kincaid([words]) for key, words in long.items()}
    assert {key: grade for key, grade in grades.items() if grade > HARDEST_GRADE} == {}
    assert inflesz([texts_in("es")[key].words[-1] for key in long]) >= LEAST_INFLESZ
