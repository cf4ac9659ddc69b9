"""Questionnaires of one feature each, and ways to build answers for them."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from surveyapp.instrument.areas import with_areas
from surveyapp.instrument.calculating import number
from surveyapp.instrument.document import load
from surveyapp.instrument.model import Instrument, Variable
from surveyapp.instrument.reading_ranks import ranks
from surveyapp.instrument.values import AnswerValue, Missing

FOLDER = Path(__file__).parent / "questionnaires"
FIELDED = Path(__file__).parents[2] / "instruments" / "resident-trust" / "1.toml"
FEATURES = sorted(path.stem for path in FOLDER.glob("*.toml"))
FAULTS = sorted(path.stem for path in (FOLDER / "broken").glob("*.toml"))


@dataclass(frozen=True)
class Place:
    id: str
    name: str


PLACES = (Place("north", "North End"), Place("south", "South Side"))


def questionnaire(feature: str) -> Instrument:
    return load(FOLDER / f"{feature}.toml")


def fielded() -> Instrument:
    return with_areas(load(FIELDED), PLACES)


def values(variable: Variable) -> st.SearchStrategy[AnswerValue]:
    """Any answer that a variable can hold in a draft."""
    item = variable.item
    options = [option.place or option.code for option in variable.options]
    given: st.SearchStrategy[AnswerValue]
    match variable.kind:
        case "choice":
            given = st.sampled_from(options)
        case "several":
            joint = [o.code for o in variable.options if o.substantive and not o.exclusive]
            alone = [(code,) for code in options if code not in joint]
            given = st.lists(st.sampled_from(joint), min_size=1, unique=True).map(tuple)
            given = st.one_of(given, st.sampled_from(alone)) if alone else given
        case "ranked":
            most = ranks(item)
            ordered = st.lists(st.sampled_from(options), min_size=1, max_size=most, unique=True)
            given = ordered.map(tuple)
        case "number" if item.kind == "calculated":
            given = st.integers(-9, 99)
        case "number":
            tenths = st.integers(int(item.minimum * 10), int(item.maximum * 10))
            fine = tenths.map(lambda n: number(Decimal(n) / 10))
            given = fine if item.decimals else tenths.map(lambda n: n // 10)
        case "text":
            given = st.text(min_size=1, max_size=20)
        case "date":
            given = st.dates(item.minimum, item.maximum).map(lambda day: day.isoformat())
    return st.one_of(given, st.sampled_from(Missing))


def drafts(instrument: Instrument) -> st.SearchStrategy[dict[str, AnswerValue]]:
    """Any answers to any of an instrument's variables."""
    return st.fixed_dictionaries(
        {}, optional={name: values(v) for name, v in instrument.variables.items()}
    )
