"""Adjusted values are numbers of the ledger: counted, audited and frozen like any other."""

import datetime
import json
from dataclasses import replace

import numpy as np
import pytest

from surveyapp.disclosure.together import check_together
from surveyapp.errors import DisclosureRefused
from surveyapp.reporting.data_files import report_json
from surveyapp.storage.ledger import printed_figures
from surveyapp.storage.responses import add_responses, load_analysis_file
from surveyapp.storage.snapshots import Snapshot, save_snapshot
from surveyapp.workflow.adjusted_crowds import adjusted_crowds
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.estimate import estimated
from surveyapp.workflow.field import plan_wave
from surveyapp.workflow.release import check_release, publish_release
from surveyapp.workflow.released_figures import people_of
from surveyapp.workflow.report_build import report_of
from surveyapp.workflow.weigh import weigh_unsaved
from tests.collection.tiny import tiny, tiny_wave
from tests.indicators.test_ballots import balloted
from tests.workflow.released import ABOUT, DAY, DEFINITION, SIZES, people, response

ON = datetime.date(2026, 10, 15)
SLUGS = ("tiny-2026q2", "tiny-2026q3")
CROWD = "mix paper+web:yes"


def fielded(store, others=0):
    """Two closed waves, answered on the web and on paper by other shares, a few by phone."""
    for number, (slug, period) in enumerate(zip(SLUGS, ("2026Q2", "2026Q3"), strict=True)):
        plan_wave(store, tiny_wave(slug, period=period), tiny(), on=DAY)
        rng = np.random.default_rng(number)
        held = [
            (key, replace(one, mode="paper" if rng.random() < 0.3 + 0.2 * number else "web"))
            for key, one in people(SIZES, number)
        ]
        held += [
            (b"call%d" % k, replace(response("n1", 1 + k % 3), mode="phone")) for k in range(others)
        ]
        store.write(lambda session, slug=slug, held=held: add_responses(session, slug, held))
        close(store, slug, None, on=DAY)


def edition(store, correction="", adjust=("mode",)):
    """A built report with adjusted lines, without its files."""
    with store.reading() as session:
        weighed = weigh_unsaved(session, SLUGS[-1])
    found = estimated(weighed, adjust=adjust)
    about = replace(ABOUT, correction=correction)
    text = report_json(report_of(found, DEFINITION, about, published=DAY)).decode()
    snapshot = Snapshot("short", "2026Q3", "en", SLUGS, text, "")
    return store.write(lambda session: save_snapshot(session, snapshot)), json.loads(text)


def in_ledger(store):
    with store.reading() as session:
        return [f for f in printed_figures(session, SLUGS) if f.group == CROWD]


def test_every_adjusted_value_enters_the_ledger_with_the_people_behind_it(store):
    fielded(store)
    made, document = edition(store)
    assert document["adjusted"]
    publish_release(store, made, on=ON)
    printed = {(f.topic, f.waves[0]): (f.n, f.value) for f in in_ledger(store)}
    assert printed == {
        (line["indicator"], point["wave"]): (point["n"], point["value"])
        for line in document["adjusted"]
        for point in line["figures"]
    }
    assert publish_release(store, made, on=ON).number == 1, "the same edition enters nothing"


def test_an_adjusted_value_is_refused_beside_an_earlier_one_that_differs_by_a_few_people(store):
    fielded(store)
    publish_release(store, edition(store)[0], on=ON)
    late = [(b"late%d" % k, replace(response("n1", 3), mode="web")) for k in range(3)]
    store.write(lambda session: add_responses(session, SLUGS[-1], late))
    with store.reading() as session:
        file = load_analysis_file(session, list(SLUGS))
    now = people_of(file, {})
    old = in_ledger(store)
    moved = [f for f in old if f.waves == SLUGS[-1:]]
    fresh = [replace(f, n=now.count(f), value=(f.value or 0) + 0.1) for f in moved]
    assert all(new.n == (before.n or 0) + 3 for new, before in zip(fresh, moved, strict=True))
    with pytest.raises(DisclosureRefused, match="change by fewer than 10 people") as refused:
        check_together(old, fresh, now, procedure="revision", reason="Three came late.")
    assert "mix paper+web" in str(refused.value)
    with pytest.raises(DisclosureRefused, match="change by fewer than 10 people"):
        check_release(store, edition(store, "Three came late.")[0], procedure="revision")


def test_an_adjusted_value_is_refused_beside_a_plain_one_that_differs_by_a_few_people(store):
    fielded(store, others=4)
    made, document = edition(store)
    assert "adjusted" not in document, "the line is left out, and the report says why"
    assert any("would tell of a few people" in note for note in document["method"]["series"])
    publish_release(store, made, on=ON)
    with store.reading() as session:
        file = load_analysis_file(session, list(SLUGS))
        printed = printed_figures(session, SLUGS)
    crowd = people_of(file, {})
    plain = next(
        f
        for f in printed
        if (f.topic, f.waves, f.areas) == ("trust", SLUGS[-1:], ())
        and f.n
        and f.group == "all"
        and not f.answer
    )
    bare = replace(plain, group=CROWD, value=50.0)
    second = replace(bare, n=crowd.count(bare))
    assert 0 < (plain.n or 0) - (second.n or 0) < 10
    with pytest.raises(DisclosureRefused, match="could be worked out"):
        check_together(printed, [second], crowd)


def test_an_adjusted_value_built_from_other_answers_is_refused(store):
    fielded(store)
    made, document = edition(store)
    document["adjusted"][0]["figures"][0]["n"] += 20
    altered = Snapshot("other", "2026Q3", "en", SLUGS, json.dumps(document), "")
    made = store.write(lambda session: save_snapshot(session, altered))
    with pytest.raises(DisclosureRefused, match="count other people"):
        check_release(store, made)


def test_those_who_read_the_other_wording_are_beside_the_new_ones_values():
    data, arm, _ = balloted()
    (indicator,) = data.instruments["0" * 64].indicators
    found = adjusted_crowds(data, [indicator])
    behind = found["wording trust 2"] == "yes"
    assert np.array_equal(behind, (data.wave == 0) | (arm == 2))
    assert set(found) >= {"wording trust 1", "wording trust 2"}
