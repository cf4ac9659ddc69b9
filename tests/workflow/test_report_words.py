"""Words that the steps put into a report stand in every language it can be written in."""

import importlib
import pkgutil
import string

import pytest

from surveyapp import workflow
from surveyapp.errors import ReportError
from surveyapp.reporting.language import PATTERNS
from surveyapp.workflow.report_words import PHRASES, margin_title, say

LANGUAGES = ("en", "es", "ar", "zh-Hans")


def tables():
    """(name, language -> key -> words) of every table of words in the room."""
    for module in pkgutil.iter_modules(workflow.__path__, f"{workflow.__name__}."):
        for name, held in vars(importlib.import_module(module.name)).items():
            if name.isupper() and isinstance(held, dict) and {"en", "es"} <= held.keys():
                yield pytest.param(held, id=f"{module.name.rpartition('.')[2]}.{name}")


def holes(pattern):
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(pattern) if name}


TABLES = list(tables())


def test_the_tables_of_words_are_found():
    assert len(TABLES) >= 3
    assert any(PHRASES is parameter.values[0] for parameter in TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_every_language_of_reports_has_every_phrase(table):
    assert set(table) == set(LANGUAGES) == set(PATTERNS)
    for language in LANGUAGES:
        assert set(table[language]) == set(table["en"]), language


@pytest.mark.parametrize("table", TABLES)
def test_every_language_fills_the_same_holes_in_the_same_way(table):
    for language in LANGUAGES:
        for key, words in table[language].items():
            assert words.strip() or not table["en"][key].strip(), (language, key)
            assert holes(words) == holes(table["en"][key]), (language, key)


def test_a_language_that_reports_are_not_written_in_is_refused():
    with pytest.raises(ReportError, match="not written in 'xx'"):
        say("xx", "and")


def test_a_margin_without_words_keeps_its_own_name():
    assert margin_title("ar", "age") == PHRASES["ar"]["margin age"]
    assert margin_title("ar", "pets_at_home") == "pets at home"
