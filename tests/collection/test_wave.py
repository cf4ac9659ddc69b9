import datetime

import pytest

from surveyapp.collection.area import Area, check_areas, parent_of
from surveyapp.collection.frame import FRAME_RULES, FRAME_TYPES
from surveyapp.collection.wave import check_wave, closed, count_only, in_order, opened, published
from surveyapp.errors import InputError, WaveError
from tests.collection.tiny import AREAS, tiny_wave

DAY = datetime.date(2026, 7, 1)
KEY = bytes(32)


def test_a_wave_goes_through_its_states_in_order():
    wave = tiny_wave()
    now = opened(wave, KEY, on=DAY)
    assert (now.state, now.public_key, now.opened_on) == ("open", KEY, DAY)
    after = closed(now, answered=30, on=DAY)
    assert (after.state, after.answered, after.closed_on) == ("closed", 30, DAY)
    assert published(after).state == "published"


def test_a_wave_takes_no_step_twice_or_out_of_order():
    wave = tiny_wave()
    now = opened(wave, KEY, on=DAY)
    after = closed(now, answered=30, on=DAY)
    for step in (
        lambda: opened(now, KEY, on=DAY),
        lambda: closed(after, answered=30, on=DAY),
        lambda: published(now),
        lambda: published(published(after)),
        lambda: count_only(wave),
    ):
        with pytest.raises(WaveError, match="The wave is") as refused:
            step()
        assert refused.value.problems[0].code == "state"


def test_answers_gathered_elsewhere_close_a_wave_that_never_opened():
    assert closed(tiny_wave(), answered=5, on=DAY).state == "closed"
    with pytest.raises(WaveError, match="nothing to close"):
        closed(tiny_wave(), answered=0, on=DAY)


@pytest.mark.parametrize(("answered", "only"), [(0, True), (19, True), (20, False)])
def test_a_wave_under_twenty_responses_is_a_count_only(answered, only):
    now = opened(tiny_wave(), KEY, on=DAY)
    assert count_only(closed(now, answered=answered, on=DAY)) is only


def test_a_key_of_another_size_is_refused():
    with pytest.raises(WaveError, match="32 bytes, this one 3"):
        opened(tiny_wave(), b"abc", on=DAY)


def test_every_fault_of_a_wave_is_named_at_once():
    with pytest.raises(WaveError) as refused:
        check_wave(tiny_wave("Not a slug", period="third quarter", languages=()))
    assert [problem.where for problem in refused.value.problems] == [
        "slug",
        "period",
        "languages",
    ]


def test_waves_sort_by_period():
    waves = [tiny_wave("b", period="2026Q3"), tiny_wave("a", period="2025Q4")]
    assert [wave.slug for wave in in_order(waves)] == ["a", "b"]


def test_areas_know_their_parents():
    assert parent_of(AREAS, "district") == {"n1": "1", "n2": "1", "n3": "2"}
    assert parent_of(AREAS, "beat") == {}


def test_areas_that_repeat_lack_a_level_or_are_too_small_are_refused_together():
    areas = (
        Area("a", "A", {"district": "1"}, adults=1999),
        Area("a", "B", {"district": "1"}),
        Area("c", "C"),
    )
    with pytest.raises(InputError) as refused:
        check_areas(areas)
    text = str(refused.value)
    assert "a: The area id is used 2 times" in text
    assert "c: Its parent at level district is not declared" in text
    assert "It has 1,999 adults; an atomic area needs at least 2,000" in text
    assert len(refused.value.problems) == 3
    check_areas((Area("a", "A", adults=10),), simulated=True)


def test_only_a_probability_sample_may_print_a_margin_of_error():
    assert set(FRAME_RULES) == set(FRAME_TYPES)
    allowed = {frame for frame, rule in FRAME_RULES.items() if rule.margin_of_error}
    assert allowed == {"probability"}
    names = {rule.interval_name for rule in FRAME_RULES.values() if not rule.margin_of_error}
    assert not any("margin" in (name or "") for name in names)


def test_no_frame_is_pooled_with_another_and_none_is_called_representative():
    for frame, rule in FRAME_RULES.items():
        assert rule.pooled_with == {frame}
        assert "representative" not in rule.people.lower()
