"""What one wave asks: its questionnaire bound to the wave's areas, modules and least age."""

from __future__ import annotations

from surveyapp.collection.plan import Asks
from surveyapp.collection.wave import Wave
from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.choosing import with_minimum_age, with_modules
from surveyapp.instrument.model import Instrument


def asked_in(wave: Wave, instrument: Instrument) -> Instrument:
    """The instrument as residents of a wave meet it: in pages, in booklets, read aloud, or keyed.

    Items of modules that the wave did not choose are not in it.

    Raises
    ------
    InstrumentError
        When areas share an id, or have none.
    """
    return with_areas(chosen_of(instrument, wave.plan.asks), wave.areas)


def chosen_of(instrument: Instrument, asks: Asks) -> Instrument:
    """The instrument with a plan's choices made, and no areas."""
    return with_minimum_age(with_modules(instrument, asks.modules), asks.minimum_age)
