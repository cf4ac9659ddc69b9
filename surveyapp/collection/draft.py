"""A draft: what has been answered so far, as it is encrypted between two pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from surveyapp.collection.response import Mode, padded
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.answers import Answers, from_json, to_json

BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished response.

    Attributes
    ----------
    answers : as read from the pages posted so far, off the route ones included.
    page : id of the page shown last, so that a resident who comes back goes on there.
    design_cell : what an access code brought along, empty for an open link.
    flags : yes-or-no observations on the way, for the quality flags.
    returned : its holder came back and was given a new secret, but has not used it yet.
    returns : how often its holder came back.
    """

    language: str
    mode: Mode
    answers: Answers = field(default_factory=dict)
    page: str = ""
    design_cell: str = ""
    flags: Mapping[str, bool] = field(default_factory=dict)
    returned: bool = False
    returns: int = 0

    def with_page(self, page: str, answers: Answers) -> Draft:
        """The draft after a page was posted."""
        return replace(self, page=page, answers={**self.answers, **answers}, returned=False)


def draft_to_bytes(draft: Draft) -> bytes:
    """Canonical JSON padded to whole blocks, so that its length hardly tells how far it is."""
    document = {
        "answers": to_json(draft.answers),
        "design_cell": draft.design_cell,
        "flags": dict(draft.flags),
        "language": draft.language,
        "mode": draft.mode,
        "page": draft.page,
        "returned": draft.returned,
        "returns": draft.returns,
    }
    return padded(json.dumps(document, sort_keys=True).encode(), BLOCK)


def draft_from_bytes(data: bytes) -> Draft:
    """The draft that `draft_to_bytes` wrote."""
    try:
        document = json.loads(data)
        return Draft(
            language=document["language"],
            mode=document["mode"],
            answers=from_json(document["answers"]),
            page=document["page"],
            design_cell=document["design_cell"],
            flags=document["flags"],
            returned=document.get("returned", False),
            returns=document.get("returns", 0),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(Problem("The bytes are not a draft.", code="damaged")) from error
