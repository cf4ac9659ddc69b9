import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.instrument.answers import Missing, complete, read_page, read_record
from surveyapp.instrument.pipes import filled, pipe_words
from surveyapp.instrument.routing import find_page, first_unseen, next_page, path, progress
from tests.instrument.sample import drafts, questionnaire, values

COUNTED = questionnaire("repeat_by_count")
ANOTHER = questionnaire("repeat_another")
GROUPS = [COUNTED, ANOTHER]


def route(instrument, answers):
    return [page.id for page in path(instrument, answers)]


def test_every_repetition_has_variables_and_pages_of_its_own():
    names = [name for name in COUNTED.variables if name.startswith("child.")]
    assert names == [f"child.{n}.{item}" for n in (1, 2, 3) for item in ("age", "school")]
    assert "age" not in COUNTED.variables
    assert COUNTED.index["child.2.age"].definition == "age"
    assert [item.id for item in COUNTED.items][:3] == ["children", "age", "school"]


def test_a_group_is_asked_as_often_as_was_counted_and_never_more_than_its_most():
    assert route(COUNTED, {"children": 0}) == ["children"]
    assert route(COUNTED, {"children": 2}) == ["children", "child.1.age", "child.2.age"]
    assert route(COUNTED, {"children": 12})[-1] == "child.3.age"
    assert route(COUNTED, {"children": Missing.NOT_STATED}) == ["children"]


def test_a_condition_inside_looks_at_the_same_repetition():
    answers = {"children": 2, "child.1.age": 3, "child.2.age": 7}
    assert route(COUNTED, answers) == ["children", "child.1.age", "child.2.age", "child.2.school"]


def test_a_condition_outside_names_the_repetition():
    walks = {"children": 1, "child.1.age": 9, "child.1.school": 1}
    assert route(COUNTED, walks)[-1] == "route"
    assert "route" not in route(COUNTED, {**walks, "child.1.school": 2})


def test_values_are_worked_out_over_all_repetitions():
    answers = {"children": 2, "child.1.age": 3, "child.2.age": 7, "child.2.school": 1}
    done = complete(COUNTED, answers)
    assert (done["ages"], done["walking"]) == (10, 1)
    assert done["child.3.age"] is Missing.NOT_APPLICABLE
    assert complete(COUNTED, {"children": 0})["ages"] is Missing.NOT_APPLICABLE


def test_another_one_is_asked_until_there_is_no_more():
    first = {"any": 1, "child.1.age": 2}
    assert route(ANOTHER, first) == ["any", "child.1.age", "child.1.another"]
    more = {**first, "child.1.another": 1, "child.2.age": 8, "child.2.another": 1}
    assert route(ANOTHER, more) == [
        "any", "child.1.age", "child.1.another", "child.2.age", "child.2.school",
        "child.2.another", "child.3.age",
    ]  # fmt: skip
    assert "child.2.age" not in route(ANOTHER, {**first, "child.1.another": 2})
    assert route(ANOTHER, {"any": 2}) == ["any"]
    assert "child.3.another" not in ANOTHER.variables


def test_repetitions_are_numbered_in_every_language():
    item = COUNTED.index["child.2.school"]
    answers = {"children": 2, "child.1.age": 6, "child.2.age": 11}

    def said(language):
        return filled(item.text[language], pipe_words(COUNTED, item, answers, language))

    assert said("en") == "Does child 2 (age 11) walk to school?"
    assert said("es") == "¿El niño 2 (11 años) va a pie a la escuela?"
    assert said("zh-Hans") == "第 2 个孩子（11 岁）走路上学吗？"
    assert "2" in said("ar")


def test_a_page_of_a_repetition_reads_its_own_fields():
    page = find_page(COUNTED, "child.2.age")
    form = {"child.2.age": ["7"], "child.1.age": ["3"], "age": ["9"]}
    assert read_page(COUNTED, page, form, "en") == {"child.2.age": 7}


def test_a_file_names_the_repetition():
    row = {"children": "1", "child.1.age": "17", "age": "4"}
    answers, problems = read_record(COUNTED, row)
    assert answers == {"children": 1, "child.1.age": 17}
    assert [p.code for p in problems] == ["unknown_variable"]


@pytest.mark.parametrize("instrument", GROUPS, ids=lambda i: i.id)
@settings(max_examples=60)
@given(data=st.data())
def test_going_forward_ends_and_shows_every_page_once(instrument, data):
    answers, seen = {}, []
    page = next_page(instrument, answers, None)
    while page is not None:
        assert first_unseen(instrument, answers) == page
        k, of = progress(instrument, answers, page)
        assert 1 <= k <= of <= len(instrument.pages)
        seen.append(page.id)
        for variable in instrument.columns[page.items[0]]:
            given_ = values(variable).filter(lambda value: value is not Missing.NOT_REACHED)
            answers[variable.name] = data.draw(given_)
        page = next_page(instrument, answers, page)
    assert len(set(seen)) == len(seen)
    assert seen == route(instrument, answers)
    assert first_unseen(instrument, answers) is None
    assert Missing.NOT_REACHED not in complete(instrument, answers).values()


@pytest.mark.parametrize("instrument", GROUPS, ids=lambda i: i.id)
@settings(max_examples=60)
@given(data=st.data())
def test_no_repetition_is_asked_before_the_one_before_it(instrument, data):
    answers = data.draw(drafts(instrument))
    asked = [int(page.split(".")[1]) for page in route(instrument, answers) if "." in page]
    assert asked == sorted(asked)
    assert set(asked) == set(range(1, max(asked, default=0) + 1))
    once = complete(instrument, answers)
    assert complete(instrument, once) == once
