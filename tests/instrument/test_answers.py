import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import AnswersRejected
from surveyapp.instrument.answers import (
    Missing,
    complete,
    from_json,
    read_page,
    read_record,
    to_json,
    variables,
)
from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.reader import field_names
from surveyapp.instrument.routing import find_page
from tests.instrument.sample import FEATURES, PLACES, drafts, fielded, questionnaire

FIELDED = fielded()
ARABIC_TWELVE = "\u0661\u0662"


def read(feature, form, page=None, language="en"):
    instrument = with_areas(questionnaire(feature), PLACES)
    page_id = page or instrument.items[0].id
    lists = {key: [value] if isinstance(value, str) else value for key, value in form.items()}
    return read_page(instrument, find_page(instrument, page_id), lists, language)


def refusal(feature, form, page=None, language="en"):
    with pytest.raises(AnswersRejected) as error:
        read(feature, form, page, language)
    return [(problem.where, problem.code, problem.what) for problem in error.value.problems]


def test_a_single_choice_gives_its_code():
    assert read("single", {"dog": "2"}) == {"dog": 2}
    assert read("single", {"dog": " 2\u200f"}) == {"dog": 2}
    assert read("single", {"dog": ["2", "2", ""]}) == {"dog": 2}


def test_a_required_question_left_blank_is_asked_again_kindly():
    assert refusal("single", {}) == [
        (
            "dog",
            "required_choice_or_decline",
            "Please choose an answer to go on. “Rather not say” is fine too.",
        )
    ]
    assert refusal("single", {"dog": "  "}, language="es")[0][2] == (
        "Elija una respuesta para continuar, por favor. También puede elegir “Prefiero no decirlo”."
    )


def test_a_question_that_is_not_required_may_be_left_blank():
    assert read("scale", {}) == {"park": Missing.NOT_STATED}
    assert read("multiple", {}) == {"pets": Missing.NOT_STATED}
    assert read("whole_number", {"adults": ""}) == {"adults": Missing.NOT_STATED}
    assert read("long_text", {"wish": " \n "}) == {"wish": Missing.NOT_STATED}
    assert read("date", {}) == {"moved": Missing.NOT_STATED}


@pytest.mark.parametrize(
    "forged", ["3", "-1", "1.0", "0x1", "١٢", "dog", "1 2", "<b>1</b>", "1'--"]
)
def test_a_forged_code_is_refused(forged):
    assert refusal("single", {"dog": forged})[0][:2] == ("dog", "unknown_option")


def test_two_different_answers_to_a_single_choice_are_refused():
    assert refusal("single", {"dog": ["1", "2"]})[0][1:] == (
        "one_only",
        "Please choose just one answer.",
    )


def test_fields_that_are_not_on_the_page_are_not_looked_at():
    assert read("single", {"dog": "1", "cat": "1", "csrf": "x", "": ""}) == {"dog": 1}


def test_each_row_of_a_grid_is_read_by_itself():
    assert read("grid", {"park.clean": "3"}) == {
        "park.clean": 3,
        "park.lit": Missing.NOT_STATED,
    }
    assert [where for where, *_ in refusal("grid", {"park.clean": "7", "park.lit": "x"})] == [
        "park.clean",
        "park.lit",
    ]


def test_several_answers_come_in_the_order_of_the_questionnaire():
    assert read("multiple", {"pets": ["3", "1", "3"]}) == {"pets": (1, 3)}
    assert read("multiple", {"pets": ["99"]}) == {"pets": (99,)}


@pytest.mark.parametrize(
    ("alone", "label"), [("7", "None of these"), ("98", "Don't know"), ("99", "Rather not say")]
)
def test_an_option_that_stands_alone_is_refused_beside_others(alone, label):
    assert refusal("multiple", {"pets": ["1", alone]})[0][1:] == (
        "exclusive",
        f"“{label}” does not go together with other answers. "
        "Please keep either that one or the others.",
    )


@pytest.mark.parametrize(
    "typed", ["12", " 12 ", "+12", "012", ARABIC_TWELVE, "\u200f12\u200e", "１２"]
)
def test_a_number_may_be_typed_in_any_digits(typed):
    assert read("whole_number", {"adults": typed}) == {"adults": 12}


@pytest.mark.parametrize("typed", ["twelve", "1,2", "12.5", "1e1", "--2", "½", "²", "1 2", "NaN"])
def test_what_is_no_whole_number_is_refused_with_an_example(typed):
    assert refusal("whole_number", {"adults": typed})[0][1:] == (
        "not_a_number",
        "Please enter a whole number in digits, such as 3.",
    )


@pytest.mark.parametrize("typed", ["0", "21", "-3", "9" * 18, "9" * 5000])
def test_a_number_out_of_range_is_refused_with_the_range(typed):
    assert refusal("whole_number", {"adults": typed})[0][1:] == (
        "number_out_of_range",
        "Please enter a number from 1 to 20.",
    )


def test_a_date_comes_in_three_fields_or_one():
    parts = {"moved-year": "2024", "moved-month": "2", "moved-day": "٢٩"}
    assert read("date", parts) == {"moved": "2024-02-29"}
    assert read("date", {"moved": "2024-2-29"}) == {"moved": "2024-02-29"}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("2023", "2", "29"), "not_a_date"),
        (("2024", "13", "1"), "not_a_date"),
        (("2024", "0", "1"), "not_a_date"),
        (("0", "1", "1"), "not_a_date"),
        (("20244", "1", "1"), "not_a_date"),
        (("2024", "May", "1"), "not_a_date"),
        (("2024", "", "1"), "date_incomplete"),
        (("1949", "12", "31"), "date_out_of_range"),
        (("2026", "7", "1"), "date_out_of_range"),
    ],
)
def test_an_impossible_incomplete_or_distant_date_is_refused(parts, code):
    form = dict(zip(("moved-year", "moved-month", "moved-day"), parts, strict=True))
    assert refusal("date", form)[0][1] == code


def test_the_range_of_dates_is_written_as_the_resident_would():
    form = {"moved": "1949-12-31"}
    assert refusal("date", form)[0][2] == (
        "Please enter a date from January 1, 1950 to June 30, 2026."
    )
    assert refusal("date", form, language="es")[0][2] == (
        "Escriba una fecha entre 1 de enero de 1950 y 30 de junio de 2026, por favor."
    )


def test_markup_stays_text_and_lines_stay_lines():
    assert read("long_text", {"wish": "  <b>Trees</b> &amp;\r\nshade\x00\x1b[0m "}) == {
        "wish": "<b>Trees</b> &amp;\nshade[0m"
    }
    assert read("short_text", {"street": "Two\n\t lines\x00"}) == {"street": "Two lines"}


def test_what_no_reader_can_see_is_left_out_and_the_rest_is_kept():
    given = "a\ud800b\u202ec\ufeff \U0001f333 مرحبا\u200fx e\u0301 \ufffe"
    assert read("long_text", {"wish": given}) == {"wish": "abc \U0001f333 مرحبا\u200fx \xe9"}


def test_a_text_that_is_too_long_is_refused_with_the_limit():
    assert read("long_text", {"wish": "é" * 300}) == {"wish": "é" * 300}
    assert refusal("long_text", {"wish": "x" * 301})[0][1:] == (
        "too_long",
        "Your answer has 301 characters, and there is room for 300. Please shorten it a little.",
    )
    assert (
        "1,048,576 caracteres" in refusal("long_text", {"wish": "x" * 2**20}, language="es")[0][2]
    )


def test_a_megabyte_of_marks_that_take_long_to_compose_is_refused_at_once():
    # Composing this text takes quadratic time; the suite would stand still here.
    assert refusal("long_text", {"wish": "a" + "\u0301\u0316" * 2**19})[0][1] == "too_long"


def test_an_area_is_answered_by_its_id():
    assert read("areas", {"home": "north"}) == {"home": "north"}
    assert read("areas", {"home": "97"}) == {"home": 97}
    assert refusal("areas", {"home": "east"})[0][1] == "unknown_option"


def test_messages_fall_back_to_english():
    assert refusal("single", {"dog": "7"}, language="fr") == refusal("single", {"dog": "7"})


def test_a_completed_response_has_every_variable_once_in_order():
    instrument = questionnaire("condition_nested")
    assert complete(instrument, {"dog": 2, "cat": 9, "peace": 1, "other": 3}) == {
        "dog": 2,
        "cat": Missing.NOT_STATED,
        "peace": Missing.NOT_APPLICABLE,
        "vet": Missing.NOT_APPLICABLE,
    }
    assert complete(instrument, {"dog": 1}) == {
        "dog": 1,
        "cat": Missing.NOT_REACHED,
        "peace": Missing.NOT_REACHED,
        "vet": Missing.NOT_REACHED,
    }


def test_rather_not_say_is_kept_in_a_draft_and_not_stated_when_completed():
    instrument = questionnaire("multiple")
    draft = read("multiple", {"pets": "99"})
    assert draft == {"pets": (99,)}
    assert complete(instrument, draft) == {"pets": Missing.NOT_STATED}
    assert complete(instrument, {"pets": (98,)}) == {"pets": (98,)}


@given(drafts(FIELDED))
def test_completing_a_completed_response_changes_nothing(answers):
    once = complete(FIELDED, answers)
    assert complete(FIELDED, once) == once
    assert list(once) == [variable.name for variable in variables(FIELDED)]


@given(drafts(FIELDED))
def test_answers_are_written_and_read_without_loss(answers):
    assert from_json(to_json(answers)) == answers


@given(st.data())
def test_any_form_is_read_or_refused_field_by_field(data):
    instrument = with_areas(questionnaire(data.draw(st.sampled_from(FEATURES))), PLACES)
    page = data.draw(st.sampled_from(instrument.pages))
    names = [
        field
        for name in instrument.variables
        for field in (name, *field_names(instrument.variables[name]))
    ]
    value = st.one_of(
        st.text(max_size=8),
        st.sampled_from(["1", "2", "99", "2024", "north", "\x00", "\ud800", "٣", "-1"]),
    )
    form = data.draw(st.dictionaries(st.sampled_from([*names, "zzz"]), st.lists(value, max_size=3)))
    mine = {name for name, v in instrument.variables.items() if v.item.id in page.items}
    language = data.draw(st.sampled_from(["en", "es", "ar"]))
    answers, refused = outcome(instrument, page, form, language)
    assert {problem.where for problem in refused} <= mine
    assert all(problem.what for problem in refused)
    if not refused:
        assert set(answers) == mine
        assert from_json(to_json(answers)) == answers
        to_json(answers).encode("ascii")


def outcome(instrument, page, form, language):
    try:
        return read_page(instrument, page, form, language), ()
    except AnswersRejected as error:
        return {}, error.problems


def test_a_row_of_a_file_is_read_as_pages_are():
    answers, problems = read_record(
        FIELDED,
        {
            "neighborhood": "south",
            "safe_day": " 4.0 ",
            "trust.right": "8",
            "contact": "",
            "contact_reason": "3; 1",
            "adults": "2.00",
            "race": "4,7",
            "one_thing": "More light\nplease",
            "age": Missing.NOT_REACHED,
        },
    )
    assert problems == ()
    assert answers == {
        "neighborhood": "south",
        "safe_day": 4,
        "trust.right": 8,
        "contact": Missing.NOT_STATED,
        "contact_reason": (1, 3),
        "adults": 2,
        "race": (4, 7),
        "one_thing": "More light\nplease",
        "age": Missing.NOT_REACHED,
    }


def test_every_bad_cell_of_a_row_is_reported_and_the_good_ones_are_kept():
    answers, problems = read_record(
        FIELDED, {"safe_day": "5", "adults": "many", "nonsense": "1", "safe_dark": "3"}
    )
    assert answers == {"safe_dark": 3}
    assert [(p.where, p.code) for p in problems] == [
        ("safe_day", "unknown_option"),
        ("adults", "not_a_number"),
        ("nonsense", "unknown_variable"),
    ]
    assert str(problems[0]) == (
        'safe_day: "5" cannot be read. We could not read that choice. Please choose one of the '
        "answers shown. Remedy: use one of 4, 3, 2, 1, 8, 9. "
        "Or: give the value a code in the mapping."
    )


def as_record(instrument, response):
    """A completed response as the cells of a file."""
    return {
        name: value
        if isinstance(value, Missing)
        else ";".join(map(str, value))
        if isinstance(value, tuple)
        else str(value)
        for name, value in response.items()
        if instrument.variables[name].kind != "text"
    }


@given(drafts(FIELDED))
def test_a_completed_response_written_as_a_record_reads_the_same(answers):
    once = complete(FIELDED, answers)
    record = as_record(FIELDED, once)
    again, problems = read_record(FIELDED, record)
    assert problems == ()
    assert again == {name: once[name] for name in record}


@given(st.sampled_from(FEATURES), st.data())
def test_a_record_of_any_feature_reads_the_same_but_for_sums_that_do_not_hold(feature, data):
    instrument = with_areas(questionnaire(feature), PLACES)
    once = complete(instrument, data.draw(drafts(instrument)))
    record = as_record(instrument, once)
    again, problems = read_record(instrument, record)
    assert {problem.code for problem in problems} <= {"sum_equals", "sum_at_most"}
    assert again == {name: once[name] for name in record}
