"""What a report says of the cases of a wave: invited, response rate, final outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.collection.analysis_file import AnalysisFile
from surveyapp.collection.disposition import (
    Dispositions,
    OtherRate,
    Rate,
    other_rates,
    response_rates,
    stated_e,
)
from surveyapp.collection.frame import FRAME_RULES
from surveyapp.collection.wave import Wave
from surveyapp.reporting.language import Language
from surveyapp.workflow.report_words import say

PRINTED_RATE: Rate = "RR2"
_OTHERS: tuple[OtherRate, ...] = ("COOP2", "REF1", "CON1")


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """Cases invited, the response rate in % with its AAPOR name, and all outcomes in words."""

    invited: int | None = None
    rate: float | None = None
    name: str = ""
    words: str = ""


def outcome_facts(file: AnalysisFile, wave: Wave, language: Language) -> OutcomeFacts:
    """From the final dispositions where codes were issued, else from the plan's own counts.

    A frame without a response rate, such as an open link, has the count of cases at most.
    """
    counts = file.dispositions.get(wave.slug)
    if counts is None or counts.cases == counts.not_eligible:
        return _planned(file, wave)
    rates = response_rates(counts)
    words = _words(counts, language)
    if not FRAME_RULES[wave.frame].response_rate:
        return OutcomeFacts(counts.cases, words=words)
    return OutcomeFacts(counts.cases, 100.0 * rates[PRINTED_RATE], PRINTED_RATE, words)


def _planned(file: AnalysisFile, wave: Wave) -> OutcomeFacts:
    issued = sum(cell.issued for cell in wave.plan.design.cells)
    if not issued:
        return OutcomeFacts()
    n = int(file.in_wave(wave.slug).sum())
    return OutcomeFacts(issued, 100.0 * n / issued, PRINTED_RATE)


def _words(counts: Dispositions, language: Language) -> str:
    others = other_rates(counts)
    named = response_rates(counts)
    rates = [f"{name} {language.value(100 * rate, 'percent')}" for name, rate in named.items()]
    rates += [
        f"{name} {language.value(100 * others[name], 'percent')}"
        for name in _OTHERS
        if name in others
    ]
    parts = {
        "cases": counts.cases,
        "complete": counts.complete,
        "partial": counts.partial,
        "refusal": counts.refusal,
        "no_contact": counts.no_contact,
        "other": counts.other,
        "unknown": counts.unknown,
        "not_eligible": counts.not_eligible,
    }
    numbers = {name: language.number(count) for name, count in parts.items()}
    e = f"{stated_e(counts):.3f}"
    return say(language.code, "outcomes", rates=", ".join(rates), e=e, **numbers)
