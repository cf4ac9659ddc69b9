import copy
import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.errors import InputError
from surveyapp.reporting.data_files import report_json
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.feed import feed, plan_publication
from surveyapp.workflow.feed_check import check_chain, check_kept, read_kept
from tests.reporting.practice_report import practice_report
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import DAY, SLUG, at_once, private_key

LATER = datetime.date(2026, 10, 1)


@pytest.fixture
def fed(store, tmp_path):
    """The feed before people answered, and after the wave closed."""
    desk, _ = coded_desk(store, tmp_path)
    plan_publication(store, SLUG, LATER, on=DAY)
    with store.reading() as session:
        before = feed(session)
    at_once(desk, 3)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    with store.reading() as session:
        return before, feed(session)


def as_report(document):
    """What a report of the wave would have printed of the feed."""
    report = json.loads(report_json(practice_report()))
    wave = document["waves"][0]
    report["meta"]["wave"] = wave["wave"]
    report["versions"] |= {
        "plan_hash": wave["plan"],
        "instrument_hash": wave["instrument"]["hash"],
        "advance": [
            {**entry, "planned": entry.get("detail", {}).get("day"), "codes": None}
            for entry in document["log"]
        ],
    }
    return report


def test_a_feed_that_only_grew_was_not_rewritten(fed):
    before, after = fed
    assert len(after["log"]) > len(before["log"])
    assert check_chain(after) == ()
    for kept in (before, after, as_report(before), as_report(after)):
        checked = check_kept(after, read_kept(json.dumps(kept), "kept"))
        assert checked.rewritten == ()
        assert checked.entries == len(kept.get("log") or kept["versions"]["advance"])


def test_every_way_to_rewrite_history_is_told(fed):
    before, after = fed

    def told(change, kept=before):
        document = copy.deepcopy(after)
        change(document)
        return " ".join([*check_chain(document), *check_kept(document, kept).rewritten])

    def entry(number, **values):
        return lambda feed: feed["log"][number].update(values)

    def wave(**values):
        return lambda feed: feed["waves"][0].update(values)

    assert "Entry 1 (planned" in told(entry(0, day="2026-01-01"))
    assert "does not follow" in told(entry(0, detail={"plan": "another"}))
    assert "was rewritten: it was" in told(entry(1, hash="0" * 64))
    assert "Entry 2 is missing" in told(lambda feed: feed["log"].pop(1))
    assert "head is not" in told(lambda feed: feed.update(head="1" * 64))
    assert "another plan" in told(wave(plan="f" * 64))
    assert "another plan" in told(wave(plan="f" * 64), as_report(before))
    assert "another questionnaire" in told(wave(instrument={"hash": "f" * 64}))
    assert "another public key" in told(wave(public_key="f" * 64))
    assert "planned was changed" in told(wave(publication_planned=[]))
    assert "planned was changed" in told(wave(publication_planned=[]), as_report(before))
    assert "without an entry" in told(wave(codes={"north": {"issued": 31}}))
    assert "gone from the feed" in told(lambda feed: feed["waves"].clear())
    assert "gone from the feed" in told(lambda feed: feed["log"].clear())


@settings(max_examples=60)
@given(st.text(max_size=60) | st.dictionaries(st.text(max_size=9), st.integers()).map(json.dumps))
def test_what_is_no_feed_is_refused_in_words(text):
    with pytest.raises(InputError, match="neither a feed nor a report"):
        read_kept(text, "kept.json")
