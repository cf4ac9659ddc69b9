import datetime
from dataclasses import replace

import pytest
from click.testing import CliRunner

from surveyapp.commands import wave as verbs
from surveyapp.errors import WaveError
from surveyapp.reporting.language import Language
from surveyapp.storage.events import first_broken, load_events
from surveyapp.workflow.feed import feed
from surveyapp.workflow.outside_events import log_outside_event, outside_events
from surveyapp.workflow.report_adjusted import event_facts
from tests.indicators.cities import city
from tests.workflow.fielded import SLUG, opened_desk
from tests.workflow.released import closed_wave

DAY = datetime.date(2026, 7, 10)
TODAY = datetime.date(2026, 7, 12)


def test_an_event_logged_in_time_is_kept_chained_and_public(store, tmp_path):
    opened_desk(store, tmp_path)
    log_outside_event(store, SLUG, DAY, " A new  chief took office. ", on=TODAY)
    log_outside_event(store, SLUG, DAY - datetime.timedelta(1), "A press report.", on=TODAY)
    with store.reading() as session:
        events = load_events(session)
        shown = [entry for entry in feed(session)["log"] if entry["kind"] == "outside event"]
    assert first_broken(events) is None
    assert [e.text for e in outside_events(events, SLUG)] == [
        "A press report.",
        "A new chief took office.",
    ]
    assert shown[0]["detail"] == {"day": "2026-07-10", "text": "A new chief took office."}


def test_after_the_results_are_opened_it_is_too_late(store):
    closed_wave(store)
    with pytest.raises(WaveError, match="found after its results were opened") as refused:
        log_outside_event(store, SLUG, DAY, "A shooting.", on=TODAY)
    assert "plan addition" in str(refused.value)


@pytest.mark.parametrize(
    ("day", "text", "says"),
    [
        (DAY, "  ", "has no words"),
        (DAY, "x" * 301, "301 characters"),
        (DAY, "up\u202eside", "U+202E"),
        (TODAY + datetime.timedelta(1), "Something.", "lies ahead"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_reason(store, tmp_path, day, text, says):
    opened_desk(store, tmp_path)
    with pytest.raises(WaveError, match=says.replace("+", "[+]")):
        log_outside_event(store, SLUG, day, text, on=TODAY)
    with store.reading() as session:
        assert outside_events(load_events(session), SLUG) == ()


def test_the_verb_logs_it(store, tmp_path, monkeypatch):
    opened_desk(store, tmp_path)
    monkeypatch.setattr(verbs, "_store", lambda: store)
    monkeypatch.setattr(verbs, "_today", lambda: TODAY)
    said = CliRunner().invoke(verbs.wave, ["event", SLUG, "2026-07-10", "A press report."])
    assert said.output == f"Logged for {SLUG}: 2026-07-10 A press report.\n"
    late = CliRunner().invoke(verbs.wave, ["event", SLUG, "2026-07-13", "A press report."])
    assert isinstance(late.exception, WaveError)


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh-Hans"])
def test_a_report_says_when_it_happened_and_that_it_was_logged_in_time(store, tmp_path, language):
    opened_desk(store, tmp_path)
    log_outside_event(store, SLUG, DAY, "A press report.", on=TODAY)
    with store.reading() as session:
        events = load_events(session)
    data = city(periods=("2026Q3",))
    named = replace(data, waves=(replace(data.waves[0], slug=SLUG),))
    speech = Language.of(language)
    (words,) = event_facts(named, events, speech)[SLUG]
    assert "A press report." in words
    assert speech.day(DAY) in words
    assert speech.day(TODAY) in words
