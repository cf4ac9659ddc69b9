"""English that stands in a page of another language is told to be English, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from surveyapp.instrument.document import load
from surveyapp.web import wording as wordings
from surveyapp.web.catalogs import Forms, interface_languages, interface_state, texts_in
from surveyapp.web.english.every_text import SOURCES
from surveyapp.web.foreign import heard, marked, told, unmarked
from surveyapp.web.resident import pages, render
from surveyapp.web.resident.review import parts
from tests.web.city import ANSWERS, EVERY_KIND, City, Resident, read

TRANSLATED = [tag for tag in interface_languages() if tag != "en"]
MISSING = ("continue", "later", "tools", "review_title", "change", "no_position", "fact_time_more")
SPAN = re.compile(r'<span lang="en" dir="ltr">([^<]*)</span>')


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Pages and texts are made anew, and forgotten afterwards."""
    monkeypatch.setattr(render, "_skeletons", {})
    monkeypatch.setattr(pages, "_skeletons", {})
    wordings.wording.cache_clear()
    yield monkeypatch
    wordings.wording.cache_clear()


def without(language: str, *keys: str) -> dict[str, Forms]:
    texts = dict(texts_in(language))
    return texts | {key: texts_in("en")[key] for key in keys}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_text_without_translation_is_told_to_be_english_wherever_a_page_may(
    city: City, anew: pytest.MonkeyPatch, language: str
) -> None:
    anew.setattr(wordings, "_texts", lambda tag: without(tag, *MISSING))
    resident = Resident(city, language)
    assert any(span.startswith("At most") for span in SPAN.findall(resident.response.text))
    resident.press("start")
    spans = SPAN.findall(resident.response.text)
    assert SOURCES["continue"].words in spans
    assert f'aria-label="{SOURCES["tools"].words}"' in resident.response.text
    resident.walk(ANSWERS)
    heading = SOURCES["review_title"].words
    assert f'<h1><span lang="en" dir="ltr">{heading}</span></h1>' in resident.response.text
    assert f"<title>{SOURCES['review_title'].words}" in resident.response.text
    assert "\x02" not in resident.response.text
    assert "\x03" not in resident.response.text


@pytest.mark.parametrize("language", interface_languages())
def test_pages_of_a_whole_catalog_tell_of_no_other_language(city: City, language: str) -> None:
    resident = Resident(city, language)
    resident.walk(ANSWERS)
    resident.press("submit")
    assert "<span lang" not in re.sub(r'<span class="here" lang', "", resident.response.text)


def test_questions_are_told_to_be_in_their_own_language_where_a_page_has_another() -> None:
    instrument = load(EVERY_KIND)
    answers = {"job": "Nurse", "race": (1,), "fair.listen": 3}
    for language, foreign in (("es", False), ("fr", True)):
        sections = parts(instrument, answers, language)
        lines = {line.page: line for section in sections for line in section.lines}
        question = lines["job"].question
        assert (question == marked("What work do you do?", "en")) == foreign
        assert lines["job"].given[0].words == "Nurse", "what somebody wrote is in no language"
        assert (unmarked(lines["race"].given[0].words) != lines["race"].given[0].words) == foreign
        assert (unmarked(sections[1].title) != sections[1].title) == foreign


def test_a_language_in_which_the_pages_do_not_exist_hears_english() -> None:
    page = told(f"<p>{wordings.wording('sw')('continue')}</p>")
    assert page == '<p><span lang="en" dir="ltr">Continue</span></p>'
    assert told(str(wordings.wording("en-GB")("continue"))) == "Continue"


def test_titles_and_options_say_the_language_of_all_of_them_and_attributes_say_none() -> None:
    en, ar = marked("Yes & no", "en"), marked("نعم", "ar")
    assert told(f"<title>{en}</title>") == '<title lang="en">Yes & no</title>'
    assert told(f"<title>{en} – City</title>") == "<title>Yes & no – City</title>"
    assert told(f'<option value="1">{ar}</option>') == '<option value="1" lang="ar">نعم</option>'
    assert told(f'<b title="{en}">x</b>') == '<b title="Yes & no">x</b>'
    assert told(f"<p>{ar}</p>") == '<p><span lang="ar" dir="rtl">نعم</span></p>'
    inner = Markup("<a>{}</a>").format(Markup(marked(Markup("in"), "en")))
    both = marked(Markup("The {}").format(inner), "en")
    assert told(str(both)).count("<span") == told(str(both)).count("</span>") == 2


@given(st.text(), st.text())
def test_nothing_that_people_type_is_taken_for_a_mark(typed: str, words: str) -> None:
    page = f"<p>{escape(typed)}</p>"
    assert told(page) == page
    assert unmarked(marked(words, "en")) == words
    assert told(f"<p>{escape(typed)}{marked(escape(words), 'en')}</p>") == (
        f'<p>{escape(typed)}<span lang="en" dir="ltr">{escape(words)}</span></p>'
    )


def test_a_text_in_the_language_of_its_page_is_not_marked() -> None:
    assert heard("Hola", {"en": "Hello", "es": "Hola"}, "es") == "Hola"
    assert heard("Hello", {"en": "Hello"}, "es") == marked("Hello", "en")
    assert heard("", {}, "es") == ""


def test_a_catalog_says_how_good_it_is(tmp_path: Path) -> None:
    assert interface_state("en") == "original"
    assert {tag: interface_state(tag) for tag in TRANSLATED} == dict.fromkeys(TRANSLATED, "machine")
    assert interface_state("sw") is None
    folder = tmp_path / "sw" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for written, state in (("reviewed", "reviewed"), ("perfect", "machine")):
        (folder / "messages.po").write_text(f'msgstr ""\n"X-State: {written}\\n"\n')
        assert interface_state("sw", tmp_path) == state


def test_a_page_shown_while_the_texts_are_english_is_sound_html(
    city: City, anew: pytest.MonkeyPatch
) -> None:
    english = texts_in("en")
    anew.setattr(wordings, "_texts", lambda _tag: english)
    resident = Resident(city, "ar")
    resident.walk(ANSWERS)
    resident.press("submit")
    page = resident.response.text
    read(resident.response)
    assert page.count("<span") == page.count("</span>")
    assert not re.search(r"<span[^>]*>[^<]*<(?:p|div|h1|ul)\b", page)
