"""The desk that residents come to: the store, the server key, and what open waves ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from surveyapp.collection.asked import asked_in
from surveyapp.collection.capacity import response_block
from surveyapp.collection.fieldwork import REVIEW, everybodys_pages
from surveyapp.collection.wave import Wave, WaveState
from surveyapp.errors import InputError, Problem, WaveError
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.reading_places import Locator
from surveyapp.storage.engine import Store
from surveyapp.storage.instruments import load_instrument
from surveyapp.storage.shared_counts import ProgressCounts
from surveyapp.storage.waves import load_wave, wave_state
from surveyapp.workflow.key_store import load_code_key


@dataclass(frozen=True, slots=True)
class Fielded:
    """A wave with what it asks.

    Attributes
    ----------
    instrument : bound to the areas, the modules and the least age of the wave.
    block : every response of the wave is padded to a multiple of this many bytes.
    counted : ids of the pages everybody is asked, where progress is counted; then the review.
    """

    wave: Wave
    instrument: Instrument
    block: int
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the steps of answering share; one per process is enough.

    Attributes
    ----------
    key : the server key, 32 bytes, from a file outside the database.
    wave_keys : the server keys of waves that began under an earlier one.
    code_keys : folder of the waves' code keys; None where no codes are redeemed.
    progress : counts pages over all processes of the service; None where nobody counts.
    places : finds the area of an address or a point, where the city imported files for it.
    """

    store: Store
    key: bytes
    code_keys: Path | None = None
    progress: ProgressCounts | None = None
    places: Locator | None = None
    wave_keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    _fielded: dict[str, Fielded] = field(default_factory=dict, repr=False)
    _code_keys: dict[str, bytes] = field(default_factory=dict, repr=False)

    def key_of(self, slug: str) -> bytes:
        """The server key under which everything of a wave lies."""
        return self.wave_keys.get(slug, self.key)

    def open_wave(self, session: Session, slug: str, *, hold: bool = False) -> Fielded:
        """A wave that takes answers, with its instrument; with `hold` it stays open meanwhile.

        What a wave asks is frozen while it is open, so it is read once and remembered; whether
        it is open is asked every time.

        Raises
        ------
        WaveError : code "unknown", "planned" or "closed".
        """
        return self.if_open(session, slug, wave_state(session, slug, hold=hold))

    def if_open(self, session: Session, slug: str, state: WaveState) -> Fielded:
        """A wave whose state was just read, as `open_wave`."""
        if state != "open":
            raise _not_open(slug, state)
        if slug not in self._fielded:
            self._fielded[slug] = load_fielded(session, slug)
        return self._fielded[slug]

    def code_key(self, slug: str) -> bytes:
        """The code key of a wave, read once; InputError where the server does not have it."""
        if slug not in self._code_keys:
            folder = self.code_keys
            if folder is None:
                raise InputError(Problem("No folder of code keys is set.", slug, code="no key"))
            self._code_keys[slug] = load_code_key(folder, slug)
        return self._code_keys[slug]


def load_fielded(session: Session, slug: str) -> Fielded:
    """A wave in any state, with what it asks (`collection.asked`)."""
    wave = load_wave(session, slug)
    instrument = load_instrument(session, wave.instrument_hash)
    bound = asked_in(wave, instrument)
    counted = (*everybodys_pages(bound), REVIEW)
    return Fielded(wave, bound, response_block(bound), counted)


def _not_open(slug: str, state: str) -> WaveError:
    if state == "planned":
        return WaveError(Problem("The survey has not started yet.", slug, code="planned"))
    return WaveError(
        Problem("The survey has ended and takes no more answers.", slug, code="closed")
    )
