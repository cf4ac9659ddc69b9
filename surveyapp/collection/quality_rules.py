"""The rules of quality flags, as data: what each says, how it is decided, and on whose authority.

A flag is a yes or no kept with a response. It never removes one: reports show figures with and
without the flagged responses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from surveyapp.collection.plan import Plan

Moment = Literal["submit", "close"]

STRAIGHT_LINE_ITEMS = 5
UNANSWERED_SHARE = 0.5
SECONDS_A_WORD = 0.3
DUPLICATE_ITEMS = 10
NEAR_ITEMS = 20
NEAR_SHARE = 0.95
NETWORK_RESPONSES = 20
BURST_LEAST = 20
BURST_TIMES = 5
BURST_FIRST = 100
BURST_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Rule:
    """One flag.

    Attributes
    ----------
    id : its name in every file. title, rule : in plain words.
    moment : when it is decided: as the response arrives, or when all of them are opened.
    source : where the rule comes from.
    """

    id: str
    title: str
    rule: str
    moment: Moment
    source: str


_RULES = (
    Rule(
        "many_unanswered",
        "Mostly unanswered",
        f"Over {UNANSWERED_SHARE:.0%} of the questions on the route have no answer; "
        "don't know is one.",
        "submit",
        "AAPOR Standard Definitions (2023): under half is a break-off",
    ),
    Rule(
        "straight_lining",
        "Straight line",
        f"At least {STRAIGHT_LINE_ITEMS} answers on one scale, all the same; don't know and "
        "refusals do not count.",
        "submit",
        "Schonlau & Toepoel (2015), simple nondifferentiation",
    ),
    Rule(
        "faster_than_reading",
        "Faster than reading",
        f"Sent in less than {SECONDS_A_WORD:g} seconds for each word on the pages of the route.",
        "submit",
        "Zhang & Conrad (2014): 300 milliseconds a word",
    ),
    Rule(
        "inconsistent",
        "Answers that exclude each other",
        "Both answers of a pair that the plan declares as excluding each other.",
        "submit",
        "the wave's own plan, frozen before fieldwork",
    ),
    Rule(
        "duplicate_pattern",
        "Same answers throughout",
        f"Every answer the same as in another response of the wave, with {DUPLICATE_ITEMS} or "
        "more of them given.",
        "close",
        "Kuriakose & Robbins (2016), at its strictest: all answers match",
    ),
    Rule(
        "near_duplicate",
        "Nearly the same answers",
        f"At least {NEAR_SHARE:.0%} of {NEAR_ITEMS} or more choices the same as in another "
        "response of the wave, but not all answers. In a large wave some honest people come as "
        "close.",
        "close",
        "Kuriakose & Robbins (2016), stricter than their 85% after Simmons et al. (2016)",
    ),
    Rule(
        "shared_address",
        "Many from one network",
        f"More than {NETWORK_RESPONSES} responses from one network in a day. Carriers, shelters "
        "and libraries share addresses, so this says little by itself.",
        "submit",
        "counted under a key of the day in memory, never kept",
    ),
    Rule(
        "burst",
        "Arrived in a burst",
        f"More than {BURST_LEAST} responses to the wave within {BURST_MINUTES} minutes, and over "
        f"{BURST_TIMES} times the mean of the ten-minute spans of that day in which any came "
        f"before; more than {BURST_FIRST} in the first such span of a day.",
        "submit",
        "counted under a key of the day in memory, never kept",
    ),
    Rule(
        "trap_filled",
        "Hidden field filled",
        "A field that people do not see was filled in.",
        "submit",
        "a program rather than a person, as a rule; some password managers do so too",
    ),
)
RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in _RULES})


def rule_text(rule: Rule, plan: Plan) -> str:
    """A rule in words, with the pairs that a plan declares."""
    if rule.id != "inconsistent":
        return rule.rule
    pairs = [
        f"{pair.first.item} {_codes(pair.first.codes)} with {pair.second.item} "
        f"{_codes(pair.second.codes)}" + (f" ({pair.why})" if pair.why else "")
        for pair in plan.quality.inconsistent
    ]
    return f"{rule.rule} Pairs: {'; '.join(pairs) or 'none declared'}."


def _codes(codes: tuple[int, ...]) -> str:
    return "/".join(map(str, codes))
