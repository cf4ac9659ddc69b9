"""New figures beside everything printed before: refused with a way out, or harmless."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.figure import People
from surveyapp.disclosure.together import changed, check_together
from surveyapp.disclosure.views import tables_of
from surveyapp.errors import DisclosureRefused
from tests.disclosure.crowd import AREAS, edition, figure, people


def refusal(*arguments, **more):
    with pytest.raises(DisclosureRefused) as refused:
        check_together(*arguments, **more)
    assert all(problem.remedies for problem in refused.value.problems), "each names a way out"
    return refused.value


def without(crowd, n, area="a1"):
    """The same people less the last n of an area."""
    gone = np.flatnonzero(crowd.area == area)[-n:]
    keep = np.ones(len(crowd.area), dtype=bool)
    keep[gone] = False
    return People(
        crowd.wave[keep],
        crowd.area[keep],
        {name: labels[keep] for name, labels in crowd.groups.items()},
        {name: labels[keep] for name, labels in crowd.answers.items()},
    )


def test_a_first_edition_of_large_tables_is_harmless():
    crowd = people()
    check_together([], edition(crowd), crowd)


def test_printing_the_same_edition_again_is_harmless_and_adds_nothing():
    crowd = people()
    first = edition(crowd, value=61.0)
    check_together(first, first, crowd)
    assert changed(first, first) == ()


def test_two_editions_that_differ_by_one_late_response_cannot_both_be_printed():
    after = people()
    before = without(after, 1)
    refused = refusal(edition(before), edition(after), after, procedure="revision", reason="late")
    assert refused.problems[0].code == "version"
    assert "Wait until every changed figure moves by at least 10 people" in str(refused)
    assert "count these people in the next one" in str(refused)


def test_a_revision_waits_until_every_changed_figure_moves_by_ten_people():
    after = people({"a1": 90, "a2": 110, "a3": 70, "a4": 150})
    before = without(without(without(without(after, 25, "a1"), 25, "a2"), 25, "a3"), 25, "a4")
    check_together(edition(before), edition(after), after, procedure="revision", reason="late post")
    assert refusal(edition(before), edition(after), after).problems[0].code == "frozen"


def test_a_printed_number_is_frozen_unless_a_mistake_of_ours_is_named():
    crowd = people()
    first, second = edition(crowd, value=61.0), edition(crowd, value=62.0)
    refused = refusal(first, second, crowd)
    assert refused.problems[0].code == "frozen"
    assert "--processing-error" in str(refused)
    check_together(
        first, second, crowd, procedure="processing error", reason="Weights of 2019 were used."
    )


def test_a_correction_without_a_printed_reason_is_refused():
    crowd = people()
    refused = refusal(
        edition(crowd, value=61.0), edition(crowd, value=62.0), crowd, procedure="processing error"
    )
    assert refused.problems[0].code == "no-reason"
    assert "one sentence" in str(refused)


def test_a_processing_error_cannot_bring_other_people_in():
    after = people({"a1": 90, "a2": 110, "a3": 70, "a4": 150})
    before = without(without(without(without(after, 25, "a1"), 25, "a2"), 25, "a3"), 25, "a4")
    refused = refusal(
        edition(before), edition(after), after, procedure="processing error", reason="x"
    )
    assert refused.problems[0].code == "not-processing"
    assert "--revision" in str(refused)


def test_figures_that_changed_behind_the_scenes_must_be_printed_anew():
    after = people()
    before = without(after, 20)
    only_safe = [figure(after, topic="safe")]
    refused = refusal(edition(before), only_safe, after, procedure="revision", reason="late")
    assert refused.problems[0].code == "stale"
    assert "Print these figures in the same edition" in str(refused)


def test_overlapping_custom_areas_that_differ_by_few_people_are_refused():
    crowd = people({"a1": 60, "a2": 80, "a3": 6, "a4": 120})
    printed = [figure(crowd, "a1", "a2")]
    refused = refusal(printed, [figure(crowd, "a1", "a2", "a3")], crowd)
    assert refused.problems[0].code == "overlap"
    assert "fewer than 10 people" in str(refused)
    assert "Use a1, a2 instead, which is in print already" in str(refused)


def test_everything_but_a_small_area_is_refused_beside_the_city():
    crowd = people({"a1": 60, "a2": 80, "a3": 6, "a4": 120})
    refused = refusal([figure(crowd)], [figure(crowd, "a1", "a2", "a4")], crowd)
    assert refused.problems[0].code == "overlap"
    assert "whole city" in str(refused)


def test_custom_areas_that_differ_by_many_people_are_harmless():
    crowd = people()
    check_together([figure(crowd, "a1", "a2")], [figure(crowd, "a2", "a3")], crowd)


def test_a_custom_area_of_few_people_is_refused_with_a_larger_one():
    crowd = people({"a1": 60, "a2": 80, "a3": 6, "a4": 120})
    printed = [figure(crowd), figure(crowd, "a3", "a4")]
    refused = refusal(printed, [figure(crowd, "a3")], crowd)
    assert "stands on fewer than 10" in str(refused)
    assert "Use a3, a4 instead" in str(refused)


def test_three_tables_give_away_what_no_two_of_them_do():
    """a3 is 6 people. {a1,a2,a3} less a1 less a2, none of which are close to one another."""
    crowd = people({"a1": 60, "a2": 80, "a3": 6, "a4": 120})
    printed = [figure(crowd, "a1"), figure(crowd, "a2")]
    refused = refusal(printed, [figure(crowd, "a1", "a2", "a3")], crowd)
    assert refused.problems[0].code == "bounded"
    assert "larger areas or fewer answers" in str(refused)


def test_what_protects_a_small_area_is_named_when_it_is_not_in_print_yet():
    crowd = people({"a1": 60, "a2": 80, "a3": 6, "a4": 120})
    small = figure(crowd, "a3", withheld="confidential")
    rest = [figure(crowd), figure(crowd, "a1"), figure(crowd, "a2"), figure(crowd, "a4"), small]
    refused = refusal([], rest, crowd)
    assert refused.problems[0].code == "bounded"
    assert "Withhold these as well: trust; a1; q1" in str(refused)
    safe = [replace(f, withheld="confidential") if f.areas == ("a1",) else f for f in rest]
    check_together([], safe, crowd)


def test_a_figure_withheld_in_one_report_cannot_be_undone_by_the_next():
    crowd = people({"a1": 60, "a2": 80, "a3": 6, "a4": 120})
    hidden = [figure(crowd, area, withheld="confidential") for area in ("a1", "a3")]
    first = [figure(crowd), figure(crowd, "a2"), figure(crowd, "a4"), *hidden]
    check_together([], first, crowd)
    refused = refusal(first, [figure(crowd, "a1")], crowd)
    assert "worked out" in str(refused)


def test_counts_of_answers_by_area_are_checked_against_the_city_s():
    sizes = {"a1": 60, "a2": 80, "a3": 40, "a4": 120}
    crowd = people(sizes)
    city = [figure(crowd, answer=code) for code in ("1", "2", "3")]
    local = [figure(crowd, area, answer=code) for area in AREAS for code in ("1", "2", "3")]
    check_together([], [figure(crowd), *city, *local, *edition(crowd)[1:5]], crowd)
    rare = replace(crowd, answers={"trust": np.where(np.arange(300) < 3, "9", "1")})
    refused = refusal([], [figure(rare), figure(rare, answer="9")], rare)
    assert "fewer than 10" in str(refused)


def test_a_pool_of_two_quarters_does_not_give_one_quarter_away():
    crowd = people({"a1": 60, "a2": 5, "a3": 40, "a4": 120}, waves=("q1", "q2"))
    pool = replace(figure(crowd, "a2"), waves=("q1", "q2"))
    pool = replace(pool, n=crowd.count(pool))
    check_together([], [pool], crowd)
    alone = [figure(crowd, "a1", "a2", wave="q1"), figure(crowd, "a1", wave="q1")]
    refused = refusal([pool], alone, crowd)
    assert refused.problems[0].code == "overlap"


def test_a_number_that_counts_nobody_is_only_checked_for_its_edition():
    crowd = people()
    change = replace(figure(crowd, answer="change"), n=None, value=2.0)
    check_together([], [change], crowd)
    assert refusal([change], [replace(change, value=3.0)], crowd).problems[0].code == "frozen"


def test_a_topic_nobody_was_asked_is_refused_by_name():
    crowd = people()
    with pytest.raises(DisclosureRefused, match="Nobody was asked 'hats'"):
        check_together([], [replace(figure(crowd), topic="hats")], crowd)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
    st.lists(st.sets(st.sampled_from(AREAS), min_size=1), min_size=1, max_size=6),
)
def test_whatever_sequence_of_areas_is_accepted_no_small_difference_can_be_worked_out(sizes, asked):
    """The ledger only grows, and an attacker with all of it still bounds nobody."""
    crowd = people(dict(zip(AREAS, sizes, strict=True)))
    ledger = []
    for areas in asked:
        new = figure(crowd, *sorted(areas))
        before = list(ledger)
        try:
            check_together(ledger, [new], crowd)
        except DisclosureRefused:
            continue
        ledger += changed(ledger, [new])
        assert ledger[: len(before)] == before
    found = tables_of(ledger, crowd, "trust")
    if found.targets:
        assert audit(found.tables, found.targets, exact=True).unsafe == ()


def test_don_t_know_tells_nothing_and_is_not_protected():
    """Eight people who don't know follow from the base and the opinions, and harm nobody."""
    answers = np.array(["1"] * 150 + ["2"] * 142 + ["~8"] * 8, dtype=np.str_)
    crowd = replace(people(), answers={"trust": answers})
    opinions = figure(crowd, answer="1+2", value=50.0)
    unsure = figure(crowd, answer="~8", withheld="confidential")
    check_together([], [figure(crowd), opinions, unsure], crowd)
    rare = np.array(["1"] * 150 + ["2"] * 142 + ["3"] * 8, dtype=np.str_)
    other = replace(crowd, answers={"trust": rare})
    hidden = figure(other, answer="3", withheld="confidential")
    refused = refusal([], [figure(other), figure(other, answer="1+2"), hidden], other)
    assert refused.problems[0].code == "bounded"
