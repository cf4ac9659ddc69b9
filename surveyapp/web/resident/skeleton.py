"""A page rendered once, with holes: what differs between residents is put in without a template.

Rendering a question through the template engine costs milliseconds, joining strings costs
microseconds, and a page differs between residents only in its token, what they typed and what is
wrong with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

_MARK = f"\x02{secrets.token_hex(12)}\x03"
"""Stands around the name of a hole; unguessable, so no text of a questionnaire can forge one."""


def hole(*name: str) -> Markup:
    """A hole of a page, to be put into a template; its name is the parts joined by a space."""
    joined = " ".join(name)
    return Markup(f"{_MARK}{joined}{_MARK}")  # nosec B704  # names from our code


def no_default(_name: str) -> str:
    """Leave every hole empty that nothing is put into."""
    return ""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A page cut at its holes: `pieces[0] hole[0] pieces[1] hole[1] ... pieces[-1]`."""

    pieces: tuple[str, ...]
    holes: tuple[tuple[str, str], ...]
    """Name and default of each hole, in order."""

    def fill(self, values: Mapping[str, str]) -> str:
        """The page, each hole holding its value (HTML already escaped) or else its default."""
        parts = [self.pieces[0]]
        for (name, default), piece in zip(self.holes, self.pieces[1:], strict=True):
            parts += (values.get(name, default), piece)
        return "".join(parts)


def cut(page: str, default: Callable[[str], str] = no_default) -> Skeleton:
    """Cut a rendered page at its holes; `default` gives what stands in a hole left alone."""
    parts = page.split(_MARK)
    names = parts[1::2]
    return Skeleton(tuple(parts[::2]), tuple((name, default(name)) for name in names))
