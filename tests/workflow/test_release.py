"""What goes out is audited with all that went out before, and is frozen from then on."""

import datetime

import pytest

from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.views import tables_of
from surveyapp.errors import DisclosureRefused
from surveyapp.storage.events import load_events
from surveyapp.storage.ledger import load_releases, printed_figures
from surveyapp.storage.responses import load_analysis_file
from surveyapp.storage.snapshots import load_snapshot
from surveyapp.storage.waves import load_wave
from surveyapp.workflow.release import check_areas, check_release, publish_release
from surveyapp.workflow.released_figures import people_of
from tests.workflow.released import SIZES, SLUG, arrive_late, closed_wave, edition

ON = datetime.date(2026, 10, 15)


def refusal(call, *arguments, **more):
    with pytest.raises(DisclosureRefused) as refused:
        call(*arguments, **more)
    assert all(problem.remedies for problem in refused.value.problems), "each names a way out"
    return refused.value


def test_a_published_edition_enters_the_ledger_and_freezes_its_wave(any_store):
    closed_wave(any_store)
    made = edition(any_store)
    found = check_release(any_store, made[:12])
    release = publish_release(any_store, made, on=ON)
    assert (release.number, release.procedure) == (1, "new")
    assert release.figures == len(found.figures) == len(found.fresh)
    with any_store.reading() as session:
        assert load_wave(session, SLUG).state == "published"
        kept = load_snapshot(session, made)
        assert kept is not None
        assert kept.published
        printed = printed_figures(session, [SLUG])
        last = load_events(session, SLUG)[-1]
    assert set(printed) == set(found.figures)
    assert (last.kind, last.detail["edition"]) == ("published", made)
    city = next(f for f in printed if f.topic == "trust" and not f.areas and not f.answer)
    assert city.n
    assert city.value


def test_publishing_twice_enters_nothing(store):
    closed_wave(store)
    made = edition(store)
    first = publish_release(store, made, on=ON)
    assert publish_release(store, made, on=ON) == first
    with store.reading() as session:
        assert load_releases(session) == (first,)


def test_two_versions_that_differ_by_one_late_response_cannot_both_be_published(store):
    closed_wave(store)
    publish_release(store, edition(store), on=ON)
    arrive_late(store, 1)
    late = edition(store, correction="A letter arrived late.")
    for procedure in ("new", "revision", "processing error"):
        refused = refusal(publish_release, store, late, on=ON, procedure=procedure)
        assert "Wait until every changed figure moves by at least 10 people" in str(refused)
        assert "count these people in the next one" in str(refused)
    with store.reading() as session:
        assert len(load_releases(session)) == 1


def test_a_correction_of_the_working_is_published_with_its_printed_reason(store):
    closed_wave(store)
    publish_release(store, edition(store), on=ON)
    silent = edition(store, city=1.0)
    assert refusal(publish_release, store, silent, on=ON).problems[0].code == "frozen"
    refused = refusal(publish_release, store, silent, on=ON, procedure="processing error")
    assert "--correction" in str(refused)
    fixed = edition(store, correction="Margins of 2019 were used.", city=1.0)
    release = publish_release(store, fixed, on=ON, procedure="processing error")
    assert (release.procedure, release.reason) == ("processing error", "Margins of 2019 were used.")
    assert release.figures == 1, "only what changed is new"


def test_a_report_built_from_other_answers_than_those_in_the_store_is_refused(store):
    closed_wave(store)
    old = edition(store)
    arrive_late(store, 15)
    assert "Build the report again" in str(refusal(check_release, store, old))


def test_an_edition_that_nobody_built_is_refused(store):
    closed_wave(store)
    assert "surveyapp report list" in str(refusal(check_release, store, "ffff"))


def test_areas_of_one_s_own_choice_are_refused_when_they_tell_of_few_people(store):
    closed_wave(store, SIZES | {"n3": 7})
    publish_release(store, edition(store), on=ON)
    refused = refusal(check_areas, store, SLUG, "trust", ["n3"])
    assert "instead" in str(refused) or "whole city" in str(refused)
    refused = refusal(check_areas, store, SLUG, "trust", ["n1", "n2"])
    assert "fewer than 10 people" in str(refused)


def test_areas_of_many_people_may_be_printed(store):
    closed_wave(store)
    publish_release(store, edition(store), on=ON)
    found = check_areas(store, SLUG, "trust", ["district:1"])
    assert found.areas == ("n1", "n2")
    assert found.n


def test_an_area_that_is_in_print_may_be_printed(store):
    closed_wave(store)
    publish_release(store, edition(store), on=ON)
    assert check_areas(store, SLUG, "trust", ["n1"]).areas == ("n1",)


def test_a_place_that_is_none_is_refused_with_those_that_are(store):
    closed_wave(store)
    assert "district:1" in str(refusal(check_areas, store, SLUG, "trust", ["n9"]))


@pytest.mark.parametrize("sizes", [SIZES, {"n1": 12, "n2": 140, "n3": 60}, {"n1": 4, "n2": 90}])
def test_an_attacker_with_a_whole_report_bounds_nobody(store, sizes):
    """Every topic of a report, attacked exactly, with every small crowd as a target."""
    closed_wave(store, sizes)
    found = check_release(store, edition(store))
    with store.reading() as session:
        file = load_analysis_file(session, [SLUG])
    crowd = people_of(file, {})
    for topic in {figure.topic for figure in found.figures if figure.n is not None}:
        tables = tables_of(found.figures, crowd, topic)
        gone = [str(k) for k, figure in enumerate(tables.figures) if not figure.shown]
        secret = [str(k) for k, f in enumerate(tables.figures) if f.guarded]
        goals = [*secret, *tables.targets]
        attacked = audit(tables.tables, [*gone, *tables.targets], goals, exact=True)
        assert attacked.unsafe == (), topic
        for figure in tables.figures:
            assert not figure.shown or not 0 < figure.n < 10, figure


def test_a_small_area_is_withheld_by_the_report_so_that_it_may_be_published(store):
    closed_wave(store, SIZES | {"n3": 7})
    made = edition(store)
    found = check_release(store, made)
    hidden = [f for f in found.figures if f.withheld == "confidential" and f.areas]
    assert {f.areas for f in hidden} >= {("n3",)}
    assert len({f.areas for f in hidden}) >= 2, "another area goes with it"
    publish_release(store, made, on=ON)
