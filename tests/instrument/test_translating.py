import datetime
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.errors import InputError
from surveyapp.instrument.document import examine_text, loads
from surveyapp.instrument.languages import standing
from surveyapp.instrument.text_rules import texts
from surveyapp.instrument.text_tables import text_tables
from surveyapp.instrument.translating import Entry, entries, stamp, take
from surveyapp.instrument.translation_files import read_csv, read_po, write_csv, write_po
from tests.instrument.sample import FEATURES, FIELDED, FOLDER

NOW = datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)
TEXT = "# An author's comment.\n" + (FOLDER / "languages.toml").read_text(encoding="utf-8")
DOCUMENT = loads(TEXT)


def test_every_text_of_every_questionnaire_has_its_table():
    for path in [*(FOLDER / f"{feature}.toml" for feature in FEATURES), FIELDED]:
        written = path.read_text(encoding="utf-8")
        tables = dict(text_tables(tomllib.loads(written)))
        assert tables == dict(texts(loads(written))), path.name


@pytest.mark.parametrize("feature", FEATURES)
def test_texts_go_out_and_come_back_without_a_change(feature):
    written = (FOLDER / f"{feature}.toml").read_text(encoding="utf-8")
    instrument = loads(written)
    out = entries(instrument, "es")
    by_csv = read_csv(write_csv(out))
    by_po = read_po(write_po(out, "es", "title", on=NOW))
    for back in (by_csv, by_po):
        assert [(e.place, e.source, e.text) for e in back] == [
            (e.place, e.source, e.text) for e in out
        ]
        taken = take(written, instrument, "es", back, state="reviewed")
        assert taken.written == 0
        after, problems = examine_text(taken.text, "after")
        assert problems == ()
        assert after.items == instrument.items
        assert standing(after, "es").stale == ()
        assert standing(after, "es").unknown == ()


def test_comments_and_order_of_the_document_stay():
    rows = [Entry("item dog, text", "Do you have a dog?", "¿Tiene un perro?")]
    taken = take(TEXT, DOCUMENT, "es", rows, state="reviewed")
    assert taken.text.startswith("# An author's comment.\n")
    assert taken.text.startswith(TEXT.replace("¿Tiene perro?", "¿Tiene un perro?").rstrip())
    after = loads(taken.text)
    assert after.index["dog"].text["es"] == "¿Tiene un perro?"
    assert standing(after, "es").state == "translated"
    assert standing(after, "es").counts == {"translated": 5, "reviewed": 1}


def test_a_new_language_comes_in_whole():
    rows = [replace(entry, text=f"fr {entry.source}") for entry in entries(DOCUMENT, "fr")]
    taken = take(TEXT, DOCUMENT, "fr", rows, state="machine", by="a program")
    after = loads(taken.text)
    assert after.languages[-1] == "fr"
    assert standing(after, "fr").state == "machine"
    part = take(TEXT, DOCUMENT, "fr", rows[:2], state="machine")
    assert {p.code for p in examine_text(part.text, "t")[1]} >= {"translation-missing"}


def test_what_was_translated_from_an_older_source_is_taken_and_stays_stale():
    rows = [Entry("item dog, text", "Have you a cat?", "¿Tiene gato?")]
    taken = take(TEXT, DOCUMENT, "es", rows, state="reviewed")
    assert taken.stale == ("item dog, text",)
    after = loads(taken.text)
    assert standing(after, "es").stale == ("item dog, text",)
    stamped = loads(stamp(taken.text, after, "es", ["item dog, text"]))
    assert standing(stamped, "es").stale == ()


def test_what_a_translator_left_blank_keeps_what_stands_there():
    rows = [Entry("item dog, text", "Do you have a dog?", "  ")]
    taken = take(TEXT, DOCUMENT, "es", rows, state="reviewed")
    assert taken.left == ("item dog, text",)
    assert loads(taken.text).items == DOCUMENT.items


def test_fuzzy_messages_are_machine_whatever_the_file_is_said_to_be():
    out = write_po([Entry("item dog, text", "a", "b", "machine")], "es", "t", on=NOW)
    assert "#, fuzzy" in out
    assert read_po(out)[0].state == "machine"
    rows = [Entry("item dog, text", "Do you have a dog?", "¿Perro?", "machine")]
    after = loads(take(TEXT, DOCUMENT, "es", rows, state="reviewed").text)
    assert standing(after, "es").state == "machine"


def test_everything_wrong_with_an_import_is_said_at_once():
    rows = [Entry("item cat, text", "a", "b"), Entry("title", "a", "b"), Entry("title", "a", "c")]
    with pytest.raises(InputError) as refusal:
        take(TEXT, DOCUMENT, "en", rows, state="reviewed")
    assert sorted(p.code for p in refusal.value.problems) == [
        "translation-place",
        "translation-source",
        "translation-twice",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "no column place, source, translation"),
        ("place,source,translation\nx,y\n", "fewer cells"),
        ('place,source,translation\n"x', "not CSV"),
        ("place" * 1_000_000, "at most 4,000,000"),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused_with_the_place(text, says):
    with pytest.raises(InputError, match=says):
        read_csv(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('msgid "a"\nmsgstr "b"\n', "no msgctxt"),
        ("what is this", "not a PO file"),
        ("m" * 5_000_000, "at most 4,000,000"),
    ],
)
def test_a_po_file_that_cannot_be_read_is_refused(text, says):
    with pytest.raises(InputError, match=says):
        read_po(text)


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('\n"\\\t,;{}=+'), min_size=1
)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4))
@settings(max_examples=150)
def test_any_words_survive_both_files(pairs):
    rows = [Entry(f"item a{n}, text", source, text) for n, (source, text) in enumerate(pairs)]
    for back in (read_csv(write_csv(rows)), read_po(write_po(rows, "ar", "t", on=NOW))):
        assert [(e.place, e.source, e.text) for e in back] == [
            (e.place, e.source, e.text) for e in rows
        ]


@pytest.mark.parametrize(
    ("named", "wanted", "fits"),
    [
        ("es", "es", True),
        ("es_MX", "es", True),
        ("zh_CN", "zh-Hans", True),
        ("zh_TW", "zh-Hans", False),
        ("zh-Hant", "zh-Hans", False),
        ("pt", "es", False),
        ("", "es", True),
    ],
)
def test_a_file_fits_its_language_whatever_country_it_names(named, wanted, fits):
    text = f'msgid ""\nmsgstr "Language: {named}\\n"\n\nmsgctxt "title"\nmsgid "a"\nmsgstr "b"\n'
    table = f"place,source,translation,language\ntitle,a,b,{named}\n"
    for read, given_text in ((read_po, text), (read_csv, table)):
        if fits:
            assert read(given_text, wanted)[0].text == "b"
        else:
            with pytest.raises(InputError, match="its language is"):
                read(given_text, wanted)
