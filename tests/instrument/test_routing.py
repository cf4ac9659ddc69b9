from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.answers import complete
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, In, Not, leaves
from surveyapp.instrument.routing import (
    evaluate,
    find_page,
    first_unseen,
    next_page,
    pages,
    path,
    previous_page,
    progress,
    walk,
)
from surveyapp.instrument.values import Missing
from tests.instrument.sample import drafts, fielded, questionnaire

FIELDED = fielded()


def shown(feature, answers):
    return [page.id for page in path(questionnaire(feature), answers)]


def test_there_is_one_question_a_page_and_pages_count_from_one():
    instrument = questionnaire("information")
    assert [(p.id, p.number, p.items) for p in pages(instrument)] == [
        ("note", 1, ("note",)),
        ("dog", 2, ("dog",)),
    ]
    assert find_page(instrument, "dog") == pages(instrument)[1]
    assert find_page(instrument, "../etc/passwd") is None


def test_equals_opens_a_page():
    assert shown("condition_equals", {}) == ["dog"]
    assert shown("condition_equals", {"dog": 1}) == ["dog", "name"]
    assert shown("condition_equals", {"dog": 9}) == ["dog"]


def test_in_looks_at_any_ticked_option():
    assert shown("condition_in", {"pets": (2, 3)}) == ["pets", "vet"]
    assert shown("condition_in", {"pets": (3,)}) == ["pets"]


def test_compare_orders_numbers_and_dates():
    assert "share" in shown("condition_compare", {"adults": 2})
    assert "share" not in shown("condition_compare", {"adults": 1})
    assert "recent" in shown("condition_compare", {"moved": "2025-01-02"})
    assert "recent" not in shown("condition_compare", {"moved": "2025-01-01"})


def test_dont_know_stands_in_no_order():
    assert "dark" in shown("condition_grid", {"park.lit": 1})
    assert "dark" not in shown("condition_grid", {"park.lit": 8})
    opposite = Not(Compare("park.lit", "<", 2))
    variables = questionnaire("condition_grid").variables
    assert evaluate(opposite, {"park.lit": 8}, variables) is True


def test_dont_know_is_an_answer_and_rather_not_say_is_none():
    assert shown("condition_answered", {"park": 8}) == ["park", "why"]
    assert shown("condition_answered", {"park": 9}) == ["park", "why_not"]
    assert shown("condition_answered", {"park": Missing.NOT_STATED}) == ["park", "why_not"]
    assert shown("condition_answered", {}) == ["park"]


def test_an_answer_off_the_route_opens_nothing():
    answers = {"dog": 1, "cat": 1, "peace": 2}
    assert shown("condition_nested", answers) == ["dog", "cat", "peace", "vet"]
    assert shown("condition_nested", {**answers, "dog": 2}) == ["dog", "cat"]


def test_first_unseen_finds_a_question_that_was_jumped_over():
    instrument = questionnaire("condition_nested")
    assert first_unseen(instrument, {"cat": 1}).id == "dog"
    assert first_unseen(instrument, {"dog": Missing.NOT_STATED}).id == "cat"
    assert first_unseen(instrument, {"dog": 2, "cat": 1}) is None


def test_a_condition_is_undecided_until_its_item_is_reached():
    variables = questionnaire("condition_nested").variables
    yes, no = In("dog", (1,)), In("cat", (1,))
    assert evaluate(yes, {}, variables) is None
    assert evaluate(All((yes, no)), {"cat": 2}, variables) is False
    assert evaluate(AnyOf((yes, no)), {"cat": 1}, variables) is True
    assert evaluate(AnyOf((yes, no)), {"cat": 2}, variables) is None
    assert evaluate(Not(yes), {"dog": 2}, variables) is True
    assert evaluate(Answered("dog", False), {"dog": Missing.NOT_STATED}, variables) is True


def test_every_leaf_of_a_condition_is_listed_in_order():
    item = questionnaire("condition_nested").index["peace"]
    assert [leaf.variable for leaf in leaves(item.show_if)] == ["dog", "cat", "cat"]


@given(drafts(FIELDED))
def test_forward_and_back_walk_the_same_route(answers):
    forward, page = [], None
    while (page := next_page(FIELDED, answers, page)) is not None:
        forward.append(page)
    back, page = [], None
    while (page := previous_page(FIELDED, answers, page)) is not None:
        back.append(page)
    assert tuple(forward) == path(FIELDED, answers) == tuple(reversed(back))


@given(drafts(FIELDED))
def test_a_completed_response_keeps_to_the_same_route(answers):
    assert path(FIELDED, complete(FIELDED, answers)) == path(FIELDED, answers)


@given(st.data())
def test_the_pages_ahead_never_grow_while_going_forward(data):
    draft = data.draw(drafts(FIELDED))
    answers, page, before = {}, None, None
    while (page := next_page(FIELDED, answers, page)) is not None:
        k, of = progress(FIELDED, answers, page)
        assert 1 <= k <= of
        asks = FIELDED.index[page.items[0]].kind != "information"
        assert before is None or (k == before[0] + asks and of <= before[1])
        before = (k, of)
        for name, variable in FIELDED.variables.items():
            if variable.item.id in page.items:
                value = draft.get(name, Missing.NOT_STATED)
                answers[name] = value if value is not Missing.NOT_REACHED else Missing.NOT_STATED
    assert before is not None
    assert before[0] == before[1]


@given(drafts(FIELDED))
def test_the_walk_names_every_item_once(answers):
    assert [item.id for item, _ in walk(FIELDED, answers)] == [item.id for item in FIELDED.items]
