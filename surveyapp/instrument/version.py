"""The name of an edition: a hash of what it asks, not of how its file is written."""

from __future__ import annotations

import datetime
import hashlib
import json

from surveyapp.instrument.model import Instrument
from surveyapp.instrument.plain import to_document

FORMAT = "surveyapp instrument 1"


def content_hash(instrument: Instrument) -> str:
    """SHA-256 (64 hex digits) of the instrument's content.

    Comments, spaces, the order of keys and the areas of a wave do not change it; any text,
    code, order of items or options, condition, indicator or bridge does.
    """
    content = json.dumps(
        to_document(instrument), sort_keys=True, separators=(",", ":"), default=_date
    )
    return hashlib.sha256(f"{FORMAT}\n{content}".encode()).hexdigest()


def _date(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"An instrument holds no {type(value).__name__}.")
