"""`surveyapp plan` from a terminal."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from surveyapp.commands.plan import plan
from surveyapp.errors import InputError


def test_the_example_can_be_planned_at_once(tmp_path: Path) -> None:
    runner = CliRunner()
    example = runner.invoke(plan, ["--example"])
    assert example.exit_code == 0
    file = tmp_path / "plan.toml"
    file.write_text(example.output)
    table = tmp_path / "table.csv"
    done = runner.invoke(plan, [str(file), "--replicates", "0", "--csv", str(table)])
    assert done.exit_code == 0, done.output
    assert "Quarterly resident survey: 6,000 letters a wave, 2 neighborhoods" in done.output
    assert "the city" in done.output
    assert "can be seen in none of the 2 neighborhoods" in " ".join(done.output.split())
    assert table.read_text().splitlines()[0].startswith("neighborhood,adults,letters")
    assert "Answers a wave that a change of 5 points would take" in done.output
    assert "answers needed, trend" in table.read_text()
    assert len(table.read_text().splitlines()) == 4


def test_options_alone_make_a_plan_and_the_seed_repeats_it() -> None:
    runner = CliRunner()
    asked = ["--neighborhoods", "3", "--letters", "900", "--replicates", "3", "--seed", "4"]
    first, second = (runner.invoke(plan, asked) for _ in "ab")
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    assert "3 simulated surveys" in first.output


def test_help_teaches_by_example() -> None:
    text = CliRunner().invoke(plan, ["--help"]).output
    assert "surveyapp plan --example > plan.toml" in text
    assert "they say what cannot be seen" in text


def test_without_a_plan_it_says_what_to_give() -> None:
    result = CliRunner().invoke(plan, [])
    assert result.exit_code == 2
    assert "--neighborhoods and --letters" in result.output


def test_a_broken_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("letters = ")
    result = CliRunner().invoke(plan, [str(file)])
    assert isinstance(result.exception, InputError)
    assert "surveyapp plan --example" in str(result.exception)
