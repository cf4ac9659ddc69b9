"""Whether a wave has chosen everything that its questionnaire leaves to it, and may choose so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from surveyapp.collection.asked import chosen_of
from surveyapp.collection.wave import Wave
from surveyapp.errors import Problem
from surveyapp.instrument.choosing import LONGEST, module_of
from surveyapp.instrument.fielding import ADULT, LOWEST_AGE, MINIMUM_AGE, NO_MODULE
from surveyapp.instrument.model import Instrument
from surveyapp.instrument.reading_time import minutes

_REASON = (
    f"Under {LOWEST_AGE} a child cannot weigh what an answer to a survey about the police means, "
    "and U.S. law asks for a parent's verifiable consent (15 U.S.C. 6501-6506), which an anonymous "
    "survey cannot keep."
)


def fielding_choices(wave: Wave, instrument: Instrument) -> Iterator[Problem]:
    """Problems of a wave's frame, modules and least age; minutes only where modules are sound."""
    yield from _frame(wave, instrument)
    yield from _age(wave, instrument)
    found = [*_modules(wave, instrument)]
    yield from found
    if instrument.slots and not found:
        yield from _minutes(wave, instrument)


def _frame(wave: Wave, instrument: Instrument) -> Iterator[Problem]:
    allowed = instrument.allowed_frames
    if allowed and wave.frame not in allowed:
        named = " or ".join(f'"{frame}"' for frame in allowed)
        one = "frame" if len(allowed) == 1 else "frames"
        yield Problem(
            f"{instrument.id} {instrument.version} may not be fielded with the frame "
            f'"{wave.frame}": it allows the {one} {named}.',
            "frame",
            (
                f"Reach the people in that way, and set frame to {named}.",
                f'Field a questionnaire that allows "{wave.frame}".',
            ),
            "frame-not-allowed",
        )


def _age(wave: Wave, instrument: Instrument) -> Iterator[Problem]:
    age = wave.plan.asks.minimum_age
    if MINIMUM_AGE not in instrument.needs:
        if age is not None:
            yield Problem(
                f"{instrument.id} {instrument.version} asks nobody's age by it.",
                MINIMUM_AGE,
                (f"Delete {MINIMUM_AGE}.", f'Field a questionnaire that needs "{MINIMUM_AGE}".'),
                "age-unused",
            )
        return
    until = ADULT - 1
    if age is None:
        yield Problem(
            f"{instrument.id} {instrument.version} is for young people, and the wave does not say "
            "from which age on. There is no default: your law or review board decides.",
            MINIMUM_AGE,
            (f"Set {MINIMUM_AGE}, from {LOWEST_AGE} to {until}.",),
            "age-missing",
        )
    elif age < LOWEST_AGE:
        yield Problem(
            f"Nobody under {LOWEST_AGE} may be asked; the wave says {age}. {_REASON}",
            MINIMUM_AGE,
            (
                f"Set {MINIMUM_AGE} to {LOWEST_AGE} or more.",
                "Hear younger children through adults who know them, without a questionnaire.",
            ),
            "age-too-low",
        )
    elif age >= ADULT:
        yield Problem(
            f"From {ADULT} on people answer for themselves, without a guardian; the wave says "
            f"{age}.",
            MINIMUM_AGE,
            (
                f"Set {MINIMUM_AGE} from {LOWEST_AGE} to {until}.",
                "Field a questionnaire for adults, such as resident-trust.",
            ),
            "age-too-high",
        )


def _modules(wave: Wave, instrument: Instrument) -> Iterator[Problem]:
    chosen = wave.plan.asks.modules
    slots = [slot.id for slot in instrument.slots]
    for slot in chosen:
        if slot not in slots:
            known = f"Use one of: {', '.join(slots)}." if slots else "Delete modules."
            yield Problem(
                f"{instrument.id} {instrument.version} has no slot {slot!r}.",
                f"modules, {slot}",
                (known,),
                "no-such-slot",
            )
    for slot in slots:
        yield from _filling(slot, chosen.get(slot), instrument)
    for name, times in Counter(chosen[slot] for slot in slots if slot in chosen).items():
        if times > 1 and name != NO_MODULE:
            yield Problem(
                f"{name} fills {times} slots; it is asked once.",
                "modules",
                ("Fill one of them with another module.", f'Write "{NO_MODULE}" for one of them.'),
                "module-twice",
            )


def _filling(slot: str, name: str | None, instrument: Instrument) -> Iterator[Problem]:
    fitting = [module.id for module in instrument.modules if module.fits(slot)]
    remedies = (
        f"Use one of: {', '.join(fitting)}.",
        f'Write {slot} = "{NO_MODULE}" to leave it empty.',
    )
    where = f"modules, {slot}"
    if name is None:
        yield Problem("The wave does not say what fills this slot.", where, remedies, "slot-open")
    elif name != NO_MODULE and name not in fitting:
        known = module_of(instrument, name)
        what = (
            f"The module {name!r} does not fit this slot."
            if known is not None
            else f"{instrument.id} {instrument.version} has no module {name!r}."
        )
        yield Problem(what, where, remedies, "no-such-module")


def _minutes(wave: Wave, instrument: Instrument) -> Iterator[Problem]:
    asked = chosen_of(instrument, wave.plan.asks)
    for language in wave.languages:
        if language not in instrument.languages:
            continue
        long = minutes(asked, language)
        if round(long, 1) > LONGEST:
            yield Problem(
                f"With these modules it takes {long:.1f} minutes in {language!r}; at most "
                f"{LONGEST:.0f} are asked of anybody.",
                "modules",
                (
                    "Choose a shorter module.",
                    f'Write "{NO_MODULE}" for a slot.',
                    f"Leave {language!r} out.",
                ),
                "too-long",
            )
