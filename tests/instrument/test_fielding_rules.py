"""What a questionnaire leaves to the wave is refused where a wave's choice could not work."""

from __future__ import annotations

from click.testing import CliRunner

from surveyapp.commands.instrument import instrument as command
from surveyapp.instrument.document import examine
from tests.instrument.sample import FOLDER

BROKEN = FOLDER / "broken"


def said(fault: str) -> list[str]:
    path = BROKEN / f"{fault}.toml"
    return [str(problem).removeprefix(f"{path.as_posix()}, ") for problem in examine(path)[1]]


def test_a_module_that_is_nowhere_is_named_with_those_there_are():
    assert said("module_unknown") == [
        'item y: There is no module "b". Remedy: name one of: a. Or: add a module with id = "b".'
    ]


def test_looking_across_modules_is_refused_from_another_module_and_from_the_core():
    assert said("module_across") == [
        "item y: It looks at x, which is asked only in waves that choose a. "
        'Remedy: give it module = "a". Or: take x out of the module.',
        "item z: It looks at y, which is asked only in waves that choose b. "
        'Remedy: give it module = "b". Or: take y out of the module.',
    ]


def test_consent_weighting_and_area_are_in_every_wave():
    assert said("module_of_role") == [
        "item x: Area, weighting, consent and the end cannot come and go with a module. "
        "Remedy: delete module. Or: delete role, area, consent or ends."
    ]


def test_a_module_that_no_wave_may_ask_within_five_minutes_is_refused():
    (only,) = said("module_too_long")
    assert only.startswith(
        'module a: With it alone the questionnaire takes 5.4 minutes in "en"; waves may ask 5.'
    )
    assert only.endswith("Remedy: shorten it. Or: move other items into a module.")


def test_a_frame_that_there_is_not_is_named_with_those_there_are():
    (only,) = said("frame_unknown")
    assert "allowed_frames[2]: It is 'river'." in only
    assert "use 'probability', 'census', 'opt-in' or 'event'." in only


def test_a_least_age_needs_a_guardian_first_a_condition_an_end_and_a_page_that_says_it():
    assert said("age_not_asked") == [
        "needs: The wave decides the least age, and no condition looks at it. Remedy: compare "
        'the age: { compare = ">=", value = "minimum_age" }. Or: delete needs.',
        "needs: The wave decides the least age, and no page ends the questionnaire for those who "
        "are younger. Remedy: add an information item with ends = true and show_if.",
        "item core: The wave decides the least age, and the first question does not ask a "
        'guardian. Remedy: put a required item with consent = "guardian" before every other '
        "question, without show_if.",
        "needs: The wave decides the least age, and no page says it. Remedy: write {minimum_age} "
        "into the page that asks for consent.",
    ]


def test_a_least_age_that_no_wave_is_asked_for_is_refused_wherever_it_stands():
    assert said("age_undeclared") == [
        "item x, text: It speaks of a least age, which no wave is asked for. "
        'Remedy: write needs = ["minimum_age"] at the top. Or: write the number.',
        "item y: It speaks of a least age, which no wave is asked for. "
        'Remedy: write needs = ["minimum_age"] at the top. Or: write the number.',
    ]


def test_the_command_tells_everything_wrong_at_once_and_how_long_each_choice_takes(tmp_path):
    wrong = tmp_path / "1.toml"
    wrong.write_text(
        (FOLDER / "modules.toml")
        .read_text(encoding="utf-8")
        .replace('module = "benches"', 'module = "swings"')
        .replace('slots = ["second"]', 'slots = ["third"]')
        .replace('["probability", "opt-in"]', '["probability", "probability"]'),
        encoding="utf-8",
    )
    told = CliRunner().invoke(command, ["check", str(wrong)])
    assert told.exit_code == 1
    for part in (
        '"probability" stands 2 times.',
        'There is no slot "third". Remedy: name one of: first, second.',
        "module benches: No item belongs to this module.",
        'There is no module "swings".',
        "4 problems found.",
    ):
        assert part in told.output
    right = CliRunner().invoke(command, ["check", str(FOLDER / "modules.toml")])
    assert "4 items, 3 modules in 2 slots, 2 indicators, en 0.1 to 0.1 min" in right.output
