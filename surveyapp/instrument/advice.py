"""What an author may want to think about: nothing here keeps a questionnaire from being fielded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from surveyapp.errors import Problem
from surveyapp.instrument.model import Instrument, Item, Option

LONG_LIST = 7
"""Options from which the first ones gain by being first (Krosnick and Alwin 1987)."""


def advice(instrument: Instrument) -> tuple[Problem, ...]:
    """Remarks on the order in which answers are offered.

    On a screen people take an early option of a long list more often (primacy; Krosnick and Alwin
    1987, Public Opinion Quarterly 51, 201-219), and the beginning of a scale a little too (Yan and
    Keusch 2015, Public Opinion Quarterly 79, 145-165).
    """
    return (*_lists(instrument), *_reversed(instrument), *_unreversed(instrument))


def _lists(instrument: Instrument) -> Iterator[Problem]:
    for item in instrument.items:
        free = [option for option in item.options if not option.anchored]
        listed = item.kind in ("single", "multiple", "ranking") and not item.options_from
        open_order = not item.options_order and not item.role and not _amounts(free)
        if listed and open_order and len(free) >= LONG_LIST:
            yield Problem(
                f"{len(free)} options always stand in the same order; on a screen the first ones "
                "are taken more often.",
                f"item {item.id}",
                (
                    'add options_order = "random", with fixed = true on "Other".',
                    "leave it, if the order has a meaning (years, amounts, the alphabet).",
                ),
                "advice-primacy",
            )


def _amounts(options: Sequence[Option]) -> bool:
    """Whether most labels hold a number: years, ages, amounts and times have their own order."""
    numbered = [o for o in options if any(c.isdigit() for c in next(iter(o.label.values()), ""))]
    return 2 * len(numbered) > len(options)


def _reversed(instrument: Instrument) -> Iterator[Problem]:
    for item in instrument.items:
        if item.options_order == "reversed":
            yield Problem(
                "Half of the residents read this scale the other way round. That shows how much "
                "the order matters, and its results stand apart from waves with one order.",
                f"item {item.id}",
                (
                    f"compare {item.id}.order = 1 with earlier waves.",
                    "use one order in every wave of a series.",
                ),
                "advice-reversed",
            )


def _unreversed(instrument: Instrument) -> Iterator[Problem]:
    scales = [item for item in instrument.items if _opinion_scale(item)]
    fixed = [item.id for item in scales if not item.options_order]
    if len(fixed) > 1 and len(fixed) == len(scales):
        yield Problem(
            f"All {len(fixed)} opinion scales begin with the same end for everybody, so an effect "
            "of the order cannot be seen.",
            "items",
            (
                'give one of them options_order = "reversed" before a series begins.',
                "leave it, so that a running series stays comparable.",
            ),
            "advice-scales",
        )


def _opinion_scale(item: Item) -> bool:
    return item.opinion and item.kind in ("scale", "grid")
