"""A made-up report of a made-up city: 12 neighborhoods, 6 waves, 8 indicators, seeded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from surveyapp.indicators.results import CITY, EVERYONE, REST, Cell, Comparison, FamilyTest
from surveyapp.inference.verdict import Verdict, decide, is_better
from surveyapp.reporting.report import (
    DesignFacts,
    DisclosureFacts,
    Fixed,
    Group,
    IndicatorFacts,
    MarginFacts,
    MarginLevel,
    Meta,
    Method,
    Place,
    Report,
    SampleRow,
    ToplineItem,
    ToplineOption,
    Versions,
    WaveFacts,
    WeightFacts,
)

PERIODS = ("2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3")
PLACES = tuple(
    Place(name.lower().replace(" ", "-"), name)
    for name in (
        "Ashgrove",
        "Bankside",
        "Canal Quarter",
        "Dockfields",
        "Eastgate",
        "Fenwick",
        "Garrison Hill",
        "Harbor North",
        "Inkerman",
        "Jubilee Park",
        "Kingsmead & St. John's",
        "Lower Mill",
    )
)
GROUPS = tuple(
    Group(f"{variable}:{level}", variable, title, label)
    for variable, title, levels in (
        (
            "age",
            "Age",
            (
                ("18-24", "18 to 24"),
                ("25-44", "25 to 44"),
                ("45-64", "45 to 64"),
                ("65+", "65 and over"),
            ),
        ),
        ("gender", "Gender", (("woman", "Women"), ("man", "Men"))),
        ("tenure", "Home", (("owner", "Own their home"), ("renter", "Rent their home"))),
        (
            "race",
            "Race and ethnicity",
            (
                ("asian", "Asian"),
                ("black", "Black or African American"),
                ("hispanic", "Hispanic or Latino"),
                ("white", "White"),
                ("other", "Other or more than one"),
            ),
        ),
    )
    for level, label in levels
)
_SHAPE = (0.06, 0.02, 0.0, -0.13, -0.04, -0.09, 0.01, 0.12, -0.01, 0.03, 0.09, 0.05)
_GROUP_SHAPE = (
    -0.11,
    -0.02,
    0.02,
    0.07,
    0.0,
    0.0,
    0.04,
    -0.05,
    0.02,
    -0.1,
    -0.01,
    0.04,
    -0.04,
)


@dataclass(frozen=True)
class Truth:
    facts: IndicatorFacts
    level: float
    drift: float
    spread: float


def _truth(id_, title, statement, definition, better, level, drift, spread, question, section):
    facts = IndicatorFacts(
        id=id_,
        title=title,
        definition=definition,
        better=better,
        statement=statement,
        questions=(question,),
        scoring="Share of answers “agree” or “strongly agree”.",
        missing_rule="Answered at least one of its questions.",
        dont_know_rule="Left out of the base; its share is printed beside the figure.",
        section=section,
    )
    return Truth(facts, level, drift, spread)


TRUTHS = (
    _truth(
        "trust",
        "Trust in the police",
        "trust the police in their neighborhood",
        "Adults who agree that they trust the police in their neighborhood, weighted percent",
        "higher",
        0.61,
        0.012,
        1.0,
        "I trust the police in my neighborhood.",
        "Trust and fairness",
    ),
    _truth(
        "fairness",
        "Fair treatment",
        "say the police treat people fairly",
        "Adults who agree that the police treat people fairly, weighted percent",
        "higher",
        0.55,
        0.002,
        1.2,
        "The police in my neighborhood treat people fairly.",
        "Trust and fairness",
    ),
    _truth(
        "effectiveness",
        "Effectiveness",
        "say the police do a good job of preventing crime",
        "Adults who agree that the police do a good job of preventing crime, weighted percent",
        "higher",
        0.47,
        0.0,
        0.8,
        "The police do a good job of preventing crime where I live.",
        "Trust and fairness",
    ),
    _truth(
        "safe_day",
        "Safety by day",
        "feel safe walking alone in their neighborhood by day",
        "Adults who feel safe or very safe walking alone by day, weighted percent",
        "higher",
        0.87,
        0.001,
        0.5,
        "How safe do you feel walking alone in your neighborhood during the day?",
        "Safety",
    ),
    _truth(
        "safe_night",
        "Safety after dark",
        "feel safe walking alone in their neighborhood after dark",
        "Adults who feel safe or very safe walking alone after dark, weighted percent",
        "higher",
        0.52,
        -0.004,
        1.3,
        "How safe do you feel walking alone in your neighborhood after dark?",
        "Safety",
    ),
    _truth(
        "worry",
        "Worry about crime",
        "worry about crime every week",
        "Adults who worry about being a victim of crime at least once a week, weighted percent",
        "lower",
        0.31,
        -0.011,
        -0.9,
        "How often do you worry about being a victim of crime?",
        "Safety",
    ),
    _truth(
        "visibility",
        "Seeing the police on foot",
        "see an officer on foot or bicycle at least once a week",
        "Adults who see an officer on foot or bicycle at least once a week, weighted percent",
        "none",
        0.24,
        0.001,
        0.4,
        "How often do you see a police officer on foot or on a bicycle in your neighborhood?",
        "Contact",
    ),
    _truth(
        "contact",
        "Satisfaction with contact",
        "were satisfied with how the police dealt with them",
        "Adults with contact in the last year who were satisfied with it, weighted percent",
        "higher",
        0.66,
        0.0,
        0.9,
        "Overall, how satisfied were you with how the police dealt with you?",
        "Contact",
    ),
)


def _cell(rng, truth, wave, step, place, group, share, n):
    base = n * (0.22 if truth.facts.id == "contact" else 0.96)
    kish = base / 1.45
    error = 100 * math.sqrt(max(share * (1 - share), 1e-4) / kish)
    value = float(np.clip(100 * share + rng.normal(0, 0.55 * error), 1.5, 98.5))
    effective = value * (100 - value) / error**2
    common = {
        "id": f"{truth.facts.id}/{wave}/{place}/{group}",
        "indicator": truth.facts.id,
        "wave": wave,
        "place": place,
        "group": group,
    }
    if base < 12:
        return Cell(**common, withheld="confidential", reason="fewer than 12 answers")
    if effective < 30:
        return Cell(**common, withheld="imprecise", reason="effective sample under 30")
    half = 1.97 * error
    return Cell(
        **common,
        value=value,
        standard_error=error,
        lower=max(0.0, value - half - 0.1),
        upper=min(100.0, value + half - 0.1),
        n=int(base),
        kish_effective_n=kish,
        n_effective=effective,
        degrees_of_freedom=float(int(base) - 12),
        design_effect=1.45,
        dont_know_share=float(rng.uniform(2, 9)),
    )


def _compare(id_, kind, now, then, reference, family, m, interest, direction, compares):
    common = {
        "id": id_,
        "indicator": now.indicator,
        "kind": kind,
        "wave": now.wave,
        "reference": reference,
        "place": now.place,
        "group": now.group,
        "family": family,
        "method": "holm",
    }
    if now.withheld or then is None or then.withheld:
        return Comparison(
            **common,
            verdict=Verdict.TOO_FEW,
            withheld=now.withheld or (then.withheld if then else "imprecise"),
            reason="a side of the comparison is withheld",
        )
    difference = now.value - then.value
    error = math.hypot(now.standard_error, then.standard_error)
    p = math.erfc(abs(difference) / error / math.sqrt(2))
    adjusted = min(1.0, p * m)
    wide = 1.96 + 0.35 * math.log(m + 1)
    detectable = (wide + 0.84) * error
    verdict = decide(
        difference=difference,
        adjusted_p=adjusted,
        smallest_detectable_change=detectable,
        change_of_interest=interest,
        compares=compares,
    )
    return Comparison(
        **common,
        difference=difference,
        standard_error=error,
        lower=difference - 1.96 * error,
        upper=difference + 1.96 * error,
        adjusted_lower=difference - wide * error,
        adjusted_upper=difference + wide * error,
        p=p,
        adjusted_p=adjusted,
        degrees_of_freedom=float(now.n),
        smallest_detectable_change=detectable,
        change_of_interest=interest,
        verdict=verdict,
        better=is_better(verdict, direction),
    )


def _cells(rng) -> list[Cell]:
    cells: list[Cell] = []
    for step, period in enumerate(PERIODS):
        for truth in TRUTHS:
            city = truth.level + truth.drift * step
            cells.append(_cell(rng, truth, period, step, CITY, EVERYONE, city, 4700 + 40 * step))
            for index, place in enumerate(PLACES):
                share = city + truth.spread * _SHAPE[index]
                n = 180 + 40 * ((index * 7) % 12)
                cells.append(_cell(rng, truth, period, step, place.id, EVERYONE, share, n))
            for index, group in enumerate(GROUPS):
                share = city + truth.spread * _GROUP_SHAPE[index]
                n = 340 if index in (0, 8) else 1450
                n = 45 if group.id == "race:other" else n
                cells.append(_cell(rng, truth, period, step, CITY, group.id, share, n))
    return cells


def _comparisons(cells: list[Cell]) -> list[Comparison]:
    found = {(c.indicator, c.wave, c.place, c.group): c for c in cells}
    now, before, year = PERIODS[-1], PERIODS[-2], PERIODS[-5]
    made: list[Comparison] = []
    for truth in TRUTHS:
        name, better = truth.facts.id, truth.facts.better
        city = found[name, now, CITY, EVERYONE]
        for kind, wave, family, m in (
            ("previous quarter", before, "city-previous", 8),
            ("same quarter last year", year, "city-year", 8),
            ("trend", PERIODS[0], "", 1),
        ):
            then = found[name, wave, CITY, EVERYONE]
            made.append(
                _compare(
                    f"{name}/{kind}/city", kind, city, then, wave, family, m, 7.0, better, "time"
                )
            )
        for place in PLACES:
            here = found[name, now, place.id, EVERYONE]
            then = found[name, before, place.id, EVERYONE]
            made.append(
                _compare(
                    f"{name}/previous quarter/{place.id}",
                    "previous quarter",
                    here,
                    then,
                    before,
                    "place-previous",
                    96,
                    20.0,
                    better,
                    "time",
                )
            )
            made.append(
                _compare(
                    f"{name}/rest/{place.id}",
                    "rest of city",
                    here,
                    city,
                    REST,
                    "place-rest",
                    12,
                    15.0,
                    better,
                    "places",
                )
            )
        for group in GROUPS:
            here = found[name, now, CITY, group.id]
            family = "groups" if truth.facts.id in ("trust", "fairness", "safe_night") else ""
            made.append(
                _compare(
                    f"{name}/groups/{group.id}",
                    "other groups",
                    here,
                    city,
                    REST,
                    family,
                    13,
                    9.0,
                    better,
                    "places",
                )
            )
    return made


def _margin(wave: str) -> tuple[MarginFacts, ...]:
    age = (
        MarginLevel("18 to 24", 126, 6.5, 12.1, 12.1),
        MarginLevel("25 to 44", 540, 27.7, 36.9, 36.9),
        MarginLevel("45 to 64", 690, 35.4, 30.8, 30.8),
        MarginLevel("65 and over", 565, 29.0, 20.2, 20.2),
    )
    home = (
        MarginLevel("Own their home", 1382, 70.9, 52.4, 52.4),
        MarginLevel("Rent their home", 548, 28.1, 47.6, 47.6),
    )
    source = "American Community Survey, 5-year"
    return (
        MarginFacts("age", "Age", source, "2020 to 2024", wave, age, 29, "keep share"),
        MarginFacts("tenure", "Home", source, "2020 to 2024", wave, home, 20, "keep share", 4),
    )


def _topline(rng) -> tuple[ToplineItem, ...]:
    labels = ("Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree", "Don't know")
    items = []
    for truth in TRUTHS:
        shares = rng.dirichlet((20, 35, 20, 14, 7, 4), size=len(PERIODS)) * 100
        bases = [4700 + 40 * step for step in range(len(PERIODS))]
        options = tuple(
            ToplineOption(
                label,
                tuple(float(share) for share in shares[:, index]),
                tuple(int(b * s / 100) for b, s in zip(bases, shares[:, index], strict=True)),
                dont_know=label == "Don't know",
            )
            for index, label in enumerate(labels)
        )
        items.append(
            ToplineItem(
                truth.facts.id,
                truth.facts.questions[0],
                options,
                tuple(bases),
                "everyone",
                (),
                "first",
            )
        )
    return tuple(items)


def _families(comparisons: list[Comparison]) -> tuple[FamilyTest, ...]:
    titles = {
        "city-previous": ("City changes since the previous quarter", 2.31, 8.0, 0.019),
        "city-year": ("City changes since the same quarter last year", 3.4, 8.0, 0.0007),
        "place-previous": ("Neighborhood changes since the previous quarter", 1.08, 96.0, 0.29),
        "place-rest": ("Each neighborhood and the rest of the city", 4.2, 88.0, 0.0000004),
        "groups": ("Each group and everyone else", 2.9, 30.0, 0.00002),
    }
    return tuple(
        FamilyTest(
            family,
            title,
            next(c.kind for c in comparisons if c.family == family),
            PERIODS[-1],
            sum(c.family == family for c in comparisons),
            "holm",
            F=statistic,
            df1=df1,
            df2=1890.0,
            p=p,
        )
        for family, (title, statistic, df1, p) in titles.items()
    )


def _waves() -> tuple[WaveFacts, ...]:
    months = {
        "1": "January 5 to March 22",
        "2": "April 6 to June 21",
        "3": "July 6 to September 20",
        "4": "October 5 to December 20",
    }
    return tuple(
        WaveFacts(
            id=period,
            period=period,
            fielded=f"{months[period[-1]]}, {period[:4]}",
            n=4700 + 40 * step,
            invited=18200,
            response_rate=100 * (4700 + 40 * step) / 18200,
            response_rate_name="RR2",
            kish_effective_n=(4700 + 40 * step) / 1.45,
            modes={"web": 3900 + 40 * step, "paper": 700, "phone": 100},
            languages={"English": 4100 + 40 * step, "Spanish": 600},
            breaks=frozenset({"visibility"}) if period == "2025Q4" else frozenset(),
        )
        for step, period in enumerate(PERIODS)
    )


def _method() -> Method:
    weights = tuple(
        WeightFacts(p, 4700 + 40 * i, (4700 + 40 * i) / 1.45, 1.45, 22.4, 611.0, 4.8)
        for i, p in enumerate(PERIODS)
    )
    sample = tuple(
        SampleRow(period, place.id, 180 + 40 * ((index * 7) % 12), (180 + 40 * index) / 1.45)
        for period in PERIODS
        for index, place in enumerate(PLACES)
    )
    return Method(
        design=DesignFacts(
            frame_source="the city's address file, 142,310 addresses",
            selection="a random sample of addresses within each neighborhood; any adult at the "
            "address could answer",
            stratified_by=("neighborhood",),
            strata=12,
            finite_population=True,
            degrees_of_freedom="respondents minus strata",
        ),
        weights=weights,
        margins=_margin(PERIODS[-1]),
        sample=sample,
        steps=(
            "Base weight: adults in the neighborhood divided by its answers.",
            "Raking to age, gender, home, race and ethnicity and neighborhood until every margin "
            "is met to 1e-10.",
            "No trimming.",
        ),
        variance="Linearized, with strata, finite population correction and raking residuals.",
        interval="Korn-Graubard",
        assumptions=("Adults within an address answer as if chosen at random.",),
        warnings=(
            "Only 126 people aged 18 to 24 answered this quarter; their figures are imprecise.",
            "Weights run from 22 to 611, so that some answers count 27 times as much as others.",
        ),
        policies=(("Interval level", "95%"), ("Lonely PSU", "fail")),
        additions=("Comparisons of groups on five more indicators were added after opening.",),
        disclosure_rules=("A cell with fewer than 12 answers is withheld as confidential.",),
    )


def practice_report(seed: int = 20261112) -> Report:
    """The whole made-up report."""
    rng = np.random.default_rng(seed)
    cells = _cells(rng)
    comparisons = _comparisons(cells)
    return Report(
        meta=Meta(
            title="Community policing in Riverbend",
            department="Riverbend Police Department",
            city="Riverbend",
            wave=PERIODS[-1],
            published=date(2026, 11, 12),
            frame="probability",
            population="adults 18 and over living in Riverbend",
            contact="Office of Community Surveys, surveys@riverbend.example, 555-0142",
            survey="Riverbend Resident Survey",
            languages=("en", "es"),
            simulated=True,
        ),
        waves=_waves(),
        places=PLACES,
        groups=GROUPS,
        indicators=tuple(truth.facts for truth in TRUTHS),
        cells=tuple(cells),
        comparisons=tuple(comparisons),
        families=_families(comparisons),
        method=_method(),
        disclosure=DisclosureFacts(
            sponsor="Riverbend Police Department",
            conductor="City of Riverbend, Office of Community Surveys",
            funder="City of Riverbend general fund",
            recruitment="Letters with a single-use access code to each sampled address, and two "
            "reminders.",
            processing="Answers were sealed on arrival and opened together when the wave closed.",
            quality_checks=("Answers given faster than a third of the median time: 14, kept.",),
            limitations=(
                "People who answer may differ from those who do not in ways the weights miss.",
            ),
            translation="English and Spanish; the Spanish text was reviewed by two translators.",
        ),
        topline=_topline(rng),
        versions=Versions(
            instrument="resident-trust",
            instrument_version="1",
            instrument_hash="6f1c" * 16,
            recipe_hash="a07e" * 16,
            snapshot_hash="3d92" * 16,
            plan_hash="b51d" * 16,
            software="surveyapp 0.1.0",
            receipts=tuple(f"{index:064x}" for index in range(4900)),
            advance=_advance(),
        ),
    )


def _advance() -> tuple[Fixed, ...]:
    kinds = ("planned", "codes imported", "opened", "publication planned", "closed")
    entries = []
    for number in range(10):
        period, kind = PERIODS[4 + number // 5], kinds[number % 5]
        entries.append(
            Fixed(
                number=number + 1,
                wave=period,
                period=period,
                kind=kind,
                day=date(2026, 4 + 3 * (number // 5), 1 + number % 5),
                hash=f"{number + 1:x}e5d" * 16,
                planned=date(2026, 8 + 3 * (number // 5), 12) if number % 5 == 3 else None,
                codes=4900 if number % 5 == 1 else None,
            )
        )
    return tuple(entries)
