"""Frame types: how the people of a wave were reached, and what may then be said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from surveyapp.errors import Problem
from surveyapp.instrument.fielding import FrameType

__all__ = [
    "FRAME_RULES",
    "FRAME_TYPES",
    "FrameRule",
    "FrameType",
    "Tests",
    "Uncertainty",
    "mixed_frames",
]

FRAME_TYPES: tuple[FrameType, ...] = get_args(FrameType)

Uncertainty = Literal["design-based", "bounds", "modelled", "none"]
Tests = Literal["all", "descriptive differences", "descriptive", "none"]


@dataclass(frozen=True, slots=True)
class FrameRule:
    """What one frame type allows.

    Attributes
    ----------
    uncertainty : how an interval may be computed: from the design, as worst and best bounds for
        those who did not answer, from a model, or not at all.
    interval_name : what the interval is called in print; None where there is none.
    margin_of_error : whether the words "margin of error" may be printed.
    tests : which comparisons may be made.
    city_verdict : whether a verdict about the city may be given.
    response_rate : whether a response rate exists and must be printed.
    finite_population : whether a finite population correction may shrink the error.
    pooled_with : frame types whose answers may be pooled with these.
    people : whom the numbers describe, in print; `{n}` and `{of}` are filled with counts.
    """

    frame: FrameType
    uncertainty: Uncertainty
    interval_name: str | None
    margin_of_error: bool
    tests: Tests
    city_verdict: bool
    response_rate: bool
    finite_population: bool
    pooled_with: frozenset[FrameType]
    people: str


FRAME_RULES: Mapping[FrameType, FrameRule] = MappingProxyType(
    {
        "probability": FrameRule(
            "probability",
            "design-based",
            "margin of error",
            margin_of_error=True,
            tests="all",
            city_verdict=True,
            response_rate=True,
            finite_population=True,
            pooled_with=frozenset({"probability"}),
            people="residents",
        ),
        "census": FrameRule(
            "census",
            "bounds",
            "worst and best case",
            margin_of_error=False,
            tests="descriptive differences",
            city_verdict=False,
            response_rate=True,
            finite_population=False,
            pooled_with=frozenset({"census"}),
            people="of those who answered, {n} of {of}",
        ),
        "opt-in": FrameRule(
            "opt-in",
            "modelled",
            "modelled uncertainty",
            margin_of_error=False,
            tests="descriptive",
            city_verdict=False,
            response_rate=False,
            finite_population=False,
            pooled_with=frozenset({"opt-in"}),
            people="people who chose to answer",
        ),
        "event": FrameRule(
            "event",
            "none",
            None,
            margin_of_error=False,
            tests="none",
            city_verdict=False,
            response_rate=False,
            finite_population=False,
            pooled_with=frozenset({"event"}),
            people="attenders",
        ),
    }
)


def mixed_frames(frames: Mapping[str, FrameType], done: str = "pooled") -> Problem | None:
    """The problem of people who were reached in ways that may not be put together; None if sound.

    Parameters
    ----------
    frames : what it is called, such as the slug of a wave -> its frame type.
    done : what may not be done with them: "pooled", "weighted together", "joined in a series".
    """
    kinds = set(frames.values())
    if all(kinds <= FRAME_RULES[frame].pooled_with for frame in kinds):
        return None
    named = ", ".join(f"{name}: {frame}" for name, frame in frames.items())
    return Problem(
        f"Waves of different kinds of sample are never {done} ({named}): those who came to an "
        "event, those who chose to answer and those who were drawn are different people.",
        "waves",
        (
            "Analyse the waves of one frame type by themselves.",
            "Print the figures of each kind side by side, each under its own name.",
        ),
        "mixed-frames",
    )
