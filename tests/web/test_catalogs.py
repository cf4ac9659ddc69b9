"""The catalogs on disk are those of the code, whole and sound; broken ones never stop a page."""

from __future__ import annotations

import datetime
import io
import tempfile
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.web.catalogs import TRANSLATIONS, folder_of, interface_languages, texts_in
from surveyapp.web.english.every_text import MODULES, SOURCES
from tools.catalogs import HOLES, begun, compiled, names_in, read, template, updated, written
from tools.catalogs import Translation as Written

NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
TRANSLATED = [tag for tag in interface_languages() if tag != "en"]
POT = template(NOW)
RENEW = "run `make catalogs`"


def po(language: str) -> str:
    return (folder_of(language) / "messages.po").read_text(encoding="utf-8")


def messages(catalog: Catalog) -> dict[str, object]:
    return {str(message.context): message.id for message in catalog if message.id}


def one_text(language: str, words: str, key: str = "continue") -> str:
    """The PO file of a language in which one text says something else."""
    fresh = begun(language)
    catalog = updated(fresh.catalog, POT)
    message = next(message for message in catalog if message.context == key)
    message.string = words
    return written(Written(catalog, "machine"))


def placed(folder: Path, language: str, mo: bytes) -> None:
    place = folder_of(language, folder)
    place.mkdir(parents=True)
    (place / "messages.mo").write_bytes(mo)


def test_every_text_that_is_marked_is_extracted_and_stands_in_the_template_on_disk() -> None:
    assert sum(len(module.TEXTS) for module in MODULES) == len(SOURCES), "a key is used twice"
    marked = {key: (s.words, s.many) if s.many else s.words for key, s in SOURCES.items()}
    assert messages(POT) == marked
    on_disk = read_po(io.StringIO((TRANSLATIONS / "messages.pot").read_text(encoding="utf-8")))
    assert messages(on_disk) == marked, RENEW


def test_translators_are_told_what_every_name_in_braces_means_and_where_a_text_stands() -> None:
    for message in POT:
        words = " ".join(message.id) if isinstance(message.id, tuple) else str(message.id)
        for name in names_in(words) if message.id else ():
            assert f"{{{name}}} is {HOLES[name]}." in message.auto_comments


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_catalog_is_whole_not_fuzzy_and_of_the_texts_as_they_are(language: str) -> None:
    catalog = read(po(language), language).catalog
    assert messages(catalog) == messages(POT), RENEW
    assert [m.context for m in catalog if m.id and m.fuzzy] == []
    empty = [
        m.context
        for m in catalog
        if m.id and not all(m.string if isinstance(m.string, tuple) else (m.string,))
    ]
    assert empty == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_compiled_catalog_is_what_its_po_file_compiles_to(language: str) -> None:
    catalog = read(po(language), language).catalog
    assert (folder_of(language) / "messages.mo").read_bytes() == compiled(catalog), RENEW


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_catalog_says_who_stands_behind_its_words(language: str) -> None:
    assert read(po(language), language).state == "machine"
    with pytest.raises(ValueError, match="X-State is none of machine, translated"):
        read(po(language).replace("X-State: machine", "X-State: perfect"), language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_reaches_the_pages_in_its_language(language: str) -> None:
    english, there = texts_in("en"), texts_in(language)
    same = {key for key in SOURCES if there[key].words == english[key].words}
    assert same <= {"error_prefix"}, "these texts are refused when they are shown"


def test_a_changed_source_keeps_its_translation_as_stale_and_shows_the_source() -> None:
    old = read(po("es"), "es")
    changed = template(NOW)
    message = next(message for message in changed if message.context == "continue")
    message.id = "Go on to the next page"
    new = updated(old.catalog, changed)
    text = written(Written(new, "machine"))
    assert '#, fuzzy\n#| msgid "Continue"\nmsgctxt "continue"' in text.replace("#. ", "#. ")
    again = {m.context: m for m in read(text, "es").catalog}
    assert (again["continue"].fuzzy, again["continue"].string) == (True, "Continuar")
    assert again["back"].fuzzy is False
    assert b"Continuar" not in compiled(new)


def test_bringing_a_catalog_up_twice_changes_nothing() -> None:
    for language in TRANSLATED:
        once = read(po(language), language)
        text = written(Written(updated(once.catalog, POT), once.state))
        twice = read(text, language)
        assert written(Written(updated(twice.catalog, POT), twice.state)) == text


def test_adding_a_language_is_adding_one_file(tmp_path: Path) -> None:
    catalog = read(one_text("vi", "Tiếp tục"), "vi").catalog
    placed(tmp_path, "vi", compiled(catalog))
    texts = texts_in("vi", tmp_path)
    assert texts["continue"].words == ("Tiếp tục",)
    assert texts["back"].words == ("Back",)
    assert texts["fact_time"].words == ("About one minute", "About {minutes} minutes")


@pytest.mark.parametrize(
    "words",
    ["<script>x</script>", "{language}", "{0.__class__}", "Visit evil.example", "call 555 0134"],
)
def test_a_hostile_text_is_refused_and_even_compiled_never_shown(
    words: str, tmp_path: Path
) -> None:
    text = one_text("es", words)
    with pytest.raises(ValueError, match="continue: it"):
        read(text, "es")
    placed(tmp_path, "es", compiled(read_po(io.StringIO(text), locale="es")))
    assert texts_in("es", tmp_path)["continue"].words == ("Continue",)


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("nplurals=2; plural=(n == 7);", "plural rule is wrong"),
        ("nplurals=6; plural=(n != 1);", "plural rule is wrong"),
        ("nplurals=2; plural=(n % 0);", "it fails for 0"),
        ("nplurals=2; plural=__import__('os');", "cannot be read"),
        ("nplurals=2; plural=" + "(" * 500 + "n" + ")" * 500 + ";", "cannot be read"),
        ("nplurals=two; plural=n;", "invalid literal"),
    ],
)
def test_a_hostile_plural_rule_is_refused(rule: str, wrong: str) -> None:
    text = po("es").replace("nplurals=2; plural=(n != 1);", rule)
    assert rule in text
    with pytest.raises(ValueError, match=wrong):
        read(text, "es")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_file_whatsoever_is_more_than_refused(text: str) -> None:
    try:
        found = read(f'msgid ""\nmsgstr ""\n{text}', "es")
    except ValueError:
        return
    assert compiled(found.catalog)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 40))
def test_a_broken_compiled_catalog_gives_way_to_the_source(data: bytes, cut: int) -> None:
    whole = (folder_of("es") / "messages.mo").read_bytes()
    broken = whole[:cut] + data + whole[cut + len(data) :]
    with tempfile.TemporaryDirectory() as folder:
        placed(Path(folder), "es", broken)
        texts = texts_in("es", Path(folder))
    assert texts.keys() == SOURCES.keys()
    for text in texts.values():
        assert text.for_number(1)


@pytest.mark.parametrize("rule", ["n % 0", "n > 900 ? 7 : n != 1", "n", "1"])
def test_a_hostile_plural_rule_in_a_compiled_catalog_fails_no_page(
    rule: str, tmp_path: Path
) -> None:
    catalog = read(po("es"), "es").catalog
    catalog._plural_expr = f"({rule})"
    placed(tmp_path, "es", compiled(catalog))
    for number in (0, 1, 2, 901, 10**9):
        assert texts_in("es", tmp_path)["fact_time"].for_number(number)
