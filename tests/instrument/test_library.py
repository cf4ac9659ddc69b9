"""The library of questionnaires keeps its word: short, plain, and worded once for everyone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from surveyapp.commands.instrument import instrument as command
from surveyapp.instrument.choosing import shortest_with, with_minimum_age
from surveyapp.instrument.comparability import compare
from surveyapp.instrument.document import examine, load
from surveyapp.instrument.languages import standing
from surveyapp.instrument.model import PAGELESS, Instrument
from surveyapp.instrument.reading_level import reading_level
from surveyapp.instrument.reading_time import minutes
from surveyapp.instrument.routing import ending, path
from surveyapp.instrument.text_rules import texts

FOLDER = Path(__file__).parents[2] / "instruments"
FILES = {file.parent.name: file for file in sorted(FOLDER.glob("*/1.toml"))}
PROMISED = (
    "contact-experience",
    "crisis-response",
    "focus-group-record",
    "meeting-card",
    "mentorship",
    "neighborhood-watch-coordinator",
    "neighborhood-watch-resident",
    "officer-mirror",
    "one-stop-shop",
    "partner-organization",
    "resident-modules",
    "resident-pulse",
    "resident-trust",
    "service-311",
    "technology",
    "tell-us",
    "training-after",
    "training-before",
    "training-six-months",
    "youth",
)
AGE_PAGES = ("for_guardian", "outside_ages")
TRAINING = ("training-before", "training-after", "training-six-months")
MIRRORED = ("trust", "fair", "effective", "overall")
JARGON = (
    "representative",
    "sample",
    "stakeholder",
    "efficacy",
    "legitimacy",
    "procedural",
    "utilize",
    "leverage",
    "engagement",
    "demographic",
    "respondent",
    "metric",
    "deploy",
    "modality",
    "recidivism",
    "ameliorate",
    "holistic",
    "vis-à-vis",
    "representativo",
    "representativa",
    "encuestado",
    "encuestada",
    "legitimidad",
)
README = (FOLDER / "README.md").read_text(encoding="utf-8").split("## The library")[1]

every = pytest.mark.parametrize("name", sorted(FILES))


@cache
def book(name: str) -> Instrument:
    return load(FILES[name])


@cache
def index() -> dict[str, list[str]]:
    """The rows of the table in the library's README, by id."""
    library = README.partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in library.splitlines() if line.startswith("|")]
    return {row[0]: row for row in rows[2:]}


@cache
def constructs() -> dict[str, dict[str, tuple[str, ...]]]:
    """Per questionnaire and construct, the variables that the README names; a grid is its rows."""
    found = {}
    for name, line in re.findall(r"^- `([a-z0-9-]+)`: (.+)$", README, re.MULTILINE):
        named = re.findall(r"([a-z ]+) \(([^)]+)\)", line)
        found[name] = {
            construct.strip(): tuple(
                variable
                for item in re.findall(r"`([^`]+)`", items)
                for variable in (
                    [v.name for v in book(name).columns[item]]
                    if item in book(name).columns
                    else [item]
                )
            )
            for construct, items in named
        }
    return found


def test_every_questionnaire_promised_is_there():
    assert set(PROMISED) <= set(FILES)


def test_the_command_finds_nothing_wrong_in_the_whole_library():
    told = CliRunner().invoke(command, ["check", str(FOLDER)])
    assert told.exit_code == 0, told.output
    assert all(f"{name}/1.toml: " in told.output for name in FILES)


@every
def test_a_questionnaire_checks_clean_and_bears_the_name_of_its_folder(name):
    found, problems = examine(FILES[name])
    assert problems == ()
    assert found is not None
    assert (found.id, found.version) == (name, "1")


@every
def test_it_takes_at_most_five_minutes_in_its_measured_languages(name):
    assert all(minutes(book(name), tag) <= 5 for tag in ("en", "es"))


@every
def test_it_reads_at_grade_eight_or_below(name):
    for tag in ("en", "es"):
        level = reading_level(book(name), tag)
        assert level is not None
        assert level.plain, level


@every
def test_it_has_english_and_spanish_in_full_and_says_how_the_spanish_came_about(name):
    assert book(name).languages[:2] == ("en", "es")
    known = standing(book(name), "es")
    assert (known.missing, known.stale, known.unknown) == ((), (), ())
    assert {entry.language for entry in book(name).translations} >= {"es"}


@every
def test_no_opinion_is_required_and_every_choice_can_be_declined(name):
    consent = ("guardian_consent", "assent")
    for item in book(name).items:
        assert not (item.opinion and item.required), item.id
        asked = item.kind not in PAGELESS and item.id not in consent
        assert not (asked and item.options) or item.not_stated, item.id


@every
def test_every_open_question_asks_to_leave_names_out(name):
    for item in book(name).items:
        if item.kind == "long_text" and item.id != "ask_notes":
            assert re.search(r"names", item.hint["en"]), item.id
            assert re.search(r"nombres", item.hint["es"]), item.id


@every
def test_nobody_reads_jargon_or_a_claim_to_be_representative(name):
    for place, text in texts(book(name)):
        for tag in ("en", "es"):
            for word in JARGON:
                assert not re.search(rf"\b{word}", text[tag].casefold()), (place, word)


@every
def test_every_construct_has_two_items_or_more_and_they_exist(name):
    assert constructs()[name], "the README names its constructs"
    for construct, variables in constructs()[name].items():
        assert len(set(variables)) >= 2, construct
        assert set(variables) <= set(book(name).variables), construct


@every
def test_every_indicator_rests_on_a_construct_and_has_a_missing_rule_that_means_something(name):
    measured = {variable for items in constructs()[name].values() for variable in items}
    assert book(name).indicators
    for entry in book(name).indicators:
        worked_out = {v for v in entry.items if book(name).index[v.split(".")[0]].value}
        assert set(entry.items) - worked_out <= measured, entry.id
        least = entry.missing_rule.answered_at_least
        assert len(entry.items) == 1 or len(entry.items) / 2 < least <= len(entry.items), entry.id


@every
def test_the_index_says_what_the_file_holds(name):
    _, who, frame, items, length, listed = index()[name]
    assert all((who, frame))
    assert int(items) == len(book(name).items)
    longest = max(minutes(book(name), tag) for tag in book(name).languages)
    assert float(length) == pytest.approx(longest, abs=0.1)
    assert listed.split(", ") == list(constructs()[name])


def test_the_index_names_no_questionnaire_that_is_not_there():
    assert set(index()) == set(FILES) == set(constructs())


ROTATING = {name: FOLDER / name / "2.toml" for name in ("resident-trust", "resident-pulse")}


@pytest.mark.parametrize("name", ROTATING)
def test_the_second_edition_asks_the_first_word_for_word_and_modules_beside_it(name):
    newer = load(ROTATING[name])
    found = compare(book(name), newer)
    assert found.removed == ()
    assert {entry.grade for entry in found.items.values()} == {"same"}
    assert {entry.grade for entry in found.indicators.values()} == {"same"}
    modules = {module.id for module in newer.modules}
    assert {"harm", "amount", "voice"} <= modules
    assert {newer.index[name.partition(".")[0]].module for name in found.added} == modules - {
        "taking_part"
    }


def assert_only_surroundings_differ(found):
    """The same words and answers, after another question or page or under another title."""
    for name, entry in found.items.items():
        assert entry.grade in ("same", "comparable"), name
        said = {change.what.split(":")[0].split(" in ")[0] for change in entry.changes}
        moved = {what for what in said if what.startswith(("follows ", "moved from section "))}
        assert said - moved <= {"lead-in", "title of the section"}, name


@pytest.mark.parametrize("name", ROTATING)
def test_a_module_has_the_words_that_resident_modules_has(name):
    found = compare(book("resident-modules"), load(ROTATING[name]))
    assert_only_surroundings_differ(found)
    shared = {"harmed_person", "harmed_online", "over_policing", "under_policing", "voice"}
    assert shared <= set(found.indicators)
    assert {found.indicators[name].grade for name in shared} <= {"same", "comparable"}


@pytest.mark.parametrize("name", ROTATING)
def test_every_module_can_be_asked_within_five_minutes_in_every_language(name):
    newer = load(ROTATING[name])
    for module in newer.modules:
        for tag in newer.languages:
            assert shortest_with(newer, module.id, tag) < 5.05, (module.id, tag)
            known = standing(newer, tag)
            assert (known.missing, known.stale) == ((), ())


@every
def test_it_says_by_which_frames_it_may_be_fielded_as_the_index_does(name):
    said = index()[name][2].replace("record of sessions", "census, event")
    assert book(name).allowed_frames
    assert all(frame in said for frame in book(name).allowed_frames)


def test_what_is_handed_out_at_events_can_be_fielded_in_no_other_way():
    for name in ("meeting-card", "tell-us"):
        assert book(name).allowed_frames == ("event",)
    for name in ("officer-mirror", "partner-organization"):
        assert book(name).allowed_frames == ("census",)
    assert "event" not in book("resident-trust").allowed_frames


@pytest.mark.parametrize("name", ["resident-pulse", "resident-modules"])
def test_all_that_is_shared_with_resident_trust_stands_on_one_line_with_it(name):
    found = compare(book("resident-trust"), book(name))
    assert_only_surroundings_differ(found)
    assert {entry.grade for entry in found.indicators.values()} == {"same"}


def test_the_pulse_asks_eight_questions_of_resident_trust_and_who_is_answering():
    asked = [i.id for i in book("resident-pulse").items if i.section in ("safety", "police")]
    asked += [i.id for i in book("resident-pulse").items if i.section == "contact"]
    assert len([item for item in asked if item != "neighborhood"]) == 8
    assert set(book("resident-pulse").index) <= set(book("resident-trust").index)


@pytest.mark.parametrize("name", ["resident-modules", "neighborhood-watch-resident", "technology"])
def test_what_others_borrow_from_resident_trust_has_its_words_and_options(name):
    shared = set(book(name).index) & set(book("resident-trust").index) - {"about_you_why"}
    assert shared
    for item in shared:
        ours, theirs = book(name).index[item], book("resident-trust").index[item]
        for tag in ("en", "es"):
            assert ours.text[tag] == theirs.text[tag], item
        assert _options(ours) == _options(theirs), item


@pytest.mark.parametrize("item", [*MIRRORED, "voice"])
def test_a_mirror_has_the_same_statements_and_options_for_residents_officers_and_partners(item):
    home = "resident-modules" if item == "voice" else "resident-trust"
    resident = book(home).index[item]
    for name in ("officer-mirror", "partner-organization"):
        mirror = book(name).index[item]
        assert mirror.kind == resident.kind
        assert mirror.direction == resident.direction
        assert _options(mirror) == _options(resident)
        assert _rows(mirror) == _rows(resident)
        assert mirror.text["en"] != resident.text["en"], "it says whose neighborhood"


@pytest.mark.parametrize("measure", ["trust", "fairness", "effectiveness", "overall"])
def test_a_mirrored_measure_is_scored_the_same_for_all_three(measure):
    names = ("resident-trust", "officer-mirror", "partner-organization")
    found = [{entry.id: entry for entry in book(name).indicators}[measure] for name in names]
    assert len({(e.items, e.scoring, e.positive, e.negative, e.better) for e in found}) == 1
    assert len({e.missing_rule for e in found}) == 1


def test_the_training_is_measured_with_the_same_questions_three_times():
    for item in ("skill", "know_voice", "know_loud", "know_crisis", "know_reason"):
        asked = [book(name).index[item] for name in TRAINING]
        assert len({str((i.text, _rows(i), _options(i))) for i in asked}) == 1, item
    before, after = (book(name).index["plan"] for name in TRAINING[:2])
    assert (before.text, _rows(before)) == (after.text, _rows(after))
    then, now = book("training-after").index["skill_then"], book("training-after").index["skill"]
    assert _rows(then) == _rows(now)


def test_code_one_is_the_right_answer_to_each_question_of_knowledge():
    right = {"know_voice": "True", "know_reason": "True"}
    for item in ("know_voice", "know_loud", "know_crisis", "know_reason"):
        options = {o.code: o.label["en"] for o in book("training-before").index[item].options}
        assert options[1] == right.get(item, "False")


def test_a_stop_by_the_police_is_asked_about_and_a_call_for_help_is_not_taken_for_one():
    def asked(kind):
        return {page.id for page in path(book("contact-experience"), {"contact_kind": kind})}

    assert {"stop", "stop_facts"} <= asked(2) & asked(3)
    assert "stop" not in asked(1) | asked(5)
    assert "helped" in asked(1) - asked(2)


@pytest.mark.parametrize(
    ("guardian", "young", "age", "goes_on"),
    [
        (1, 1, 13, True),
        (1, 1, 17, True),
        (1, 1, 12, False),
        (1, 1, 18, False),
        (1, 1, 99, False),
        (1, 2, 15, False),
        (2, 1, 15, False),
    ],
)
def test_young_people_are_asked_after_two_times_yes_within_the_ages(guardian, young, age, goes_on):
    answers = {"guardian_consent": guardian, "assent": young, "age_years": age}
    youth = with_minimum_age(book("youth"), 13)
    seen = {page.id for page in path(youth, answers)}
    assert ("feel_safe" in seen) is goes_on
    assert ("stop_here" in seen) is not goes_on
    assert (ending(youth, answers) is None) is goes_on
    assert guardian == 1 or not seen & {"assent", "age_years"}


@pytest.mark.parametrize("least", range(13, 18))
def test_the_least_age_of_the_wave_decides_and_stands_on_the_pages_that_ask_for_consent(least):
    youth = with_minimum_age(book("youth"), least)
    for age in range(12, 19):
        answers = {"guardian_consent": 1, "assent": 1, "age_years": age}
        last = ending(youth, answers)
        assert (last is None) is (least <= age <= 17)
        assert last is None or last.id == "outside_ages"
    for tag in youth.languages:
        said = [youth.welcome[tag], *(youth.index[i].text[tag] for i in AGE_PAGES)]
        assert all(str(least) in text and "{" not in text for text in said)


def test_the_guardian_is_asked_before_anybody_else():
    asked = [item for item in book("youth").items if item.kind != "information"]
    assert [item.consent for item in asked[:3]] == ["guardian", "", "own"]
    assert [page.id for page in path(book("youth"), {})] == ["for_guardian", "guardian_consent"]


def test_nobody_under_thirteen_can_be_let_in_by_any_age_option():
    ages = [o.code for o in book("youth").index["age_years"].options if o.code < 13]
    for age in ages:
        answers = {"guardian_consent": 1, "assent": 1, "age_years": age}
        assert "feel_safe" not in {page.id for page in path(book("youth"), answers)}


def test_officers_are_asked_nothing_by_which_one_could_be_told_from_another():
    words = r"\b(rank|unit|badge|shift do you|years of service|precinct|age|gender|race)\b"
    for item in book("officer-mirror").items:
        assert not re.search(words, item.text["en"]), item.id
        assert (item.role, item.area) == (None, False)


def _options(item):
    return [(o.code, o.label["en"], o.label["es"], o.dont_know, o.not_stated) for o in item.options]


def _rows(item):
    return [(row.id, row.text["en"], row.text["es"]) for row in item.rows]
