"""A city with a wave for each feature of the format, and what is answered there."""

from __future__ import annotations

from pathlib import Path

from surveyapp.collection.wave import Wave
from surveyapp.config import load_settings, practice_settings
from surveyapp.instrument.document import load
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.key_store import make_server_key, wave_key_path
from tests.web.city import AREAS, DAY

FOLDER = Path(__file__).parents[1] / "instrument" / "questionnaires"
LANGUAGES = ("en", "es", "ar", "zh-Hans")
Forms = dict[str, dict[str, str | list[str]]]

FORMS: dict[str, Forms] = {
    "number": {"distance": {"distance": "2.5"}},
    "sum_of_rows": {"trips": {"trips.walk": "5", "trips.bus": "3", "trips.car": "2"}},
    "sum_across": {
        "household": {"household": "4"},
        "children": {"children": "2"},
        "older": {"older": "1"},
    },
    "ranking": {"wishes": {"wishes-3": "1", "wishes-1": "2"}},
    "follow_up": {"visited": {"visited": "1"}, "visits": {"visits": "3"}},
    "zero_to_ten": {"clean": {"clean": "10"}, "quiet": {"quiet": "1"}},
    "place": {"home": {"home": "birch"}, "friends": {"friends": "alder"}},
    "calculated": {
        "adults": {"adults": "3"},
        "children": {"children": "2"},
        "pets": {"pets": ["1", "3"]},
        "room": {"room": "2"},
    },
    "piping": {
        "pet": {"pet": "2"},
        "name": {"name": "<i>Minka</i> & Co"},
        "walks": {"walks": "12.5"},
        "met": {"met": ["1", "3"]},
        "moved": {"moved-month": "2", "moved-day": "29", "moved-year": "2020"},
        "happy": {"happy": "1"},
    },
    "repeat_by_count": {
        "children": {"children": "2"},
        "child.1.age": {"child.1.age": "3"},
        "child.2.age": {"child.2.age": "7"},
        "child.2.school": {"child.2.school": "1"},
    },
    "repeat_another": {
        "any": {"any": "1"},
        "child.1.age": {"child.1.age": "8"},
        "child.1.school": {"child.1.school": "2"},
        "child.1.another": {"child.1.another": "1"},
        "child.2.age": {"child.2.age": "4"},
        "child.2.another": {"child.2.another": "2"},
    },
    "random_items": {"trees": {"trees": "1"}, "more": {"more": "1"}},
    "random_options": {"sport": {"sport": ["1", "5"]}},
    "reversed_scale": {"park": {"park": "3"}},
    "split_ballot": {"lights": {"lights": "1"}, "tax": {"tax": "2"}},
    "interviewer_note": {"dog": {"dog": "1"}},
    "areas": {"home": {"home": "97"}},
    "bridge": {"pets": {"pets": ["1", "2"]}},
    "condition_answered": {"park": {"park": "3"}, "why": {"why": "Trees"}},
    "condition_compare": {"adults": {"adults": "2"}, "share": {"share": "1"}},
    "condition_equals": {"dog": {"dog": "1"}, "name": {"name": "Rex"}},
    "condition_grid": {"park": {"park.clean": "3", "park.lit": "1"}, "dark": {"dark": "Yes"}},
    "condition_in": {"pets": {"pets": ["1"]}, "vet": {"vet": "1"}},
    "condition_nested": {
        "dog": {"dog": "1"},
        "cat": {"cat": "1"},
        "peace": {"peace": "2"},
        "vet": {"vet": "Dr. Paw"},
    },
    "date": {"moved": {"moved-month": "2", "moved-day": "29", "moved-year": "2020"}},
    "grid": {"park": {"park.clean": "2", "park.lit": "1"}},
    "indicators": {"park": {"park.clean": "2", "park.lit": "1"}, "adults": {"adults": "2"}},
    "information": {"dog": {"dog": "2"}},
    "languages": {"dog": {"dog": "1"}},
    "long_text": {"wish": {"wish": "More trees & benches"}},
    "multiple": {"pets": {"pets": ["1", "3"]}},
    "scale": {"park": {"park": "2"}},
    "sections": {"dog": {"dog": "1"}, "wish": {"wish": "Shade"}},
    "shared_scale": {"park": {"park": "3"}, "street": {"street": "1"}},
    "short_text": {"street": {"street": "Elm"}},
    "single": {"dog": {"dog": "1"}},
    "two_editions": {
        "met": {"met": "1"},
        "fair": {"fair": "2"},
        "trust": {"trust.right": "3", "trust.care": "1"},
        "age": {"age": "44"},
    },
    "whole_number": {"adults": {"adults": "3"}},
}
"""Feature -> page -> what is posted from it; pages left out are posted blank.

What a wave chooses for its questionnaire (modules, the least age) is walked in `test_choices`.
"""


def slug_of(feature: str) -> str:
    return f"{feature.replace('_', '-')}-2026q3"


def found_features(folder: Path) -> Path:
    """Make a city in which every feature has an open wave of its own."""
    settings = practice_settings(load_settings({}), folder)
    store = Store(settings.database_url)
    upgrade(store)
    make_server_key(settings.keys)
    for feature in FORMS:
        instrument = load(FOLDER / f"{feature}.toml")
        slug = slug_of(feature)
        wave = Wave(
            slug=slug,
            department="practice-police",
            instrument_id=instrument.id,
            instrument_version=instrument.version,
            instrument_hash="",
            title=feature,
            period="2026Q3",
            frame="opt-in",
            languages=instrument.languages,
            areas=AREAS,
            simulated=True,
        )
        plan_wave(store, wave, instrument, on=DAY)
        key = wave_key_path(settings.keys, slug)
        open_wave(store, slug, key, on=DAY, passphrase=None, overrule="Nobody lives here.")
    store.close()
    return folder
