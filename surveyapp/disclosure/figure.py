"""Printed numbers and the people behind them: what a release ledger holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from surveyapp.collection.analysis_file import Texts
from surveyapp.design.arrays import Ints, Mask
from surveyapp.errors import DisclosureRefused, Problem
from surveyapp.indicators.results import EVERYONE, Withheld

UNANSWERED = "(not stated)"
"""Answer of people who were asked and did not answer: in the base, no answer of its own."""
UNGUARDED = "~"
"""First character of an answer that tells nothing of who gave it, such as "don't know": a small
count of it is not printed, and nothing is withheld to protect it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it is printed, or withheld, in one edition.

    Attributes
    ----------
    topic : indicator or question.
    answer : code of the answer it counts, or several joined by "+"; "" for a figure about
        everybody asked.
    waves : slugs; several make a pool.
    areas : atomic areas in order; none for everybody, those of unknown area included.
    group : `EVERYONE` or "variable:level".
    n : people counted, or people a share stands on; None for a number that counts nobody, such
        as a difference.
    value : what is printed beside n, if anything.
    withheld : why nothing is printed.
    """

    topic: str
    answer: str
    waves: tuple[str, ...]
    areas: tuple[str, ...] = ()
    group: str = EVERYONE
    n: int | None = None
    value: float | None = None
    withheld: Withheld | None = None

    @property
    def crowd(self) -> tuple[str, str, tuple[str, ...], tuple[str, ...], str]:
        """Whom and what it is about: two figures of one crowd are editions of one number."""
        return self.topic, self.answer, self.waves, self.areas, self.group

    @property
    def answers(self) -> list[str]:
        """Codes of the answers it counts."""
        return self.answer.split("+") if self.answer else []

    @property
    def guarded(self) -> bool:
        """Whether its people are protected when it is withheld as confidential."""
        telling = not self.answer or not self.answer.startswith(UNGUARDED)
        return self.withheld == "confidential" and bool(self.n) and telling

    @property
    def shown(self) -> bool:
        """Whether anything is printed."""
        return self.withheld is None

    def named(self) -> str:
        """Words for it in a refusal."""
        where = "the whole city" if not self.areas else ", ".join(self.areas)
        parts = [self.topic, self.answer and f"answer {self.answer}", where]
        parts += ["" if self.group == EVERYONE else self.group, " and ".join(self.waves)]
        return "; ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody who can be counted, one entry a response.

    Attributes
    ----------
    wave, area : (n,) slug, and atomic area or "" where unknown.
    groups : variable -> (n,) level, "" where unknown.
    answers : topic -> (n,) answer code, `UNANSWERED`, or "" for those not in the base.
    """

    wave: Texts
    area: Texts
    groups: Mapping[str, Texts]
    answers: Mapping[str, Texts]
    _coded: dict[str, Coded] = field(default_factory=dict, init=False, repr=False)

    def asked(self, topic: str) -> Texts:
        """(n,) answers to a topic; DisclosureRefused for one that nobody was asked."""
        if topic not in self.answers:
            raise DisclosureRefused(
                Problem(
                    f"Nobody was asked {topic!r}, so nothing can be printed about it.",
                    remedies=("Name a question or indicator of the waves.",),
                    code="no-such-topic",
                )
            )
        return self.answers[topic]

    def levels(self, variable: str) -> Texts:
        """(n,) levels of a grouping; DisclosureRefused for one that is not known."""
        if variable not in self.groups:
            raise DisclosureRefused(
                Problem(
                    f"No grouping is called {variable!r}.",
                    remedies=(f"Use one of: {', '.join(sorted(self.groups)) or 'none'}.",),
                    code="no-such-grouping",
                )
            )
        return self.groups[variable]

    def mask(self, figure: Figure) -> Mask:
        """(n,) who is behind a figure."""
        answers = self.coded(f"answer {figure.topic}", self.asked(figure.topic))
        found = answers.among(figure.answers) if figure.answer else ~answers.among([""])
        found &= self.coded("wave", self.wave).among(figure.waves)
        if figure.areas:
            found &= self.coded("area", self.area).among(figure.areas)
        if figure.group != EVERYONE:
            variable, _, level = figure.group.partition(":")
            found &= self.coded(f"group {variable}", self.levels(variable)).among([level])
        return found

    def count(self, figure: Figure) -> int:
        """How many that are."""
        return int(self.mask(figure).sum())

    def coded(self, name: str, labels: Texts) -> Coded:
        """Labels as numbers, worked out once: texts are slow to compare thousands of times."""
        if name not in self._coded:
            levels, codes = np.unique(labels, return_inverse=True)
            self._coded[name] = Coded(tuple(levels.tolist()), codes.astype(np.int64))
        return self._coded[name]


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Labels as numbers: `levels[codes]` are the labels."""

    levels: tuple[str, ...]
    codes: Ints

    def among(self, wanted: Iterable[str]) -> Mask:
        """(n,) where the label is one of some."""
        found = np.zeros(len(self.codes), dtype=np.bool_)
        for one in wanted:
            if one in self.levels:
                found |= self.codes == self.levels.index(one)
        return found
