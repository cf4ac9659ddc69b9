"""The ways in: at home, at a public screen, with an interviewer. What differs stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from surveyapp.collection.response import Mode

WayName = Literal["s", "kiosk", "interview", "keying"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way in.

    Attributes
    ----------
    name : begins the address of its pages.
    modes : how answers given this way may be recorded; the first unless another is posted.
    comes_back : whether a person may stop and go on later.
    session : the secret is held in a cookie as well, and nothing is taken or shown without it.
    """

    name: WayName
    modes: tuple[Mode, ...]
    comes_back: bool = False
    session: bool = False

    @property
    def by_number(self) -> bool:
        """Whether somebody at a keyboard types numbers of answers."""
        return not self.comes_back and not self.session

    @property
    def endpoint(self) -> str:
        """The endpoint of its pages."""
        return "resident.show"

    def mode(self, asked: str) -> Mode:
        """The mode asked for where this way has it, else its first."""
        return next((mode for mode in self.modes if mode == asked), self.modes[0])


HOME = Way("s", ("web",), comes_back=True)
KIOSK = Way("kiosk", ("kiosk",), session=True)
KEYING = Way("keying", ("paper",))
INTERVIEW = Way("interview", ("phone", "face to face"))

WAYS: Mapping[str, Way] = {way.name: way for way in (HOME, KIOSK, INTERVIEW, KEYING)}
