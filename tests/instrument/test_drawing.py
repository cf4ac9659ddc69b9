import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.answers import Missing, complete, from_json, to_json
from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.drawing import draw, pages_in_order, positions, presented, variant
from surveyapp.instrument.routing import next_page, path, previous_page, progress
from tests.instrument.sample import FEATURES, PLACES, drafts, questionnaire

ITEMS = questionnaire("random_items")
OPTIONS = questionnaire("random_options")
SCALE = questionnaire("reversed_scale")
SPLIT = questionnaire("split_ballot")
ROWS = questionnaire("sum_of_rows")


def codes(item):
    return [option.code for option in item.options]


def test_what_is_left_to_the_lot_is_named_and_bounded():
    assert [(lot.name, lot.kind, lot.outcomes) for lot in ITEMS.draws] == [
        ("main.order", "items", 6)
    ]
    assert [(lot.name, lot.outcomes) for lot in OPTIONS.draws] == [("sport.order", 4)]
    assert [(lot.name, lot.outcomes) for lot in SCALE.draws] == [("park.order", 2)]
    assert [(lot.name, lot.codes) for lot in SPLIT.draws] == [("wording.arm", (1, 2))]
    assert [(lot.name, lot.outcomes) for lot in ROWS.draws] == [("trips.rows", 6)]


def test_every_outcome_is_equally_likely():
    chances = [draw(ITEMS, lambda n, k=k: k % n)["main.order"] for k in range(60)]
    assert set(Counter(chances).values()) == {10}


def test_the_outcome_is_an_answer_like_any_other_and_not_a_seed():
    drawn = draw(SPLIT, random.Random(1).randrange)
    assert drawn["wording.arm"] in (1, 2)
    done = complete(SPLIT, {**drawn, "lights": 1, "tax": 1})
    assert done["wording.arm"] == drawn["wording.arm"]
    assert from_json(to_json(done)) == done
    assert SPLIT.variables["wording.arm"].options[0].label["en"].startswith("Should the park")


def test_each_arm_has_its_wording_and_conditions_may_look_at_it():
    item = SPLIT.index["lights"]
    park, city = (presented(SPLIT, item, {"wording.arm": arm}) for arm in (1, 2))
    assert park.text["zh-Hans"] == "公园应该有更多路灯吗？"
    assert city.hint["en"] == "A light costs $3,000."
    assert (park.options, park.id) == (item.options, item.id)
    assert [page.id for page in path(SPLIT, {"wording.arm": 1})] == ["lights"]
    assert [page.id for page in path(SPLIT, {"wording.arm": 2})] == ["lights", "tax"]


def test_where_nothing_was_drawn_everything_stands_as_written():
    assert presented(SPLIT, SPLIT.index["lights"], {}) == SPLIT.index["lights"]
    assert presented(OPTIONS, OPTIONS.index["sport"], {}) == OPTIONS.index["sport"]
    assert pages_in_order(ITEMS, {}) == ITEMS.pages
    assert complete(SPLIT, {"lights": 1})["wording.arm"] is Missing.NOT_APPLICABLE
    assert complete(SPLIT, {"lights": 1})["tax"] is Missing.NOT_REACHED
    assert pages_in_order(ITEMS, {"main.order": 99}) == ITEMS.pages


def test_other_none_and_dont_know_stay_last_in_every_order():
    item = OPTIONS.index["sport"]
    shown = [codes(presented(OPTIONS, item, {"sport.order": k})) for k in (1, 2, 3, 4)]
    assert all(order[4:] == [5, 6, 8] for order in shown)
    assert sorted({order[0] for order in shown}) == [1, 2, 3, 4]


def test_a_scale_is_turned_with_dont_know_in_its_place():
    item = SCALE.index["park"]
    assert codes(presented(SCALE, item, {"park.order": 1})) == [3, 2, 1, 8]
    assert codes(presented(SCALE, item, {"park.order": 2})) == [1, 2, 3, 8]


def test_rows_come_in_the_order_drawn():
    item = ROWS.index["trips"]
    first = {presented(ROWS, item, {"trips.rows": k}).rows[0].id for k in range(1, 7)}
    assert first == {"walk", "bus", "car"}


def test_items_come_in_the_order_drawn_behind_what_is_fixed():
    orders = [[p.id for p in pages_in_order(ITEMS, {"main.order": k})] for k in range(1, 7)]
    assert all(order[0] == "now" and order[-1] == "more" for order in orders)
    assert Counter(order[1] for order in orders) == {"trees": 2, "benches": 2, "lights": 2}


@given(st.integers(1, 6), drafts(ITEMS))
def test_next_and_back_follow_the_order_drawn(order, answers):
    answers = {**answers, "main.order": order}
    route = list(path(ITEMS, answers))
    forward, page = [], next_page(ITEMS, answers, None)
    while page is not None:
        forward.append(page)
        asked = [one for one in forward if ITEMS.index[one.items[0]].kind != "information"]
        assert progress(ITEMS, answers, page)[0] == max(len(asked), 1)
        page = next_page(ITEMS, answers, page)
    back, page = [], previous_page(ITEMS, answers, None)
    while page is not None:
        back.append(page)
        page = previous_page(ITEMS, answers, page)
    assert forward == route == back[::-1]


def test_positions_tell_where_each_thing_stood():
    lot = OPTIONS.draws[0]
    assert positions(OPTIONS, lot, 1) == {
        "1": 1, "2": 2, "4": 3, "3": 4, "5": 5, "6": 6, "8": 7,
    }  # fmt: skip
    where = [positions(ITEMS, ITEMS.draws[0], k)["trees"] for k in range(1, 7)]
    assert sorted(where) == [2, 2, 3, 3, 4, 4]
    assert positions(SPLIT, SPLIT.draws[0], 1) == {}


@given(st.sampled_from(FEATURES), st.data())
def test_every_draft_has_one_completed_response_and_its_text_loses_nothing(feature, data):
    instrument = with_areas(questionnaire(feature), PLACES)
    once = complete(instrument, data.draw(drafts(instrument)))
    assert complete(instrument, once) == once
    assert list(once) == list(instrument.variables)
    assert from_json(to_json(once)) == once


@given(st.sampled_from(FEATURES), st.data())
def test_presenting_changes_nothing_but_words_and_order(feature, data):
    instrument = questionnaire(feature)
    answers = draw(instrument, lambda n: data.draw(st.integers(0, n - 1)))
    for item in instrument.asked:
        shown = presented(instrument, item, answers)
        assert sorted(codes(shown)) == sorted(codes(item))
        assert {row.id for row in shown.rows} == {row.id for row in item.rows}
        assert (shown.id, shown.kind, shown.show_if) == (item.id, item.kind, item.show_if)
        again = {**answers, "unrelated": 1}
        assert variant(instrument, item, again) == variant(instrument, item, answers)
