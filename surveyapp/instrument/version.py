"""The name of an edition: a hash of what it asks, not of how its file is written."""

from __future__ import annotations

import datetime
import hashlib
import json

from surveyapp.instrument.model import Instrument
from surveyapp.instrument.plain import to_document

FORMAT = "surveyapp instrument 1"
FRAMES = "allowed_frames"


def content_hash(instrument: Instrument) -> str:
    """SHA-256 (64 hex digits) of the instrument's content.

    Comments, spaces, the order of keys, the areas of a wave and the frames that are allowed do
    not change it: none of them changes what anybody is asked. Any text, code, order of items or
    options, condition, module, indicator or bridge does.
    """
    asked = {key: part for key, part in to_document(instrument).items() if key != FRAMES}
    content = json.dumps(asked, sort_keys=True, separators=(",", ":"), default=_date)
    return hashlib.sha256(f"{FORMAT}\n{content}".encode()).hexdigest()


def _date(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"An instrument holds no {type(value).__name__}.")
