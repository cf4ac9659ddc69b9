from pathlib import Path

import pytest
from click.testing import CliRunner

from surveyapp.commands.instrument import instrument
from surveyapp.errors import InputError
from surveyapp.instrument.document import load
from surveyapp.instrument.languages import standing, translation_of

QUESTIONNAIRES = Path(__file__).parents[1] / "instrument" / "questionnaires"
EDITION = QUESTIONNAIRES / "two_editions.toml"


def run(*words):
    return CliRunner().invoke(instrument, [str(word) for word in words])


@pytest.fixture
def earlier(tmp_path):
    """The edition before: other words for one row, and no ruling that applies to others."""
    text = EDITION.read_text(encoding="utf-8").replace('version = "2"', 'version = "1"')
    text = text.replace('since = "1"', 'since = "0"').replace('en = "care."', 'en = "help us."')
    path = tmp_path / "1.toml"
    path.write_text(text.replace("How old are you?", "Your age?"), encoding="utf-8")
    return path


def test_diff_says_of_each_item_what_changed_and_who_ruled(earlier):
    out = run("diff", earlier, EDITION).output
    assert "age: breaks the trend\n    wording, breaks the trend: question: reworded" in out
    assert "      - Your age?\n      + How old are you?" in out
    assert "trust.care: comparable\n    the author's ruling, over 'breaks the trend': A pre" in out
    assert "met" not in out
    assert "met: same" in run("diff", earlier, EDITION, "--all").output


def test_diff_can_fail_where_a_trend_breaks(earlier):
    failed = run("diff", earlier, EDITION, "--fail-on-break")
    assert failed.exit_code == 1
    assert "The trend of age breaks." in failed.output
    assert run("diff", EDITION, EDITION, "--fail-on-break").exit_code == 0


def test_check_prints_state_reading_level_and_stale_texts():
    out = run("check", EDITION).output
    assert "en: pretested with 12 people; Flesch-Kincaid grade" in out
    assert "1 stale" in out
    assert "item age, text: The en text has changed since it was translated to es." in out


@pytest.mark.parametrize("suffix", ["csv", "po"])
def test_texts_go_to_a_translator_and_come_back_reviewed(tmp_path, suffix):
    file, sent = tmp_path / "q.toml", tmp_path / f"es.{suffix}"
    file.write_text("# Ours.\n" + EDITION.read_text(encoding="utf-8"), encoding="utf-8")
    assert (
        "20 texts, 0 to write"
        in run("translations", "export", file, "--language", "es", "--output", sent).output
    )
    text = sent.read_text(encoding="utf-8").replace("¿Qué edad tiene?", "¿Cuántos años tiene?")
    sent.write_text(text.replace("#, fuzzy\n", "").replace(",machine,", ",reviewed,"))
    back = run("translations", "import", file, sent, "--language", "es", "--state", "reviewed")
    assert "1 texts written, 19 as they were." in back.output
    assert file.read_text(encoding="utf-8").startswith("# Ours.\n")
    assert standing(load(file), "es").ready
    assert "es: reviewed by a native speaker" in run("translations", "list", file).output


@pytest.mark.parametrize("suffix", ["csv", "po"])
def test_a_file_in_another_language_is_refused_by_its_own_word(tmp_path, suffix):
    file, sent = tmp_path / "q.toml", tmp_path / f"es.{suffix}"
    file.write_text(EDITION.read_text(encoding="utf-8"), encoding="utf-8")
    run("translations", "export", file, "--language", "es", "--output", sent)
    before = file.read_bytes()
    refused = run("translations", "import", file, sent, "--language", "fr", "--state", "reviewed")
    assert 'its language is "es", not "fr"' in str(refused.exception)
    assert "--language es" in str(refused.exception)
    assert file.read_bytes() == before


@pytest.mark.parametrize(("suffix", "mark"), [("csv", '"machine"'), ("po", "fuzzy")])
def test_texts_still_marked_as_a_machines_are_told_and_change_no_name(tmp_path, suffix, mark):
    file, sent = tmp_path / "q.toml", tmp_path / f"es.{suffix}"
    text = EDITION.read_text(encoding="utf-8")
    old = 'state = "translated"\nby = "The city\'s language office"'
    assert old in text
    file.write_text(text.replace(old, 'state = "machine"\nby = "a program"'), encoding="utf-8")
    run("translations", "export", file, "--language", "es", "--output", sent)
    back = run(
        *("translations", "import", file, sent, "--language", "es"),
        *("--state", "reviewed", "--by", "A B"),
    )
    assert f"20 texts are still marked {mark}" in back.output
    assert "clear the mark" in back.output
    known = translation_of(load(file), "es")
    assert (known.state, known.by) == ("machine", "a program")


def test_a_translators_file_saved_with_semicolons_is_read(tmp_path):
    file, sent = tmp_path / "q.toml", tmp_path / "es.csv"
    file.write_text(EDITION.read_text(encoding="utf-8"), encoding="utf-8")
    sent.write_text("place;source;translation\ntitle;A later edition;Otra, nueva edición\n")
    back = run("translations", "import", file, sent, "--language", "es", "--state", "reviewed")
    assert "1 texts written" in back.output
    assert load(file).title["es"] == "Otra, nueva edición"


def test_only_what_is_needed_can_be_sent(tmp_path):
    sent = tmp_path / "es.csv"
    out = run(
        "translations", "export", EDITION, "--language", "es", "--output", sent, "--only-needed"
    )
    assert "1 texts" in out.output


def test_an_import_that_would_leave_gaps_writes_nothing(tmp_path):
    file, sent = tmp_path / "q.toml", tmp_path / "fr.csv"
    file.write_text(EDITION.read_text(encoding="utf-8"), encoding="utf-8")
    sent.write_text("place,source,translation\ntitle,A later edition,Une édition\n")
    before = file.read_bytes()
    refused = run("translations", "import", file, sent, "--language", "fr", "--state", "machine")
    assert isinstance(refused.exception, InputError)
    assert "missing" in str(refused.exception)
    assert file.read_bytes() == before


def test_stamping_says_that_translations_fit(tmp_path):
    file = tmp_path / "q.toml"
    file.write_text(EDITION.read_text(encoding="utf-8"), encoding="utf-8")
    run("translations", "stamp", file, "--language", "es", "--place", "item age, text")
    assert standing(load(file), "es").stale == ()
    assert len(standing(load(file), "es").unknown) == 19
    run("translations", "stamp", file, "--language", "es")
    assert standing(load(file), "es").unknown == ()


def test_a_file_of_another_kind_is_refused(tmp_path):
    out = run("translations", "export", EDITION, "--language", "es", "--output", tmp_path / "a.txt")
    assert out.exit_code == 2
    assert "neither .csv nor .po" in out.output
