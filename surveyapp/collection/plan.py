"""The plan of a wave: everything that must be decided before anybody answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, with_config

Comparison = Literal["previous", "year", "rolling", "trend", "areas"]
Adjustment = Literal["holm", "BH"]
BaseWeight = Literal["equal", "stratum population", "design cell"]
LonelyPsu = Literal["fail", "certainty", "adjust", "average"]
Calibration = Literal["none", "poststratify", "rake", "linear", "logit"]
UnknownPolicy = Literal["keep share", "refuse", "impute"]

STRICT = ConfigDict(extra="forbid")


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Family:
    """Contrasts that are judged together and share one multiplicity rule.

    Attributes
    ----------
    indicators : ids; the family holds one contrast for each of them and each place.
    comparison : "previous" wave, same quarter last "year", "rolling" four-quarter pools, linear
        "trend", or "areas" against the rest of the city.
    places : "city", "area" (every atomic area) or the name of a level of parents.
    method : Holm (family-wise) or Benjamini-Hochberg (false discovery rate).
    titles : the title in other languages, for reports in them; elsewhere `title` stands.
    """

    id: str
    title: str
    indicators: tuple[str, ...]
    comparison: Comparison = "previous"
    places: str = "city"
    method: Adjustment = "holm"
    titles: Mapping[str, str] = field(default_factory=dict)


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class DesignCell:
    """What may be carried from the sample into an answer, and nothing finer.

    Attributes
    ----------
    id : short name, stored with the answer.
    stratum, psu_group : where the case stands in the design.
    base_weight : inverse of the selection probability, the same for the whole cell.
    contact : kind of contact the survey follows, empty for a general survey.
    issued : number of codes or cases issued in the cell.
    population : adults the cell stands for, where known.
    """

    id: str
    stratum: str = ""
    psu_group: str = ""
    base_weight: float = 1.0
    contact: str = ""
    issued: int = 0
    population: float | None = None


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class DesignSpec:
    """How the people of the wave were chosen, in names of columns of the analysis file.

    Attributes
    ----------
    strata : columns whose crossing makes the strata; "area", "design_cell", a level of parents
        or a variable. Empty: one stratum.
    psu : column that names the first-stage units; None where every person is one.
    base_weight : "equal"; "stratum population" = population of the stratum / respondents in it;
        "design cell" = the cell's own base weight.
    populations : stratum -> population ("a|b" for crossed strata).
    fpc : whether the finite population correction is applied. With first-stage units it needs
        `units` and the people in each unit.
    units : stratum -> number of first-stage units there are in it, drawn or not.
    unit_populations : first-stage unit -> people in it; without it, the populations of the design
        cells of each unit are added up.
    lonely_psu : what the variance does with a stratum that has one PSU.
    cells : the design cells issued.
    population_note : words printed with the populations, such as an assumption they rest on.
    """

    strata: tuple[str, ...] = ()
    psu: str | None = None
    base_weight: BaseWeight = "equal"
    populations: Mapping[str, float] = field(default_factory=dict)
    fpc: bool = False
    lonely_psu: LonelyPsu = "fail"
    cells: tuple[DesignCell, ...] = ()
    population_note: str = ""
    units: Mapping[str, float] = field(default_factory=dict)
    unit_populations: Mapping[str, float] = field(default_factory=dict)


def people_in_units(spec: DesignSpec) -> dict[str, float]:
    """First-stage unit -> people in it: as declared, else those of its design cells added up.

    A unit with a cell whose population is not known is left out.
    """
    if spec.unit_populations:
        return dict(spec.unit_populations)
    found: dict[str, float | None] = {}
    for cell in spec.cells:
        name = cell.id if spec.psu == "design_cell" else cell.psu_group
        so_far = found.get(name, 0.0)
        known = so_far is not None and cell.population is not None
        found[name] = (so_far or 0.0) + (cell.population or 0.0) if known else None
    return {name: people for name, people in found.items() if people is not None}


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class MarginUse:
    """How one population margin meets one column of the analysis file.

    Attributes
    ----------
    margin : its name in the target set.
    variable : column of the analysis file ("area" for the atomic area).
    categories : answer code (as text) -> category of the margin; empty: code and category are
        the same text.
    outside : answer codes that the target does not count; these people keep their weight and
        are never called unknown.
    bridge : name of a bridge of the instrument that turns answers into categories.
    labels : category -> language -> what a report in it calls the category; without it the
        questionnaire's own words where one answer makes the category, else the target's label.
    """

    margin: str
    variable: str
    categories: Mapping[str, str] = field(default_factory=dict)
    outside: tuple[str, ...] = ()
    bridge: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class WeightingRecipe:
    """From base weights to final weights; written down before the answers are seen.

    Attributes
    ----------
    target_set : name of the stored population margins.
    unknown : what happens to people whose level of a margin is unknown.
    trim : weights are cut at this many times the median and raked again; None: no trimming.
    """

    method: Calibration = "none"
    target_set: str = ""
    margins: tuple[MarginUse, ...] = ()
    unknown: UnknownPolicy = "keep share"
    trim: float | None = None
    tolerance: float = 1e-9
    most_rounds: int = 1000


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Answered:
    """One variable answered with one of some option codes; for a multiple choice, one ticked."""

    item: str
    codes: tuple[int, ...]


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Two answers of one person that cannot both be meant.

    Attributes
    ----------
    id : short name. why : why they exclude each other, printed with the rule.
    """

    id: str
    first: Answered
    second: Answered
    why: str = ""


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class QualityPlan:
    """Rules for quality flags that this wave adds to the fixed ones (`quality_rules`)."""

    inconsistent: tuple[Inconsistency, ...] = ()


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Asks:
    """What a wave chooses of that which its questionnaire leaves open.

    Attributes
    ----------
    modules : slot -> module that fills it, or "none".
    minimum_age : the youngest who may answer, where the questionnaire needs to know.
    """

    modules: Mapping[str, str] = field(default_factory=dict)
    minimum_age: int | None = None


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Tables:
    """The fixed tables of a wave: what is printed about it, and audited all at once.

    Attributes
    ----------
    levels : of places with figures of their own, "area" or a level of parents; empty: all.
    groups : variables whose levels get figures; empty: all that weighting knows. "none" for none.
    indicators : ids; empty: all of the instrument's.
    epsilon : privacy budget that all noisy releases of the wave may spend together.
    """

    levels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    epsilon: float = 1.0


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Plan:
    """What a wave will compute and how it will judge it, frozen when the wave opens.

    Attributes
    ----------
    quality : pairs of answers that exclude each other; they raise a flag and change no figure.
    asks : modules and least age, pinned with everything else.
    tables : what will be printed about the wave, audited all at once when it is weighed.
    primary : indicators whose verdicts open the report.
    change_of_interest : indicator -> smallest change worth acting on, in the indicator's units
        (points of percent for shares).
    level, power : of intervals and of smallest detectable changes.
    """

    families: tuple[Family, ...] = ()
    primary: tuple[str, ...] = ()
    change_of_interest: Mapping[str, float] = field(default_factory=dict)
    level: float = 0.95
    power: float = 0.80
    design: DesignSpec = field(default_factory=DesignSpec)
    weighting: WeightingRecipe = field(default_factory=WeightingRecipe)
    quality: QualityPlan = field(default_factory=QualityPlan)
    asks: Asks = field(default_factory=Asks)
    tables: Tables = field(default_factory=Tables)


@dataclass(frozen=True, slots=True)
class Addition:
    """Something added to a plan after it was frozen; printed beside what it added.

    Attributes
    ----------
    number : 1, 2, ... within the wave.
    text : what was added and why.
    wave_state : the state of the wave at that moment.
    """

    number: int
    text: str
    wave_state: str


PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


def plan_to_json(plan: Plan) -> str:
    """The plan as canonical JSON; `plan_from_json` gives an equal plan back."""
    typed = PLAN.validate_python(PLAN.dump_python(plan, warnings=False))  # 5 and 5.0 are one plan
    document = PLAN.dump_python(typed, mode="json")
    # Plans frozen before there were such rules keep their hash.
    if typed.quality == QualityPlan():
        del document["quality"]
    if typed.asks == Asks():
        del document["asks"]
    if typed.tables == Tables():
        del document["tables"]
    for name in ("units", "unit_populations"):
        if not document["design"][name]:
            del document["design"][name]
    _drop_empty(document["families"], "titles")
    _drop_empty(document["weighting"]["margins"], "labels")
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _drop_empty(parts: Sequence[dict[str, object]], name: str) -> None:
    """Words that are not given leave no trace, so that a plan from before them keeps its hash."""
    for part in parts:
        if not part[name]:
            del part[name]


def plan_from_json(text: str) -> Plan:
    """A plan from its JSON; raises pydantic's ValidationError where it does not fit."""
    return PLAN.validate_json(text)


def plan_hash(plan: Plan) -> str:
    """SHA-256 of the canonical JSON, 64 hex digits: the same plan has the same hash for ever."""
    return hashlib.sha256(plan_to_json(plan).encode()).hexdigest()
