"""What weighted shares tell about counts: each bounds the people behind it, for the audit to join.

A share of 12 percent of 200 people is not a count where weights differ; yet with the smallest and
the largest weight, which reports print, it is a range of counts. Ranges of several shares and the
exact counts of the whole city bound what none of them does alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from surveyapp.disclosure.adjusted import is_adjusted
from surveyapp.disclosure.figure import Figure
from surveyapp.disclosure.weighted_counts import people_behind


@dataclass(frozen=True, slots=True)
class Share:
    """An indicator that is a share of the people who answered one question.

    Attributes
    ----------
    topic : the question's. answers : codes the share counts, joined by "+"; "" where the figure
        is no share but a mean or a balance of them.
    base : codes of everybody in its base, likewise.
    """

    topic: str
    answers: str
    base: str


@dataclass(frozen=True, slots=True)
class Known:
    """What readers know besides the figures themselves.

    Attributes
    ----------
    shares : indicator -> what it is a share of.
    weights : wave -> smallest and largest weight, as printed; no range follows from the shares of
        a wave that is not in it.
    """

    shares: Mapping[str, Share] = field(default_factory=dict)
    weights: Mapping[str, tuple[float, float]] = field(default_factory=dict)


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Inferred:
    """A count that follows from a figure about another topic: exactly, or as a range.

    Attributes
    ----------
    source : crowd of the figure it follows from. low, high : fewest and most people.
    base : whether it is the people the share stands on, rather than those it counts.
    """

    figure: Figure
    source: tuple[object, ...]
    low: float
    high: float
    base: bool


def inferred(figures: Iterable[Figure], topic: str, known: Known) -> tuple[Inferred, ...]:
    """Counts of answers to a question that follow from shares about it.

    A share and its base give, by `weighted_counts.people_behind`, the fewest and the most people
    who gave the answers it counts. A withheld one gives nothing, and its base must stay safe
    among the answers as well.
    """
    found = []
    for figure in figures:
        share = known.shares.get(figure.topic)
        if share is None or share.topic != topic or figure.n is None or figure.answer:
            continue
        n = float(figure.n)
        base = replace(figure, topic=topic, answer=share.base, value=None)
        found.append(Inferred(base, figure.crowd, n, n, base=True))
        ends = known.weights.get(figure.waves[0]) if len(figure.waves) == 1 else None
        told = figure.shown and figure.value is not None and bool(share.answers)
        told &= not is_adjusted(figure.group)  # its weights are not those of the plain figures
        if not told or figure.value is None or ends is None or ends[0] <= 0.0:
            continue
        part = min(max(figure.value / 100.0, 0.0), 1.0)
        low, high = people_behind(part, figure.n, *ends)
        counted = replace(base, answer=share.answers)
        found.append(Inferred(counted, figure.crowd, float(low), float(high), base=False))
    return tuple(found)


def topics_with(topics: Iterable[str], known: Known) -> tuple[str, ...]:
    """The topics, and the questions that any of them is a share of, each once."""
    chosen = list(topics)
    chosen += [known.shares[topic].topic for topic in chosen if topic in known.shares]
    return tuple(dict.fromkeys(chosen))
