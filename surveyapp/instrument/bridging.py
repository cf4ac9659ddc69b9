"""Leads answers to the categories of an outside source, by a bridge written as data."""

from __future__ import annotations

from surveyapp.instrument.model import Bridge, BridgeRule
from surveyapp.instrument.values import AnswerValue


def bridged(bridge: Bridge, answer: AnswerValue) -> str | None:
    """The category of an answer: that of the first rule that fits, else `otherwise`.

    None when there is no answer (any kind of missing). The answer is one of a completed response,
    so "rather not say" has become "not stated".
    """
    match answer:
        case int():
            codes = {answer}
        case tuple() if answer:
            codes = set(answer)
        case _:
            return None
    return next((rule.category for rule in bridge.rules if _fits(rule, codes)), bridge.otherwise)


def _fits(rule: BridgeRule, codes: set[int]) -> bool:
    some = not rule.includes or not codes.isdisjoint(rule.includes)
    return some and (not rule.only or codes <= set(rule.only))
