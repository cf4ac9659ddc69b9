"""A report as values only: everything the PDF, the page and the data files say comes from here.

All texts of a report are in one language, the report's. Numbers follow the units of
`indicators.results`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from surveyapp.collection.frame import FrameType
from surveyapp.indicators.results import Cell, Comparison, FamilyTest, Withheld
from surveyapp.reporting.adjusted import Adjusted

Unit = Literal["percent", "balance", "scale"]
Direction = Literal["higher", "lower", "none"]


@dataclass(frozen=True, slots=True)
class Meta:
    """Who publishes what about whom, and when.

    Attributes
    ----------
    population : who the figures are about ("adults 18 and over living in Riverbend").
    contact : how to reach the publisher, printed as it stands.
    place_kind : what `places` of the report are.
    questions_in : the language of the questionnaire's texts where they are not in the report's.
    status_note : why an edition was corrected; printed beside the status.
    citation : how to cite; empty lets the report compose one.
    """

    title: str
    department: str
    city: str
    wave: str
    published: date
    frame: FrameType
    population: str
    contact: str
    survey: str = "Resident survey"
    place_kind: Literal["neighborhood", "district"] = "neighborhood"
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    simulated: bool = False
    status: Literal["final", "provisional", "corrected"] = "final"
    citation: str = ""
    status_note: str = ""
    questions_in: str = ""


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """One wave on the time axis.

    Attributes
    ----------
    period : "2026Q3".
    fielded : dates of fielding in words ("July 6 to September 27, 2026").
    n : responses counted. invited : issued invitations, None when nobody was invited by name.
    response_rate : %, with its AAPOR name ("RR2") in `response_rate_name`.
    modes : responses by mode, in words ("web": 812).
    outcomes : final outcomes of all cases and their rates, in words; empty where none were issued.
    asked : in a census everybody who was asked, where that is known.
    breaks : indicators whose line breaks here: question, mode, language or frame changed.
    events : what happened outside, with its day, logged before the results were opened.
    """

    id: str
    period: str
    fielded: str
    n: int
    invited: int | None = None
    response_rate: float | None = None
    response_rate_name: str = ""
    kish_effective_n: float | None = None
    modes: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    breaks: frozenset[str] = frozenset()
    events: tuple[str, ...] = ()
    outcomes: str = ""
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A neighborhood or district that gets figures of its own."""

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One level of a grouping variable ("age:18-24", of the variable "age")."""

    id: str
    variable: str
    variable_title: str
    label: str


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """What an indicator measures and how to speak of it.

    Attributes
    ----------
    definition : what it measures and its unit, one sentence.
    statement : verb phrase for "61% of residents ...": "trust the police in their neighborhood";
        empty lets sentences name the title instead.
    among : what narrows the base, read after the people: "who had contact with the police in the
        last year"; empty when everyone is asked.
    base : of whose answers the figure is a share or mean, beyond `among`; printed with its source.
    questions : item wordings, verbatim.
    scoring : how answers become the score, in words.
    low, high : ends of the scale, for unit "scale".
    better : which direction residents would call better.
    """

    id: str
    title: str
    definition: str
    unit: Unit = "percent"
    better: Direction = "none"
    statement: str = ""
    among: str = ""
    questions: tuple[str, ...] = ()
    base: str = ""
    scoring: str = ""
    missing_rule: str = ""
    dont_know_rule: str = ""
    low: float = 0.0
    high: float = 100.0
    primary: bool = True
    section: str = ""


@dataclass(frozen=True, slots=True)
class DesignFacts:
    """How people were chosen, as the variance sees it; words are made from these.

    Attributes
    ----------
    stratified_by : names of the stratifying variables, empty for none.
    psus : first-stage units when people were chosen in clusters, else None.
    finite_population : whether sampling fractions lower the variance.
    lonely_psu : the policy in force.
    """

    frame_source: str
    selection: str
    stratified_by: tuple[str, ...] = ()
    strata: int = 1
    psus: int | None = None
    finite_population: bool = False
    lonely_psu: str = "fail"
    degrees_of_freedom: str = ""


@dataclass(frozen=True, slots=True)
class MarginLevel:
    """One category of a weighting margin: answers, and shares in % before, after, in the target."""

    label: str
    n: int | None
    unweighted: float | None
    weighted: float | None
    target: float | None


@dataclass(frozen=True, slots=True)
class MarginFacts:
    """One margin of the calibration in one wave.

    `unknown` respondents have no level and fall under `unknown_policy`; `outside` ones have a
    level that the target does not count and keep their share.
    """

    name: str
    title: str
    source: str
    vintage: str
    wave: str
    levels: tuple[MarginLevel, ...]
    unknown: int = 0
    unknown_policy: str = "refuse"
    outside: int = 0


@dataclass(frozen=True, slots=True)
class WeightFacts:
    """Weights of one wave and what they cost."""

    wave: str
    n: int
    kish_effective_n: float
    kish_design_effect: float
    smallest: float
    largest: float
    largest_g_factor: float


@dataclass(frozen=True, slots=True)
class SampleRow:
    """Answers by place and wave; `n` None when the count itself is withheld."""

    wave: str
    place: str
    n: int | None
    kish_effective_n: float | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures came about.

    Attributes
    ----------
    steps : weighting steps in order, in words.
    assumptions : what the figures rest on and nobody checked.
    warnings : what a careful reader must know before using the figures.
    policies : (name, value) pairs that the estimates recorded.
    additions : comparisons added after the plan was frozen, with the state of the wave then.
    series : where lines break and why, and what authors ruled about it, in words.
    plan_language : the language of the wave's plan.
    as_planned : titles of families and labels of margins that have no words in the report's
        language and stand as the plan has them.
    elsewhere : which families of the plan compare places that this report is not by, in words.
    """

    design: DesignFacts
    weights: tuple[WeightFacts, ...]
    margins: tuple[MarginFacts, ...]
    sample: tuple[SampleRow, ...]
    steps: tuple[str, ...] = ()
    variance: str = ""
    interval: str = ""
    level: float = 0.95
    power: float = 0.80
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    policies: tuple[tuple[str, str], ...] = ()
    additions: tuple[str, ...] = ()
    disclosure_rules: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    plan_language: str = ""
    as_planned: frozenset[str] = frozenset()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class WithoutFlagged:
    """The city's figure of an indicator without the responses that raised a quality flag."""

    indicator: str
    wave: str
    n: int
    value: float


@dataclass(frozen=True, slots=True)
class DisclosureFacts:
    """Facts of the AAPOR transparency code that no other value holds (AAPOR Code, 2021).

    Attributes
    ----------
    without_flagged : the figures that `quality_checks` says in words.
    """

    sponsor: str
    conductor: str
    funder: str
    recruitment: str
    processing: str
    quality_checks: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()
    translation: str = ""
    incentives: str = ""
    without_flagged: tuple[WithoutFlagged, ...] = ()


@dataclass(frozen=True, slots=True)
class ToplineOption:
    """One answer to a question: counts and weighted % by wave, in the waves' order.

    A wave in which the question was not asked, or whose figure is withheld, holds None.
    """

    label: str
    shares: tuple[float | None, ...]
    counts: tuple[int | None, ...]
    dont_know: bool = False


@dataclass(frozen=True, slots=True)
class ToplineItem:
    """One question as it was asked, with its answers by wave.

    `bases` are the people asked per wave; `withheld` says per wave why figures are missing;
    `favorable` says which end of the answers residents would call better, "" for neither.
    """

    item: str
    question: str
    options: tuple[ToplineOption, ...]
    bases: tuple[int | None, ...]
    asked_of: str = ""
    withheld: tuple[Withheld | None, ...] = ()
    favorable: Literal["first", "last", ""] = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One entry of the public log that this report rests on: public before the figures were.

    Attributes
    ----------
    period : of its wave ("2026Q3").
    day : on which it was logged, and stood in the feed.
    hash : fixes this entry and every entry before it.
    planned : the day of the report, for an entry that announces one.
    codes : access codes issued up to then, for an entry that adds some.
    """

    number: int
    wave: str
    period: str
    kind: str
    day: date
    hash: str
    planned: date | None = None
    codes: int | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """Which exact inputs the figures come from, by content hash, and the receipts counted.

    Attributes
    ----------
    advance : what the public log fixed about this wave and the one before, oldest first.
    """

    instrument: str
    instrument_version: str
    instrument_hash: str
    recipe_hash: str
    snapshot_hash: str
    plan_hash: str
    software: str
    receipts: tuple[str, ...] = ()
    advance: tuple[Fixed, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotes:
    """Open answers to one question that people approved one by one, without place or group."""

    item: str
    question: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one report says, as values.

    `waves` stand in order of time and the report speaks of the wave `meta.wave`. `places` and
    `groups` stand in the order of their table; charts sort for themselves. A cell exists for
    every figure shown or withheld; a figure without a cell is not spoken of. `formerly` says, by
    wave and place, of which areas a place was made before its boundaries changed.
    """

    meta: Meta
    waves: tuple[WaveFacts, ...]
    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    indicators: tuple[IndicatorFacts, ...]
    cells: tuple[Cell, ...]
    comparisons: tuple[Comparison, ...]
    families: tuple[FamilyTest, ...]
    method: Method
    disclosure: DisclosureFacts
    topline: tuple[ToplineItem, ...]
    versions: Versions
    quotes: tuple[Quotes, ...] = ()
    adjusted: tuple[Adjusted, ...] = ()
    formerly: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
