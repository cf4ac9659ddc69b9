"""Complementary suppression over whole releases: every table of every topic at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from surveyapp.disclosure.figure import Figure, People
from surveyapp.disclosure.protect import Protection, protect
from surveyapp.disclosure.rules import RULES, Rules
from surveyapp.disclosure.shares import NOTHING, Known, topics_with
from surveyapp.disclosure.views import TopicTables, tables_of
from surveyapp.errors import DisclosureRefused
from surveyapp.indicators.results import EVERYONE

MOST_ROUNDS = 8


def protected(
    figures: Sequence[Figure],
    people: People,
    *,
    known: Known = NOTHING,
    rules: Rules = RULES,
) -> tuple[Figure, ...]:
    """The figures, further ones withheld until no small crowd can be bounded from all that is left.

    Places of all levels, groups and answers are linked through the people they share, by the same
    tables that `together.check_together` audits: what this returns passes there. Withholding a
    share takes its base with it, so topics are gone through until nothing changes. Figures for
    the whole city are kept as long as others suffice.

    Raises
    ------
    DisclosureRefused when withholding figures does not suffice.
    """
    made = tuple(figures)
    topics = topics_with((f.topic for f in made if f.n is not None), known)
    for _ in range(MOST_ROUNDS):
        before = made
        for topic in topics:
            gone = _further(tables_of(made, people, topic, known=known, rules=rules), rules)
            made = tuple(_withheld(f) if f.crowd in gone else f for f in made)
        if made == before:
            break
    return made


def _withheld(figure: Figure) -> Figure:
    return replace(figure, value=None, withheld="confidential")


def _further(found: TopicTables, rules: Rules) -> set[object]:
    """Crowds of the figures to withhold for one topic's sake."""
    goals = [*found.secret, *found.targets]
    if not goals:
        return set()
    gone: set[object] = set()
    for name in _protection(found, goals, rules).further:
        if name in found.told:
            gone.add(found.told[name].source)
        elif name.isdigit():
            gone.add(found.figures[int(name)].crowd)
    return gone


def _protection(found: TopicTables, goals: Sequence[str], rules: Rules) -> Protection:
    whole = [
        str(k)
        for k, f in enumerate(found.figures)
        if f.shown and not f.areas and f.group == EVERYONE
    ]
    try:
        return protect(found.tables, goals, hidden=found.hidden, keep=whole, width=rules.width)
    except DisclosureRefused:
        return protect(found.tables, goals, hidden=found.hidden, width=rules.width)
