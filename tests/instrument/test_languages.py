from dataclasses import replace

import pytest

from surveyapp.instrument.document import loads
from surveyapp.instrument.languages import (
    language_remarks,
    not_ready,
    right_to_left,
    standing,
    words_hash,
)
from surveyapp.instrument.text_rules import texts
from surveyapp.instrument.translation import Translation
from tests.instrument.sample import FOLDER

TEXT = (FOLDER / "two_editions.toml").read_text(encoding="utf-8")
SOURCE = loads(TEXT)
HASHES = {place: words_hash(text["en"]) for place, text in texts(SOURCE)}


def spanish(**given):
    return replace(SOURCE, translations=(Translation("es", **given),))


@pytest.mark.parametrize("tag", ["ar", "fa", "he", "ur", "az-Arab", "yi", "ar-EG"])
def test_these_languages_run_from_right_to_left(tag):
    assert right_to_left(tag)


@pytest.mark.parametrize("tag", ["en", "es", "zh-Hans", "vi", "ur-Latn", "ht"])
def test_these_languages_run_from_left_to_right(tag):
    assert not right_to_left(tag)


def test_the_source_is_original_and_other_languages_are_translated_unless_said_otherwise():
    bare = replace(SOURCE, translations=())
    assert standing(bare, "en").state == "original"
    assert standing(bare, "en").ready
    assert standing(bare, "es").state == "translated"
    assert not standing(bare, "es").ready


def test_a_language_stands_as_its_least_known_text():
    found = standing(SOURCE, "es")
    assert (found.state, found.counts["machine"]) == ("machine", 1)
    assert found.words.startswith("1 of 20 texts translated by machine")


def test_a_text_whose_source_changed_is_stale_and_a_reviewed_language_waits_for_it():
    reviewed = spanish(state="reviewed", made_from=HASHES)
    assert standing(reviewed, "es").ready
    changed = loads(TEXT.replace("How old are you?", "What is your age?"))
    stale = replace(changed, translations=reviewed.translations)
    assert standing(stale, "es").stale == ("item age, text",)
    assert not standing(stale, "es").ready
    assert [remark.where for remark in language_remarks(stale)] == ["item age, text"]


def test_a_cosmetic_change_of_the_source_makes_no_translation_stale():
    changed = loads(TEXT.replace("How old are you?", "How  old are YOU?"))
    kept = replace(changed, translations=spanish(state="reviewed", made_from=HASHES).translations)
    assert not standing(kept, "es").stale


def test_a_translation_of_unknown_source_is_said_to_be_so():
    assert len(standing(spanish(state="reviewed"), "es").unknown) == 20
    assert standing(spanish(state="reviewed"), "es").ready


def test_pretested_says_with_how_many_people():
    assert standing(SOURCE, "en").words == "pretested with 12 people"
    one = spanish(state="pretested", people=1)
    assert standing(one, "es").words == "pretested with 1 person"


def test_only_the_languages_offered_are_asked_for():
    assert [each.language for each in not_ready(SOURCE, ("en", "es"))] == ["es"]
    assert not_ready(SOURCE, ("en",)) == ()


def test_a_text_without_words_in_a_language_is_missing():
    partial = replace(SOURCE, title={"en": "A later edition"})
    assert standing(partial, "es").missing == ("title",)
    assert "1 missing" in standing(partial, "es").words
