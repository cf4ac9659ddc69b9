"""From answers in a file to a report, as somebody types it."""

import datetime
import json
import re
import shutil
import socket
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.config import load_settings
from surveyapp.errors import SurveyError
from tests.collection.tiny import TOML

WAVE = """
slug = "SLUG"
instrument = "tiny.toml"
title = "Paper"
period = "PERIOD"
frame = "probability"
languages = ["en"]
areas = [ { id = "n1", name = "North" }, { id = "n2", name = "South" } ]
[plan]
primary = ["trust"]
change_of_interest = { trust = 10 }
[[plan.families]]
id = "city"
title = "City changes"
indicators = ["trust"]
[[plan.families]]
id = "places"
title = "Each neighborhood and the rest"
indicators = ["trust"]
comparison = "areas"
places = "area"
method = "BH"
[plan.design]
strata = ["area"]
[plan.weighting]
method = "rake"
target_set = "acs"
[[plan.weighting.margins]]
margin = "area"
variable = "area"
"""
MAPPING = """
[wave]
column = "wave"
[[columns]]
column = "place"
[[columns]]
column = "trust"
"""
DEFINITION = """
chapters = ["main points", "indicators", "method", "versions"]
indicators = ["trust"]
[title]
en = "Policing in {city}"
"""
TARGETS = """margin,category,label,population,source
area,n1,North,3000,a census
area,n2,South,1000,a census
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'city.sqlite'}")
    monkeypatch.setenv("SURVEYAPP_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("SURVEYAPP_CITY", "Tinytown")
    (tmp_path / "tiny.toml").write_text(TOML)
    for slug, period in (("w1", "2026Q2"), ("w2", "2026Q3")):
        text = WAVE.replace("SLUG", slug).replace("PERIOD", period)
        (tmp_path / f"{slug}.toml").write_text(text)
    (tmp_path / "map.toml").write_text(MAPPING)
    (tmp_path / "acs.csv").write_text(TARGETS)

    def run(*words):
        result = CliRunner().invoke(surveyapp, list(words))
        if isinstance(result.exception, SurveyError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture
def definition(tmp_path, monkeypatch):
    """A definition of few chapters beside the project's templates and fonts."""
    reports = load_settings({}).reports.resolve()
    folder = tmp_path / "reports"
    folder.mkdir()
    for part in ("templates", "fonts"):
        shutil.copytree(reports / part, folder / part)
    (folder / "short.toml").write_text(DEFINITION)
    monkeypatch.setenv("SURVEYAPP_REPORTS", str(folder))
    return "short"


def answers(shares, n=150):
    """Rows of a file: in every wave and place, the given share trusts."""
    generator = np.random.default_rng(4)
    rows = ["wave,place,trust"]
    for (wave, place), share in shares.items():
        rows += [f"{wave},{place},{3 if yes else 1}" for yes in generator.random(n) < share]
    return "\n".join(rows) + "\n"


def gathered(run, tmp_path, shares, n=150):
    (tmp_path / "rows.csv").write_text(answers(shares, n))
    run("db", "upgrade")
    run("keys", "init")
    for slug in sorted({wave for wave, _ in shares}):
        run("wave", "plan", f"{slug}.toml")
    run("responses", "import", "rows.csv", "--mapping", "map.toml")
    run("targets", "import", "acs.csv", "--set", "acs")
    for slug in sorted({wave for wave, _ in shares}):
        run("wave", "close", slug)


RISING = {("w1", "n1"): 0.3, ("w1", "n2"): 0.3, ("w2", "n1"): 0.6, ("w2", "n2"): 0.6}


def test_a_wave_is_weighted_and_its_margins_shown(run, tmp_path):
    gathered(run, tmp_path, RISING)
    said = run("weigh", "w2", "--margins")
    assert "w1: 300 responses worth 240" in said
    assert "area: met to" in said
    assert "North" in said
    assert "(target 75.0%)" in said
    assert run("weigh", "w2").splitlines()[-1] == said.splitlines()[-1]


def test_a_report_is_built_with_its_values_and_says_what_it_found(run, tmp_path, definition):
    gathered(run, tmp_path, RISING)
    said = run("report", "build", definition, "--wave", "w2", "--out", "out")
    assert "Higher: Trust (better)" in said
    values = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert values["meta"]["city"] == "Tinytown"
    change = next(c for c in values["comparisons"] if c["family"] == "city")
    assert (change["verdict"], change["better"]) == ("higher", True)
    assert "2026Q3   short" in run("report", "list")
    before = (tmp_path / "out" / "report.pdf").read_bytes()
    run("report", "build", definition, "--wave", "w2", "--out", "again")
    assert (tmp_path / "again" / "report.pdf").read_bytes() == before


def test_a_report_goes_on_the_shelf_on_the_day_it_is_published(
    run, tmp_path, definition, monkeypatch
):
    monkeypatch.setenv("SURVEYAPP_PUBLISHED", str(tmp_path / "published"))
    gathered(run, tmp_path, RISING)
    said = run("report", "build", definition, "--wave", "w2")
    assert "Nobody sees it until you publish it" in said
    assert not (tmp_path / "published").exists()
    assert (tmp_path / "built" / "w2-short-en" / "report.pdf").is_file()
    edition = said.split()[-1]
    shown = run("release", "publish", edition)
    assert "/reports/w2-short-en/" in shown
    assert (tmp_path / "published" / "w2-short-en" / "report.pdf").is_file()


def test_no_file_of_a_report_tells_who_built_it_where_or_at_what_time(
    run, tmp_path, definition, monkeypatch
):
    gathered(run, tmp_path, RISING)
    for name in ("USER", "LOGNAME", "HOSTNAME"):
        monkeypatch.setenv(name, "canary-name")
    monkeypatch.setattr(socket, "gethostname", lambda: "canary-host")
    before = datetime.datetime.now(tz=datetime.UTC)
    run("report", "build", definition, "--wave", "w2", "--out", "out")
    hour = before.astimezone()
    told = [str(tmp_path), f"{Path.home()}/", "canary-"]
    told += [
        f"{when:{form}}" for when in (before, hour) for form in ("T%H:%M", " %H:%M:", "%H%M%S")
    ]
    for path in sorted((tmp_path / "out").rglob("*")):
        if path.suffix in (".js", ".woff2") or not path.is_file():
            continue
        contents = [path.read_bytes()] if path.suffix != ".pdf" else []
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                contents.append(str(dict(pdf.docinfo)).encode())
                contents += [
                    held.read_bytes()
                    for held in pdf.objects
                    if isinstance(held, pikepdf.Stream)
                    and held.get("/Subtype") != "/Image"
                    and "/FontFile2" not in held
                ]
                days = {
                    str(pdf.docinfo[key])
                    for key in ("/CreationDate", "/ModDate")
                    if key in pdf.docinfo
                }
                assert all(re.fullmatch(r"D:\d{8}", day) for day in days), "a day, no time"
        for trace in told:
            assert not [one for one in contents if trace.encode() in one], (path, trace)


def test_a_neighborhood_with_one_respondent_stops_the_report_with_the_remedies(
    run, tmp_path, definition
):
    rows = answers({("w1", "n1"): 0.5}, 40) + "w1,n2,3\n"
    (tmp_path / "rows.csv").write_text(rows)
    run("db", "upgrade")
    run("keys", "init")
    run("wave", "plan", "w1.toml")
    run("responses", "import", "rows.csv", "--mapping", "map.toml")
    run("targets", "import", "acs.csv", "--set", "acs")
    run("wave", "close", "w1")
    with pytest.raises(SurveyError, match=r"w1\|n2"):
        run("report", "build", definition, "--wave", "w1", "--out", "out")
    assert not (tmp_path / "out").exists()


def test_an_open_wave_cannot_be_weighted_and_the_remedy_is_named(run, tmp_path):
    run("db", "upgrade")
    run("keys", "init")
    run("wave", "plan", "w1.toml")
    with pytest.raises(SurveyError, match="surveyapp wave close w1"):
        run("weigh", "w1")


def test_a_wave_of_few_responses_is_published_as_a_count_only(run, tmp_path, definition):
    gathered(run, tmp_path, {("w1", "n1"): 0.5, ("w1", "n2"): 0.5}, n=9)
    with pytest.raises(SurveyError, match="18 responses; under 20 only that count"):
        run("report", "build", definition, "--wave", "w1", "--out", "out")
    assert not (tmp_path / "out").exists()


def test_an_unknown_definition_lists_those_there_are(run, tmp_path, definition):
    gathered(run, tmp_path, {("w1", "n1"): 0.5, ("w1", "n2"): 0.5})
    with pytest.raises(SurveyError, match="short"):
        run("report", "build", "yearly", "--wave", "w1", "--out", "out")


def test_a_practice_city_s_folder_is_never_emptied_when_it_is_something_else(run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(SurveyError, match="not a practice city"):
        run("simulate", "--out", "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "keep me"
