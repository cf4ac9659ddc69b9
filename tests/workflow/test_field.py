import stat
from dataclasses import replace

import pytest
from sqlalchemy import text

from surveyapp.collection.plan import Family, Plan
from surveyapp.collection.sealing import public_half
from surveyapp.errors import InputError, StorageError, WaveError
from surveyapp.instrument.translation import Translation
from surveyapp.storage.events import load_events
from surveyapp.storage.instruments import kept_hashes, load_instrument
from surveyapp.storage.waves import load_additions, load_wave, load_waves, update_wave
from surveyapp.workflow.field import add_to_plan, open_wave, plan_wave
from surveyapp.workflow.key_store import (
    load_server_key,
    load_wave_key,
    make_server_key,
    needs_passphrase,
)
from tests.collection.tiny import tiny, tiny_wave
from tests.workflow.fielded import DAY, SLUG

PLAN = Plan(families=(Family("city", "City", ("trust",)),), change_of_interest={"trust": 5})


def test_a_planned_wave_comes_back_as_it_was_planned(any_store):
    kept = plan_wave(any_store, tiny_wave(plan=PLAN), tiny(), on=DAY)
    with any_store.reading() as session:
        assert load_wave(session, SLUG) == kept
        assert load_waves(session) == (kept,)
        assert load_instrument(session, kept.instrument_hash) == tiny()
        assert kept_hashes(session, "tiny", "1") == (kept.instrument_hash,)


def test_a_name_is_taken_once(store):
    plan_wave(store, tiny_wave(), tiny(), on=DAY)
    with pytest.raises(WaveError, match="A wave of this name exists"):
        plan_wave(store, tiny_wave(), tiny(), on=DAY)


def test_opening_writes_a_protected_key_for_its_owner_only(store, tmp_path):
    plan_wave(store, tiny_wave(simulated=False), tiny(), on=DAY)
    path = tmp_path / "keys" / "wave.json"
    wave = open_wave(store, SLUG, path, on=DAY, passphrase="four unrelated words here")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert needs_passphrase(path)
    private = load_wave_key(path, SLUG, "four unrelated words here")
    assert public_half(private) == wave.public_key
    database = (tmp_path / "store.sqlite").read_bytes() + (
        tmp_path / "store.sqlite-wal"
    ).read_bytes()
    assert private not in database
    assert private.hex().encode() not in database


def test_a_real_wave_does_not_open_without_a_passphrase(store, tmp_path):
    plan_wave(store, tiny_wave(simulated=False), tiny(), on=DAY)
    with pytest.raises(WaveError, match="need a private key under a passphrase"):
        open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase=None)
    with pytest.raises(InputError, match="at least 12"):
        open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase="short")
    assert not (tmp_path / "k").exists()


def test_a_key_file_is_never_written_over(store, tmp_path):
    plan_wave(store, tiny_wave(), tiny(), on=DAY)
    (tmp_path / "k").write_text("precious")
    with pytest.raises(InputError, match="is there already"):
        open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase=None)
    assert (tmp_path / "k").read_text() == "precious"
    with store.reading() as session:
        assert load_wave(session, SLUG).state == "planned"


def test_a_wave_that_asks_for_the_area_needs_areas(store, tmp_path):
    plan_wave(store, tiny_wave(areas=()), tiny(), on=DAY)
    with pytest.raises(WaveError, match="the wave has none to offer"):
        open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase=None)


def test_a_frozen_plan_takes_only_logged_additions(any_store):
    wave = plan_wave(any_store, tiny_wave(plan=PLAN), tiny(), on=DAY)
    addition = add_to_plan(any_store, SLUG, "Look at renters too.", on=DAY)
    assert (addition.number, addition.wave_state) == (1, "planned")
    with any_store.reading() as session:
        assert load_additions(session, SLUG) == (addition,)
    other = tiny_wave(plan=Plan(), instrument_hash=wave.instrument_hash)
    with pytest.raises(StorageError, match="The plan of a wave is frozen"):
        any_store.write(lambda session: update_wave(session, other))


def test_an_altered_instrument_is_noticed(store):
    wave = plan_wave(store, tiny_wave(), tiny(), on=DAY)
    with store.connection() as connection:
        connection.execute(
            text("UPDATE instrument SET document = replace(document, 'trust them', 'like them')")
        )
    with (
        store.reading() as session,
        pytest.raises(StorageError, match="no longer has its hash"),
    ):
        load_instrument(session, wave.instrument_hash)


def test_the_server_key_is_made_once_and_for_its_owner_only(tmp_path):
    with pytest.raises(InputError, match="surveyapp keys init"):
        load_server_key(tmp_path)
    path = make_server_key(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(load_server_key(tmp_path)) == 32
    with pytest.raises(InputError, match="is there already"):
        make_server_key(tmp_path)


UNREVIEWED = replace(tiny(), translations=(Translation("es", "machine"),))


def test_a_wave_opens_only_in_languages_a_native_speaker_has_reviewed(store, tmp_path):
    plan_wave(store, tiny_wave(), UNREVIEWED, on=DAY)
    with pytest.raises(WaveError) as refusal:
        open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase=None)
    assert "Spanish is translated by machine, not checked by a person." in str(refusal.value)
    assert "Leave the language out of the wave." in str(refusal.value)
    assert not (tmp_path / "k").exists()


def test_a_wave_need_not_wait_for_a_language_it_does_not_offer(store, tmp_path):
    plan_wave(store, tiny_wave(languages=("en",)), UNREVIEWED, on=DAY)
    assert open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase=None).state == "open"
    with store.reading() as session:
        assert load_additions(session, SLUG) == ()


def test_an_overrule_is_logged_and_printed_with_its_reason(store, tmp_path):
    plan_wave(store, tiny_wave(), UNREVIEWED, on=DAY)
    reason = "the city's reviewer is ill."
    open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase=None, overrule=reason)
    with store.reading() as session:
        additions, events = load_additions(session, SLUG), load_events(session, SLUG)
    assert additions[0].text.endswith(f"Reason given: {reason}")
    assert "Spanish (translated by machine" in additions[0].text
    kinds = [event.kind for event in events]
    assert kinds == ["planned", "languages overruled", "opened"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("machine", "are in English translated by machine, not checked by a person."),
        ("translated", "are in English translated, not reviewed by a native speaker."),
        (None, "are in English missing: they would be shown in English."),
    ],
)
def test_pages_that_nobody_reviewed_keep_a_wave_shut_without_a_reason(
    store, tmp_path, state, words
):
    plan_wave(store, tiny_wave(), tiny(), on=DAY)
    with pytest.raises(WaveError, match="The pages around the questions") as refused:
        open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase=None, interface={"en": state})
    assert words in str(refused.value)
    assert "say so in its header X-State." in str(refused.value)
    reason = "The desk helps with the buttons."
    open_wave(
        store,
        SLUG,
        tmp_path / "k",
        on=DAY,
        passphrase=None,
        interface={"en": state},
        overrule=reason,
    )
    with store.reading() as session:
        (addition,) = load_additions(session, SLUG)
    assert "pages around the questions in English (" in addition.text
    assert addition.text.endswith(f"Reason given: {reason}")


@pytest.mark.parametrize("state", ["original", "reviewed", "pretested"])
def test_reviewed_pages_and_those_of_languages_not_offered_need_no_reason(store, tmp_path, state):
    plan_wave(store, tiny_wave(), tiny(), on=DAY)
    states = {"en": state, "ar": "machine"}
    open_wave(store, SLUG, tmp_path / "k", on=DAY, passphrase=None, interface=states)
    with store.reading() as session:
        assert load_additions(session, SLUG) == ()
