"""A response: one completed instrument, as it is sealed and as it is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from surveyapp.errors import InputError, Problem
from surveyapp.instrument.answers import Answers, from_json, to_json

Mode = Literal["web", "paper", "phone", "face to face", "kiosk", "import"]
MODES: tuple[Mode, ...] = get_args(Mode)

BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Response:
    """One completed instrument. It knows no date, no address, no device and no code.

    Attributes
    ----------
    answers : variable -> answer, completed: every variable of the instrument has a value.
    design_cell : id of a design cell of the wave's plan, empty where there is none.
    area : id of the atomic area, empty where it is not stated.
    quality : flag -> yes or no, computed at submit.
    """

    answers: Answers
    language: str
    mode: Mode
    department: str
    design_cell: str = ""
    area: str = ""
    quality: Mapping[str, bool] = field(default_factory=dict)


def to_bytes(response: Response, block: int = BLOCK) -> bytes:
    """Canonical JSON, padded with spaces to a multiple of `block` bytes.

    Two responses that fit one block have the same length, so the length of their ciphertext
    says nothing about them.
    """
    document = {
        "answers": json.loads(to_json(response.answers)),
        "area": response.area,
        "department": response.department,
        "design_cell": response.design_cell,
        "language": response.language,
        "mode": response.mode,
        "quality": dict(response.quality),
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return padded(text.encode(), block)


def from_bytes(data: bytes) -> Response:
    """The response that `to_bytes` wrote, equal in every field."""
    try:
        document = json.loads(data)
        return Response(
            answers=from_json(json.dumps(document["answers"])),
            language=document["language"],
            mode=document["mode"],
            department=document["department"],
            design_cell=document["design_cell"],
            area=document["area"],
            quality=document["quality"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(Problem("The bytes are not a response.", code="damaged")) from error


def padded(data: bytes, block: int) -> bytes:
    """`data` with spaces up to the next multiple of `block`."""
    return data + b" " * (-len(data) % block)
