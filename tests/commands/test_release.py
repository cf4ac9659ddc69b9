"""The verbs that let figures out, as an evaluator types them."""

import pytest
from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.errors import DisclosureRefused
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from tests.workflow.released import SLUG, closed_wave, edition


@pytest.fixture
def store(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'city.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", address)
    made = Store(address)
    upgrade(made)
    yield made
    made.close()


def run(*words):
    result = CliRunner().invoke(surveyapp, ["release", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_check_publish_and_list_say_what_went_out(store):
    closed_wave(store)
    assert "Nothing is in print yet" in run("list")
    made = edition(store)
    said = run("check", made[:10])
    assert "It may be printed" in said
    assert f"surveyapp release publish {made[:12]}" in said
    assert "the wave is frozen" in run("publish", made[:10])
    assert made[:12] in run("list")


def test_a_changed_number_is_refused_with_the_command_that_corrects_it(store):
    closed_wave(store)
    run("publish", edition(store))
    with pytest.raises(DisclosureRefused, match="--processing-error"):
        run("publish", edition(store, city=2.0))
    fixed = edition(store, correction="Old margins were used.", city=2.0)
    assert "Release 2" in run("publish", fixed, "--processing-error")
    assert "Old margins were used." in run("list")


def test_an_area_of_one_s_own_choice_is_answered(store):
    closed_wave(store)
    assert "270 people" in run("area", SLUG, "question trust", "n1", "n2")


def test_a_public_file_is_written_with_words_beside_it_and_entered(store, tmp_path):
    closed_wave(store)
    run("publish", edition(store))
    out = tmp_path / "public.csv"
    said = run("microdata", SLUG, "--out", str(out))
    assert "Now: 0." in said
    assert out.read_text(encoding="utf-8").startswith('"area",')
    assert (tmp_path / "public.csv.txt").read_text(encoding="utf-8") in said
    assert "public-use f" in run("list")
    before = out.read_bytes()
    assert "the same file again" in run("microdata", SLUG, "--out", str(out))
    assert out.read_bytes() == before


def test_looking_at_a_public_file_writes_and_enters_nothing(store, tmp_path):
    closed_wave(store)
    said = run("microdata", SLUG, "--look")
    assert "Not for publication" in said
    assert "Nothing is in print yet" in run("list")
    assert "--out FILE" in run("microdata", SLUG)
