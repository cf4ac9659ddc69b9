"""The steps of fielding, as somebody types them."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.errors import SurveyError
from tests.collection.tiny import TOML

WAVE = """
slug = "paper-2026q3"
instrument = "tiny.toml"
title = "Paper"
period = "2026Q3"
frame = "probability"
languages = ["en"]
areas = [ { id = "n1", name = "North" }, { id = "n2", name = "South" } ]
[plan]
primary = ["trust"]
change_of_interest = { trust = 5 }
[[plan.families]]
id = "city"
title = "City"
indicators = ["trust"]
"""
MAPPING = """
[[columns]]
column = "place"
[[columns]]
column = "trust"
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'city.sqlite'}")
    monkeypatch.setenv("SURVEYAPP_KEYS", str(tmp_path / "keys"))
    (tmp_path / "tiny.toml").write_text(TOML)
    (tmp_path / "wave.toml").write_text(WAVE)
    (tmp_path / "map.toml").write_text(MAPPING)
    rows = "".join(f"n{k % 2 + 1},{k % 3 + 1}\n" for k in range(30))
    (tmp_path / "rows.csv").write_text("place,trust\n" + rows)
    (tmp_path / "acs.csv").write_text("margin,category,label,population,source\nage,1,All,9,ACS\n")

    def run(*words: str, typed: str = "") -> str:
        given = [str(tmp_path / word) if (tmp_path / word).is_file() else word for word in words]
        result = CliRunner().invoke(surveyapp, given, input=typed)
        if isinstance(result.exception, SurveyError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_a_wave_gathered_elsewhere_is_planned_imported_and_closed(run):
    assert re.search(r"now at revision \d{4} \(was empty\)", run("db", "upgrade"))
    assert re.search(r"at revision \d{4} already", run("db", "upgrade"))
    assert "back it up apart" in run("keys", "init")
    assert "holds a server key" in run("keys", "check")
    assert "planned with tiny 1" in run("wave", "plan", "wave.toml")
    command = ("responses", "import", "rows.csv", "--mapping", "map.toml", "--wave")
    said = run(*command, "paper-2026q3", "--dry-run")
    assert "30 responses would be added" in said
    assert "30 responses added" in run(*command, "paper-2026q3")
    assert "imported with this mapping before" in run(*command, "paper-2026q3")
    assert "rows.csv: paper-2026q3 30" in run("responses", "list")
    assert "closed with 30 responses" in run("wave", "close", "paper-2026q3")
    listed = run("wave", "list")
    assert "paper-2026q3" in listed
    assert "30 responses" in listed
    run("wave", "add-to-plan", "paper-2026q3", "Renters too")
    shown = run("wave", "show", "paper-2026q3")
    assert "added to the plan while closed: Renters too" in shown
    assert "change of interest: trust 5" in shown
    assert "log of waves: 4 entries, whole" in run("db", "status")
    assert "0 unfinished answers deleted" in run("db", "sweep")
    assert "No trace" in run("db", "clean")


def test_a_real_wave_opens_and_closes_with_a_passphrase(run, tmp_path):
    run("db", "upgrade")
    run("wave", "plan", "wave.toml")
    words = "four unrelated words\n"
    key = tmp_path / "wave.key"
    run("wave", "open", "paper-2026q3", "--key", str(key), typed=words * 2)
    assert Path(key).exists()
    said = run("wave", "close", "paper-2026q3", "--key", str(key), typed=words)
    assert "closed with 0 responses" in said
    assert "too few to publish anything but their count" in said


def test_an_import_can_be_taken_back(run):
    run("db", "upgrade")
    run("keys", "init")
    run("wave", "plan", "wave.toml")
    said = run("responses", "import", "rows.csv", "--mapping", "map.toml", "--wave", "paper-2026q3")
    name = said.split("Import ")[1].strip()
    assert "30 responses taken back" in run("responses", "withdraw", name)


def test_targets_are_imported_listed_and_shown(run):
    run("db", "upgrade")
    assert "acs: age, 1 categories, 9.0" in run("targets", "import", "acs.csv")
    assert run("targets", "list") == "acs\n"
    assert "ACS" in run("targets", "show", "acs")


def test_every_step_before_the_tables_exist_names_the_remedy(run):
    for words in (("wave", "list"), ("responses", "list"), ("targets", "list"), ("db", "status")):
        with pytest.raises(SurveyError, match="surveyapp db upgrade"):
            run(*words)


CHOSEN = """
slug = "pulse-2027q1"
instrument = "PULSE"
title = "Pulse"
period = "2027Q1"
frame = "probability"
languages = ["en"]
areas = [ { id = "n1", name = "North" }, { id = "n2", name = "South" } ]
modules = { first = "harm", second = "voice" }
"""
LIBRARY = Path(__file__).parents[2] / "instruments"


def test_a_wave_says_its_modules_and_its_least_age_and_is_told_what_was_kept(run, tmp_path):
    pulse, youth = LIBRARY / "resident-pulse" / "2.toml", LIBRARY / "youth" / "1.toml"
    (tmp_path / "pulse.toml").write_text(CHOSEN.replace("PULSE", str(pulse)))
    run("db", "upgrade")
    said = run("wave", "plan", "pulse.toml")
    assert "Slot first: harm." in said
    assert "Slot second: voice." in said
    young = CHOSEN.replace("PULSE", str(youth)).replace("pulse-", "youth-")
    young = re.sub("modules = .*", "minimum_age = 15", young)
    (tmp_path / "youth.toml").write_text(young)
    assert "Nobody under 15 is asked" in run("wave", "plan", "youth.toml")


def test_every_wrong_choice_of_a_wave_file_is_told_at_once(run, tmp_path):
    pulse = LIBRARY / "resident-pulse" / "2.toml"
    wrong = CHOSEN.replace("PULSE", str(pulse)).replace('"probability"', '"event"')
    wrong = wrong.replace('"harm"', '"dogs"') + "minimum_age = 12\n"
    (tmp_path / "wrong.toml").write_text(wrong)
    run("db", "upgrade")
    with pytest.raises(SurveyError) as refused:
        run("wave", "plan", "wrong.toml")
    assert [problem.code for problem in refused.value.problems] == [
        "frame-not-allowed",
        "age-unused",
        "no-such-module",
    ]


def test_a_booklet_of_what_a_wave_chooses_needs_the_wave(run, tmp_path):
    with pytest.raises(AssertionError, match="leaves to its wave what is asked, or of whom"):
        run("instrument", "paper", str(LIBRARY / "youth" / "1.toml"))


def test_pages_that_no_native_speaker_reviewed_need_a_reason_too(run, tmp_path, monkeypatch):
    monkeypatch.setattr("surveyapp.commands.wave.interface_state", lambda _tag: "machine")
    run("db", "upgrade")
    run("wave", "plan", "wave.toml")
    opening = ("wave", "open", "paper-2026q3", "--key", str(tmp_path / "wave.key"))
    words = "four unrelated words\n" * 2
    with pytest.raises(SurveyError, match=r"The pages around the questions are in English transl"):
        run(*opening, typed=words)
    run(*opening, "--overrule", "A pretest ran with ten people.", typed=words)
    shown = run("wave", "show", "paper-2026q3")
    assert "Reason given: A pretest ran with ten people." in shown
