import datetime
import json

import pytest

from surveyapp.errors import WaveError
from surveyapp.workflow.admit import redeem
from surveyapp.workflow.close_wave import close, publish_wave
from surveyapp.workflow.feed import feed, plan_publication
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import DAY, SLUG, at_once, private_key

LATER = datetime.date(2026, 10, 1)


def fed(store):
    with store.reading() as session:
        return feed(session)


def test_the_feed_fixes_plan_codes_and_planned_day_when_they_are_made(any_store, tmp_path):
    coded_desk(any_store, tmp_path)
    before = fed(any_store)
    plan_publication(any_store, SLUG, LATER, on=DAY)
    plan_publication(any_store, SLUG, LATER + datetime.timedelta(30), on=LATER)
    after = fed(any_store)
    wave = after["waves"][0]
    assert [one["day"] for one in wave["publication_planned"]] == ["2026-10-01", "2026-10-31"]
    assert wave["codes"] == {"north": {"issued": 30}, "south": {"issued": 25}}
    assert len(wave["plan"]) == len(wave["instrument"]["hash"]) == 64
    assert after["head"] == after["log"][-1]["hash"] != before["head"]
    assert after["log"][: before["entries"]] == before["log"]
    json.dumps(after)


def test_nothing_in_the_feed_moves_while_people_answer(store, tmp_path):
    desk, codes = coded_desk(store, tmp_path)
    before = fed(store)
    redeem(desk, SLUG, codes[0][0])
    at_once(desk, 3)
    assert fed(store) == before
    close(store, SLUG, private_key(tmp_path), on=DAY)
    wave = fed(store)["waves"][0]
    assert wave["codes"]["north"] == {"issued": 30, "spent": 1}
    assert wave["answered"] == 3


def test_a_published_wave_plans_no_publication(store, tmp_path):
    coded_desk(store, tmp_path)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    publish_wave(store, SLUG, on=DAY)
    with pytest.raises(WaveError, match="published already"):
        plan_publication(store, SLUG, LATER, on=DAY)
