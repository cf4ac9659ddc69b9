from dataclasses import replace

from surveyapp.instrument.translation import Translation
from surveyapp.workflow.report_languages import language_name, translation_note
from tests.collection.tiny import tiny

TINY = replace(tiny(), translations=(Translation("es", "machine"),))


def test_each_language_offered_is_named_with_its_state_in_the_reports_language():
    assert translation_note(TINY, ("en", "es"), "en") == (
        "Languages: English, written in this language; Spanish, translated by machine, not "
        "checked by a person."
    )
    assert translation_note(TINY, ("es",), "es") == (
        "Idiomas: español, traducido por una máquina, sin revisión de una persona."
    )


def test_a_translation_older_than_its_source_is_said_to_be_so():
    old = replace(TINY, translations=(Translation("es", "reviewed", made_from={"title": "0" * 8}),))
    assert "1 texts older than their source" in translation_note(old, ("es",), "en")


def test_languages_are_called_by_their_names():
    assert language_name("zh-Hans", "en") == "Chinese (Simplified)"
    assert language_name("ar", "es") == "árabe"
    assert language_name("qqq", "en") == "qqq"
