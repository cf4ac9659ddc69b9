from pathlib import Path

from click.testing import CliRunner

from surveyapp.commands.instrument import instrument
from surveyapp.instrument.check import check
from surveyapp.instrument.document import load
from surveyapp.instrument.version import content_hash
from tests.instrument.sample import FAULTS, FIELDED, FOLDER


def run(*arguments):
    return CliRunner().invoke(instrument, [str(argument) for argument in arguments])


def test_the_fielded_questionnaires_pass():
    assert check(Path(FIELDED).parents[1]) == ()


def test_a_folder_is_checked_file_by_file():
    problems = check(FOLDER)
    broken = {problem.where.split(".toml")[0].rsplit("/", 1)[1] for problem in problems}
    assert broken == set(FAULTS)


def test_the_command_says_what_was_checked():
    result = run("check", FIELDED)
    assert result.exit_code == 0
    assert "26 items, 10 indicators, en " in result.output
    assert content_hash(load(FIELDED)) in result.output


def test_the_command_prints_every_problem_and_fails():
    result = run("check", FIELDED, FOLDER / "broken" / "duplicate_code.toml", FOLDER / "no.toml")
    assert result.exit_code == 1
    assert "item dog: 2 options have the code 1. Remedy:" in result.output
    assert "The file cannot be read: No such file or directory." in result.output
    assert "Error: 2 problems found." in result.output


def test_an_empty_folder_is_no_success(tmp_path):
    result = run("check", tmp_path)
    assert result.exit_code == 1
    assert f"There is no .toml file under {tmp_path}." in result.output


def test_the_outline_shows_questions_routes_and_measures():
    result = run("show", FOLDER / "condition_nested.toml")
    assert "asked if (dog is 1 and not (cat is 2 or cat has no answer))" in result.output
    assert "  1. Do you have a dog?  [dog: single]" in result.output
    spanish = run("show", FIELDED, "--language", "es")
    assert "Prefiero no decirlo  (not stated)" in spanish.output
    assert "trust (primary): Porcentaje" in spanish.output


def test_a_language_the_questionnaire_lacks_is_refused():
    result = run("show", FIELDED, "--language", "fr")
    assert result.exit_code == 2
    assert "is not in fr; it is in en, es, ar, zh-Hans." in result.output


def test_the_schema_and_the_hash_are_printed(tmp_path):
    printed = run("schema").output
    run("schema", "--output", tmp_path / "schema.json")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == printed
    assert run("hash", FIELDED).output == f"{content_hash(load(FIELDED))}  {FIELDED}\n"
