"""A translation comes from outside: what it may not do, tried by an attacker and at random."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.web.catalog_rules import names_in, plural_problems, problems_of
from surveyapp.web.english.every_text import SOURCES
from surveyapp.web.english.marking import Source, counted, text
from tools.catalogs import begun, read, written

CALL = text("call", "Call {number}. Nobody reads this.")
WAIT = counted("wait", "Wait one minute.", "Wait {minutes} minutes.", by="minutes")
LEAST_LENGTH = 3 * len(CALL.words) + 61


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Llame al {number.__class__}.", "braces"),
        ("Llame al {number[0]}.", "braces"),
        ("Llame al {number!r}.", "braces"),
        ("Llame al {number:>99999999}.", "braces"),
        ("Llame al {0}.", "braces"),
        ("Llame al {}.", "braces"),
        ("Llame al {number.", "braces"),
        ("Llame al {{number}}.", "braces"),
        ("Llame.", "names in braces"),
        ("Llame al {number} {number}.", "names in braces"),
        ("Llame al {number} o {phone}.", "names in braces"),
        ("<b>Llame</b> al {number}.", "markup"),
        ("Llame &lt; al {number}.", "markup"),
        ("Llame &#60; al {number}.", "markup"),
        ("Llame al {number}. Vea https://x", "address"),
        ("Llame al {number} o evil.example", "address"),
        ("Llame al {number} o x@y", "address"),
        ("Llame al {number} o al 555-0134", "number"),
        ("Llame al {number} o al ٥٥٥٠١٣٤", "number"),
        ("Llame\u202e al {number}", "cannot be seen"),
        ("Llame\u2066 al {number}", "cannot be seen"),
        ("Llame\u2069 al {number}", "cannot be seen"),
        ("Llame\u200b al {number}", "cannot be seen"),
        ("Llame\x00 al {number}", "cannot be seen"),
        ("Llame\n al {number}", "cannot be seen"),
        (" Llame al {number}", "spaces"),
        ("", "empty"),
        ("{number}" + "a" * LEAST_LENGTH, "longer"),
    ],
)
def test_a_translation_that_says_more_than_its_source_is_refused(words: str, wrong: str) -> None:
    assert any(wrong in problem for problem in problems_of(CALL, words))


@pytest.mark.parametrize(
    "words",
    [
        "Llame al {number}. Nadie lee esto.",
        "اتصل بالرقم \u2066{number}\u2069. لا أحد يقرأ هذا.",
        "با {number} تماس بگیرید. کسی این را نمی\u200cخواند.",
    ],
)
def test_an_honest_translation_passes(words: str) -> None:
    assert problems_of(CALL, words) == []


def test_a_form_for_one_number_alone_need_not_print_it_and_every_other_must() -> None:
    assert problems_of(WAIT, "Espere un minuto.", one_number=True) == []
    assert problems_of(WAIT, "Espere {minutes} minuto.", one_number=True) == []
    assert problems_of(WAIT, "Espere unos minutos.") != []


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_every_source_text_keeps_the_rules_itself(source: Source) -> None:
    assert problems_of(source, source.many or source.words) == []
    assert problems_of(source, source.words, one_number=bool(source.many)) == []
    assert not source.many or source.by in names_in(source.many)


@given(st.text(max_size=200))
def test_whatever_passes_can_be_filled_and_holds_no_markup(words: str) -> None:
    if problems_of(CALL, words) == []:
        filled = words.format(number="911")
        assert filled.count("911") >= 1
        assert not set(filled) & set("<>")


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh_Hans", "fr", "pl", "ru", "cy"])
def test_a_plural_rule_must_part_numbers_as_cldr_does(language: str) -> None:
    from_cldr = Locale.parse(language).plural_form
    kinds = sorted({from_cldr(number) for number in range(1001)})

    def as_cldr(number: int) -> int:
        return kinds.index(from_cldr(number))

    def unlike(number: int) -> int:
        return number % 5 % len(kinds)

    assert plural_problems(as_cldr, len(kinds), from_cldr) == ""
    assert plural_problems(as_cldr, len(kinds) + 1, from_cldr) != ""
    assert "would take form 9" in plural_problems(lambda _: 9, len(kinds), from_cldr)
    if len(kinds) > 1:
        assert "parted otherwise" in plural_problems(unlike, len(kinds), from_cldr)


LANGUAGES = [
    "es",
    "ar",
    "vi",
    "zh-Hant",
    "fr",
    "ko",
    "ht",
    "so",
    "ru",
    "pl",
    "tl",
    "sw",
    "am",
    "hmn",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_catalog_begins_with_a_rule_that_is_not_refused(language: str) -> None:
    assert read(written(begun(language)), language).state == "machine"
