"""A sample plan as a TOML document, read with every problem told at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from surveyapp.errors import InputError, Problem
from surveyapp.inference.multiplicity import Method
from surveyapp.simulate.sample_plan import Allocation, PlannedArea, SamplePlan, intraclass_of

EXAMPLE = """\
# A sample plan. Everything but the neighborhoods and the letters has a default.
title = "Quarterly resident survey"
letters = 6000             # invited in each wave, over the whole city
waves = 8                  # fielded by the time of the last test
pool = 4                   # waves pooled on either side: this year against last year
response_rate = 0.25       # of those invited
blocks = 20                # drawn in each neighborhood; 0: residents one by one
overlap = 1.0              # share of blocks kept from wave to wave
weighting_effect = 1.3     # 1 + CV^2 of the weights (Kish), from an earlier wave
design_effect = 1.4        # of a neighborhood's share, weights and blocks together;
                           # or intraclass = 0.02, the correlation within blocks
share = 0.55               # the share you expect, such as "trust the police"
indicators = 2             # published together for every neighborhood
method = "holm"            # or hochberg, BH, BY, bonferroni, none
level = 0.95
power = 0.80
change_of_interest = 0.05  # five points: the smallest change that would matter
allocation = "power"       # or equal, proportional, neyman
allocation_power = 0.5     # 0: neighborhoods alike; 1: the city first

[[neighborhoods]]
name = "Riverside"
adults = 5200

[[neighborhoods]]
name = "Old Town"
adults = 2400
response_rate = 0.15       # a neighborhood may differ
share = 0.40
"""


class _Neighborhood(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    adults: int
    share: float | None = None
    response_rate: float | None = None


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    neighborhoods: list[_Neighborhood] = Field(min_length=1)
    letters: int
    title: str = "Sample plan"
    waves: int = 8
    pool: int = 4
    response_rate: float = 0.25
    blocks: int = 20
    overlap: float = 1.0
    share: float = 0.5
    weighting_effect: float = 1.3
    design_effect: float | None = None
    intraclass: float | None = None
    indicators: int = 1
    method: Method = "holm"
    level: float = 0.95
    power: float = 0.8
    change_of_interest: float = 0.05
    allocation: Allocation = "power"
    allocation_power: float = 0.5


def load_plan(path: Path) -> SamplePlan:
    """Read a plan from a TOML file.

    Raises
    ------
    InputError with every field that is missing, unknown or out of range.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as broken:
        raise InputError(
            Problem(
                f"It cannot be read: {broken}",
                where=str(path),
                remedies=("Start from `surveyapp plan --example`.",),
                code="unreadable",
            )
        ) from broken
    return plan_of(values, str(path))


def plan_of(values: dict[str, Any], where: str = "plan") -> SamplePlan:
    """A plan from plain data; see `EXAMPLE` for its fields."""
    try:
        document = _Document.model_validate(values)
    except ValidationError as refused:
        raise InputError(
            Problem(
                f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}.",
                where=where,
                remedies=("See `surveyapp plan --example`.",),
                code="bad-field",
            )
            for one in refused.errors()
        ) from refused
    given = document.model_dump(exclude={"neighborhoods", "design_effect", "intraclass"})
    areas = tuple(PlannedArea(**area.model_dump()) for area in document.neighborhoods)
    if document.design_effect is not None and document.intraclass is not None:
        raise InputError(
            Problem(
                "design_effect and intraclass say the same thing twice.",
                where=where,
                remedies=("Give one of them.",),
                code="twice",
            )
        )
    plan = SamplePlan(areas=areas, **given)
    if document.design_effect is not None:
        per_block = plan.letters * plan.response_rate / (len(areas) * max(plan.blocks, 1))
        given["intraclass"] = intraclass_of(
            document.design_effect, document.weighting_effect, per_block
        )
    elif document.intraclass is not None:
        given["intraclass"] = document.intraclass
    return SamplePlan(areas=areas, **given)
