"""Final dispositions and the outcome rates of AAPOR's Standard Definitions (10th ed., 2023)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from surveyapp.errors import InputError, Problem

Rate = Literal["RR1", "RR2", "RR3", "RR4", "RR5", "RR6"]
OtherRate = Literal[
    "COOP1", "COOP2", "COOP3", "COOP4", "REF1", "REF2", "REF3", "CON1", "CON2", "CON3"
]


@dataclass(frozen=True, slots=True)
class Dispositions:
    """Counts of cases by final outcome.

    Attributes
    ----------
    complete, partial : interviews (I, P).
    refusal : refusals and break-offs (R).
    no_contact : eligible, never reached (NC).
    other : eligible, not interviewed for another reason (O).
    unknown_household : unknown whether there is a household (UH).
    unknown_other : unknown for another reason (UO).
    not_eligible : outside the population; in no rate, but used to estimate e.
    """

    complete: int
    partial: int = 0
    refusal: int = 0
    no_contact: int = 0
    other: int = 0
    unknown_household: int = 0
    unknown_other: int = 0
    not_eligible: int = 0

    def __post_init__(self) -> None:
        negative = [f.name for f in fields(self) if getattr(self, f.name) < 0]
        if negative:
            raise InputError([Problem("The count is negative.", name) for name in negative])

    @property
    def interviews(self) -> int:
        """I + P."""
        return self.complete + self.partial

    @property
    def eligible_not_interviewed(self) -> int:
        """R + NC + O."""
        return self.refusal + self.no_contact + self.other

    @property
    def unknown(self) -> int:
        """UH + UO."""
        return self.unknown_household + self.unknown_other

    @property
    def cases(self) -> int:
        """Every case, eligible or not."""
        return self.interviews + self.eligible_not_interviewed + self.unknown + self.not_eligible

    def __add__(self, other: Dispositions) -> Dispositions:
        return Dispositions(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        )


def eligibility(counts: Dispositions) -> float:
    """e: the share of eligible cases among those whose eligibility is known."""
    eligible = counts.interviews + counts.eligible_not_interviewed
    return _share(eligible, eligible + counts.not_eligible)


def response_rates(counts: Dispositions, e: float | None = None) -> Mapping[Rate, float]:
    """RR1-RR6.

    RR1 = I / (I+P + R+NC+O + UH+UO), RR2 with I+P above; RR3 and RR4 count only a share e of the
    unknown cases (by default the share among known cases); RR5 and RR6 none of them.

    Raises
    ------
    InputError : nobody was eligible, or e is outside 0..1.
    """
    share = stated_e(counts, e)
    known = counts.interviews + counts.eligible_not_interviewed
    complete, both = counts.complete, counts.interviews
    return {
        "RR1": _share(complete, known + counts.unknown),
        "RR2": _share(both, known + counts.unknown),
        "RR3": _share(complete, known + share * counts.unknown),
        "RR4": _share(both, known + share * counts.unknown),
        "RR5": _share(complete, known),
        "RR6": _share(both, known),
    }


def stated_e(counts: Dispositions, e: float | None = None) -> float:
    """The e that the rates use: the one given, or the share among known cases (CASRO).

    Raises
    ------
    InputError : e is outside 0..1.
    """
    share = eligibility(counts) if e is None and counts.unknown else (1.0 if e is None else e)
    if not 0 <= share <= 1:
        raise InputError(Problem(f"e = {share} is no share.", remedies=("Give 0 to 1.",)))
    return share


def other_rates(counts: Dispositions, e: float | None = None) -> Mapping[OtherRate, float]:
    """Cooperation, refusal and contact rates (AAPOR Standard Definitions, 10th ed., 2023).

    COOP1 = I / (I+P + R+O), COOP2 with I+P above; COOP3 and COOP4 leave O out below.
    REF1 = R / all but the not eligible; REF2 counts a share e of the unknown, REF3 none of them.
    CON1 = (I+P + R+O) / all but the not eligible; CON2 and CON3 likewise. A rate whose
    denominator is empty, such as cooperation where nobody was contacted, is left out.
    """
    share = stated_e(counts, e)
    both, refused, other = counts.interviews, counts.refusal, counts.other
    contacted = both + refused + other
    known = both + counts.eligible_not_interviewed
    bases = (known + counts.unknown, known + share * counts.unknown, known)
    parts: dict[OtherRate, tuple[float, float]] = {
        "COOP1": (counts.complete, contacted),
        "COOP2": (both, contacted),
        "COOP3": (counts.complete, both + refused),
        "COOP4": (both, both + refused),
        "REF1": (refused, bases[0]),
        "REF2": (refused, bases[1]),
        "REF3": (refused, bases[2]),
        "CON1": (contacted, bases[0]),
        "CON2": (contacted, bases[1]),
        "CON3": (contacted, bases[2]),
    }
    return {name: part / whole for name, (part, whole) in parts.items() if whole > 0}


def participation_rate(completed: int, invited: int) -> float:
    """For opt-in frames: completed responses of those invited (AAPOR's participation rate)."""
    return _share(completed, invited)


def _share(part: float, whole: float) -> float:
    if whole <= 0:
        raise InputError(
            Problem("No case was eligible, so there is no rate.", remedies=("Check the counts.",))
        )
    return part / whole
