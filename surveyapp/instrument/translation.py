"""How good a translation is, and whether the source has changed since it was made."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

State = Literal["original", "machine", "translated", "reviewed", "pretested"]
STATES: tuple[State, ...] = ("machine", "translated", "reviewed", "pretested", "original")
"""From the least to the most that is known of a text."""
READY: tuple[State, ...] = ("reviewed", "pretested", "original")
"""States in which a wave may be fielded."""

WORDS: Mapping[State, str] = {
    "original": "written in this language",
    "machine": "translated by machine, not checked by a person",
    "translated": "translated, not reviewed by a native speaker",
    "reviewed": "reviewed by a native speaker",
    "pretested": "pretested",
}


@dataclass(frozen=True, slots=True)
class Translation:
    """What is known of the words in one language.

    Attributes
    ----------
    state : of every text, unless `texts` says otherwise.
    people : how many took part in the pretest.
    by : who or what made it.
    texts : place of a text -> its own state.
    made_from : place of a text -> hash of the source text that was translated.
    """

    language: str
    state: State
    people: int = 0
    by: str = ""
    texts: Mapping[str, State] = field(default_factory=dict)
    made_from: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one language of an edition stands.

    Attributes
    ----------
    state : the lowest of any text.
    counts : texts by state.
    missing : places without a text in this language.
    stale : places whose source text changed after the translation was made.
    unknown : places of which it is not recorded which source text was translated.
    """

    language: str
    state: State
    counts: Mapping[State, int]
    people: int = 0
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether a wave may be fielded in it without an overrule."""
        return self.state in READY and not self.missing and not self.stale

    @property
    def words(self) -> str:
        """The state in words, with how many texts lag behind."""
        said = WORDS[self.state]
        if self.state == "pretested":
            said += f" with {self.people} {'person' if self.people == 1 else 'people'}"
        if len(self.counts) > 1:
            said = f"{self.counts[self.state]} of {sum(self.counts.values())} texts {said}"
        for places, fault in ((self.missing, "missing"), (self.stale, "stale")):
            if places:
                said += f", {len(places)} {fault}"
        return said


def source_hash(text: str) -> str:
    """The first 8 hex digits of the SHA-256 of a text's words; looks alone do not change it."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def counted(states: Counter[State]) -> tuple[State, dict[State, int]]:
    """The lowest state of any text, and how many texts have which."""
    lowest: State = min(states, key=STATES.index, default="original")
    return lowest, {state: states[state] for state in STATES if states[state]}
