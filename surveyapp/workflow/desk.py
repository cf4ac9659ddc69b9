"""The desk that residents come to: the store, the server key, and what open waves ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session

from surveyapp.collection.capacity import response_block
from surveyapp.collection.wave import Wave
from surveyapp.errors import Problem, WaveError
from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.model import Instrument
from surveyapp.storage.engine import Store
from surveyapp.storage.instruments import load_instrument
from surveyapp.storage.waves import load_wave, wave_state


@dataclass(frozen=True, slots=True)
class Fielded:
    """A wave with what it asks.

    Attributes
    ----------
    instrument : bound to the areas of the wave.
    block : every response of the wave is padded to a multiple of this many bytes.
    """

    wave: Wave
    instrument: Instrument
    block: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What the steps of answering share; one per process is enough.

    Attributes
    ----------
    key : the server key, 32 bytes, from a file outside the database.
    """

    store: Store
    key: bytes
    _fielded: dict[str, Fielded] = field(default_factory=dict, repr=False)

    def open_wave(self, session: Session, slug: str, *, hold: bool = False) -> Fielded:
        """A wave that takes answers, with its instrument; with `hold` it stays open meanwhile.

        What a wave asks is frozen while it is open, so it is read once and remembered; whether
        it is open is asked every time.

        Raises
        ------
        WaveError : code "unknown", "planned" or "closed".
        """
        state = wave_state(session, slug, hold=hold)
        if state != "open":
            raise _not_open(slug, state)
        if slug not in self._fielded:
            self._fielded[slug] = load_fielded(session, slug)
        return self._fielded[slug]


def load_fielded(session: Session, slug: str) -> Fielded:
    """A wave in any state, with its instrument bound to its areas."""
    wave = load_wave(session, slug)
    instrument = load_instrument(session, wave.instrument_hash)
    bound = with_areas(instrument, wave.areas)
    return Fielded(wave, bound, response_block(bound))


def _not_open(slug: str, state: str) -> WaveError:
    if state == "planned":
        return WaveError(Problem("The survey has not started yet.", slug, code="planned"))
    return WaveError(
        Problem("The survey has ended and takes no more answers.", slug, code="closed")
    )
