from pathlib import Path

import pytest

from surveyapp.errors import ReportError
from surveyapp.reporting.definition import CHAPTERS, USUAL, load
from surveyapp.reporting.language import PATTERNS


def test_the_quarterly_definition_has_every_chapter(definition):
    assert set(definition.chapters) == set(USUAL) == set(CHAPTERS) - {"quotes"}
    assert definition.title_for("es", city="Riverbend", department="") == (
        "Policía y comunidad en Riverbend"
    )


def test_the_quarterly_report_has_a_title_in_every_language_of_reports(definition):
    assert definition.title.keys() == PATTERNS.keys()
    titles = {definition.title_for(code, city="Riverbend", department="") for code in PATTERNS}
    assert len(titles) == len(PATTERNS)
    assert all("Riverbend" in title for title in titles)


def test_a_missing_definition_names_those_there_are(definition):
    with pytest.raises(ReportError, match="Definitions beside it: quarterly"):
        load(definition.folder / "monthly.toml")


def test_broken_toml_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "broken.toml"
    path.write_text("title = [", encoding="utf-8")
    with pytest.raises(ReportError, match=r"broken\.toml: not readable as TOML"):
        load(path)


def test_every_problem_of_a_definition_is_named_at_once(tmp_path: Path):
    path = tmp_path / "odd.toml"
    path.write_text(
        'paper = "napkin"\nchapters = ["main points", "horoscope"]\ncolour = 1\n', encoding="utf-8"
    )
    with pytest.raises(ReportError) as refused:
        load(path)
    places = {problem.where.rpartition(": ")[2] for problem in refused.value.problems}
    assert places == {"paper", "chapters.1", "colour", "title"}
    assert "Known chapters: main points" in str(refused.value)
