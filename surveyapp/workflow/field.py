"""Fielding: plan a wave, open it, add to its plan."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlmodel import Session

from surveyapp.collection.area import check_areas
from surveyapp.collection.asked import asked_in
from surveyapp.collection.fielding_check import fielding_choices
from surveyapp.collection.plan import Addition, plan_hash
from surveyapp.collection.plan_check import check_plan
from surveyapp.collection.sealing import KEY_BYTES, key_pair
from surveyapp.collection.sealing_keys import practice_key, protected_key
from surveyapp.collection.wave import Wave, check_wave, opened
from surveyapp.errors import Problem, WaveError
from surveyapp.instrument.areas import is_bound
from surveyapp.instrument.languages import not_ready
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.translation import READY, WORDS, Standing, State
from surveyapp.storage.engine import Store
from surveyapp.storage.events import log_event
from surveyapp.storage.instruments import load_instrument, save_instrument
from surveyapp.storage.waves import add_addition, add_wave, load_wave, take_wave, update_wave
from surveyapp.workflow.key_store import save_wave_key, split_wave_key
from surveyapp.workflow.report_languages import language_name

_SALT_BYTES = 16


def plan_wave(store: Store, wave: Wave, instrument: Instrument, *, on: datetime.date) -> Wave:
    """Keep a planned wave and the edition of the instrument it pins; returns the wave as kept.

    The instrument's id, version and hash are taken from the instrument itself.

    Raises
    ------
    WaveError, InputError : the wave, its areas or its plan cannot be used, or the name is taken.
    """
    check_wave(wave)
    check_areas(wave.areas, simulated=wave.simulated)
    check_plan(wave, instrument)

    def unit(session: Session) -> Wave:
        pinned = pinned_to(wave, instrument, save_instrument(session, instrument))
        add_wave(session, pinned)
        detail = {"instrument": pinned.instrument_hash, "plan": plan_hash(pinned.plan)}
        log_event(session, pinned.slug, "planned", on, detail)
        return pinned

    return store.write(unit)


def pinned_to(wave: Wave, instrument: Instrument, name: str) -> Wave:
    """The wave, naming the edition it asks."""
    return Wave(
        slug=wave.slug,
        department=wave.department,
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        instrument_hash=name,
        title=wave.title,
        period=wave.period,
        frame=wave.frame,
        languages=wave.languages,
        areas=wave.areas,
        plan=wave.plan,
        simulated=wave.simulated,
    )


def open_wave(
    store: Store,
    slug: str,
    key_file: Path,
    *,
    on: datetime.date,
    passphrase: str | None,
    overrule: str = "",
    shares: Sequence[tuple[Path, str]] = (),
    interface: Mapping[str, State | None] | None = None,
) -> Wave:
    """Open a planned wave: make its key pair, write the private half to a file, keep the public.

    The private half is under the passphrase and need not stay on this machine. Only a simulated
    wave may do without one; its key then lies in the open, and says so.

    Parameters
    ----------
    overrule : why it opens in languages that no native speaker has reviewed; it is logged with
        the state of each, and printed in reports.
    shares : file and passphrase of each of the people between whom the private half is split, any
        two of whom can close the wave. It is then split in memory and never written whole, and
        `key_file` and `passphrase` are not used.
    interface : how good the texts of the pages around the questions are in each language offered,
        None where there are none; they are judged as the questionnaire's own.

    Raises
    ------
    WaveError : not planned; modules, least age or frame that the questionnaire does not allow; a
        real wave without a passphrase; or a language offered that is not
        reviewed, has texts missing or stale, without an overrule.
    InputError : a passphrase too short, a key file that exists already, areas missing.
    """
    with store.reading() as session:
        wave = load_wave(session, slug)
        instrument = load_instrument(session, wave.instrument_hash)
    _require_ready(wave, instrument)
    unready = not_ready(asked_in(wave, instrument), wave.languages)
    pages = _unready_pages(wave.languages, interface or {})
    if (unready or pages) and not overrule.strip():
        raise WaveError(
            [*(_unready(slug, each) for each in unready), *_pages_problems(slug, pages)]
        )
    if passphrase is None and not shares and not wave.simulated:
        raise WaveError(
            Problem(
                "The answers of residents need a private key under a passphrase.",
                slug,
                ("Give a passphrase of four or more unrelated words.",),
                code="passphrase",
            )
        )
    public, private = key_pair(secrets.token_bytes(KEY_BYTES))
    opened(wave, public, on=on)
    kept = _keep_private(slug, private, key_file, passphrase, shares)

    def unit(session: Session) -> Wave:
        now = opened(take_wave(session, slug), public, on=on)
        if unready or pages:
            _log_overrule(session, slug, _overruled(unready, pages, overrule.strip()), on)
        update_wave(session, now)
        detail = {"public_key": public.hex(), "plan": plan_hash(now.plan), **kept}
        log_event(session, slug, "opened", on, detail)
        return now

    return store.write(unit)


def _keep_private(
    slug: str,
    private: bytes,
    key_file: Path,
    passphrase: str | None,
    shares: Sequence[tuple[Path, str]],
) -> dict[str, str | int]:
    """Write the private half, whole or in shares; returns what the log says of it."""
    if shares:
        paths, words = [path for path, _ in shares], [word for _, word in shares]
        return {"key_shares": len(shares), "share_set": split_wave_key(private, slug, paths, words)}
    if passphrase is None:
        key = practice_key(slug, private)
    else:
        key = protected_key(slug, private, passphrase, secrets.token_bytes(_SALT_BYTES))
    save_wave_key(key_file, key)
    return {}


def add_to_plan(store: Store, slug: str, text: str, *, on: datetime.date) -> Addition:
    """Log something added to a frozen plan; it is printed in the report with the wave's state."""

    def unit(session: Session) -> Addition:
        addition = add_addition(session, slug, text)
        log_event(session, slug, "plan addition", on, {"number": addition.number, "text": text})
        return addition

    return store.write(unit)


def _require_ready(wave: Wave, instrument: Instrument) -> None:
    """Refuse to open without areas, or with choices that the questionnaire does not allow."""
    problems = [*fielding_choices(wave, instrument)]
    if problems:
        raise WaveError(problems)
    if not is_bound(asked_in(wave, instrument)):
        raise WaveError(
            Problem(
                "The instrument asks for the area, and the wave has none to offer.",
                wave.slug,
                ("Plan the wave with its areas.",),
                code="no areas",
            )
        )


def _unready(slug: str, language: Standing) -> Problem:
    return Problem(
        f"{language_name(language.language, 'en')} is {language.words}.",
        slug,
        (
            "Have a native speaker review it, and say so in the questionnaire.",
            "Leave the language out of the wave.",
            "Overrule with a reason, which reports print.",
        ),
        code="language not reviewed",
    )


def _unready_pages(
    languages: Sequence[str], interface: Mapping[str, State | None]
) -> dict[str, str]:
    """The languages in which the pages are not reviewed, with their state in words."""
    states = {tag: interface[tag] for tag in languages if tag in interface}
    return {
        tag: WORDS[state] if state else "missing: they would be shown in English"
        for tag, state in states.items()
        if state not in READY
    }


def _pages_problems(slug: str, pages: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(
            f"The pages around the questions are in {language_name(tag, 'en')} {words}.",
            slug,
            (
                "Have a native speaker review their catalog, and say so in its header X-State.",
                "Leave the language out of the wave.",
                "Overrule with a reason, which reports print.",
            ),
            code="pages not reviewed",
        )
        for tag, words in pages.items()
    ]


def _overruled(unready: Sequence[Standing], pages: Mapping[str, str], reason: str) -> str:
    parts = [f"{language_name(each.language, 'en')} ({each.words})" for each in unready]
    parts += [
        f"pages around the questions in {language_name(tag, 'en')} ({words})"
        for tag, words in pages.items()
    ]
    return f"Opened in languages that are not reviewed: {'; '.join(parts)}. Reason given: {reason}"


def _log_overrule(session: Session, slug: str, text: str, on: datetime.date) -> None:
    """Log the overrule, and add it to the plan, whose additions every report prints."""
    addition = add_addition(session, slug, text)
    log_event(session, slug, "languages overruled", on, {"number": addition.number, "text": text})
