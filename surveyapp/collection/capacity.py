"""How long a response can be: so that all of one wave are padded to one length."""

from __future__ import annotations

from surveyapp.collection.response import BLOCK
from surveyapp.instrument.model import Instrument, Variable

# A character takes at most 4 bytes in UTF-8; quotes and backslashes take 2 in JSON.
_BYTES_A_CHARACTER = 4
_BYTES_A_NUMBER = 24
_BYTES_AROUND = 1024
_AREA_ID = 100


def response_block(instrument: Instrument, block: int = BLOCK) -> int:
    """Bytes that hold any response to an instrument, as a multiple of `block`.

    An upper bound over every variable: its name, punctuation and its longest value.
    """
    most = _BYTES_AROUND + sum(_longest(variable) for variable in instrument.variables.values())
    return -(-most // block) * block


def _longest(variable: Variable) -> int:
    name = len(variable.name.encode()) + 8
    if variable.kind == "text":
        return name + _BYTES_A_CHARACTER * variable.item.longest
    if variable.kind in ("several", "ranked"):
        return name + 12 * len(variable.options)
    return name + (_BYTES_A_CHARACTER * _AREA_ID if variable.item.options_from else _BYTES_A_NUMBER)
