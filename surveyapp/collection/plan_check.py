"""What must hold of a plan before a wave is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from surveyapp.collection.asked import chosen_of
from surveyapp.collection.fielding_check import fielding_choices
from surveyapp.collection.frame import FRAME_RULES
from surveyapp.collection.plan import Plan, people_in_units
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError, Problem
from surveyapp.instrument.model import Instrument

FEWEST_CODES = 20
_OWN_COLUMNS = frozenset({"area", "design_cell", "stratum", "psu_group", "mode", "language"})


def check_plan(wave: Wave, instrument: Instrument) -> None:
    """Refuse a plan that names what does not exist, or asks for what its frame does not allow.

    What it names must be asked in this wave: indicators and columns of a module that the wave did
    not choose are none of it.

    Raises
    ------
    InputError : with every problem of the plan.
    """
    asked = chosen_of(instrument, wave.plan.asks)
    problems = [
        *fielding_choices(wave, instrument),
        *_indicators(wave.plan, asked),
        *_numbers(wave.plan),
        *_places(wave),
        *_columns(wave, asked),
        *_frame(wave),
        *_correction(wave),
        *_cells(wave.plan),
        *_inconsistent(wave.plan, asked),
        *_languages(wave, instrument),
    ]
    if problems:
        raise InputError(problems)


def _indicators(plan: Plan, instrument: Instrument) -> Iterator[Problem]:
    known = [indicator.id for indicator in instrument.indicators]
    named = [("primary", plan.primary), ("change_of_interest", tuple(plan.change_of_interest))]
    named += [(f"family {family.id}", family.indicators) for family in plan.families]
    for where, indicators in named:
        for name in indicators:
            if name not in known:
                remedy = (f"Use one of: {', '.join(known)}.",)
                what = f"The instrument has no indicator {name!r}, or the wave does not ask it."
                yield Problem(what, where, remedy)
    for family in plan.families:
        if not family.indicators:
            yield Problem("The family names no indicator.", f"family {family.id}")
    for name, times in Counter(family.id for family in plan.families).items():
        if times > 1:
            yield Problem(f"{times} families have this id.", f"family {name}")


def _numbers(plan: Plan) -> Iterator[Problem]:
    for name, value in (("level", plan.level), ("power", plan.power)):
        if not 0.5 <= value < 1:
            yield Problem(f"{value} is out of range.", name, ("Give 0.5 to below 1.",))
    for name, value in plan.change_of_interest.items():
        if not value > 0:
            yield Problem(f"A change of {value} is nothing.", name, ("Give a positive change.",))


def _places(wave: Wave) -> Iterator[Problem]:
    levels = {"city", "area", *(level for area in wave.areas for level in area.parents)}
    for family in wave.plan.families:
        where = f"family {family.id}"
        if family.places not in levels:
            remedy = (f"Use one of: {', '.join(sorted(levels))}.",)
            yield Problem(f"No area declares the level {family.places!r}.", where, remedy)
        elif family.places != "city" and not wave.areas:
            yield Problem("The wave has no areas.", where, ("Declare them.",))
        elif family.comparison == "areas" and family.places == "city":
            remedy = ('Set places to "area" or a level of parents.',)
            yield Problem("The city cannot be compared with the rest of itself.", where, remedy)


def _columns(wave: Wave, instrument: Instrument) -> Iterator[Problem]:
    levels = {level for area in wave.areas for level in area.parents}
    known = _OWN_COLUMNS | levels | set(instrument.variables)
    design, weighting = wave.plan.design, wave.plan.weighting
    named = [("design.strata", name) for name in design.strata]
    named += [("design.psu", design.psu)] if design.psu else []
    named += [(f"margin {use.margin}", use.variable) for use in weighting.margins]
    for where, name in named:
        if name not in known:
            remedy = (f"Use a variable of the instrument or: {', '.join(sorted(known))}.",)
            yield Problem(f"There is no column {name!r}.", where, remedy)
    for use in weighting.margins:
        if use.bridge and use.bridge not in instrument.bridges:
            yield Problem(f"The instrument has no bridge {use.bridge!r}.", f"margin {use.margin}")
    if weighting.method != "none" and not weighting.target_set:
        yield Problem("No set of targets is named.", "weighting", ("Set target_set.",))


def _frame(wave: Wave) -> Iterator[Problem]:
    rule = FRAME_RULES[wave.frame]
    if wave.plan.families and rule.tests != "all":
        yield Problem(
            f"A {wave.frame} frame allows no tests, so it can have no family of them.",
            "families",
            ("Leave the families out.", "Draw a probability sample."),
        )


def _correction(wave: Wave) -> Iterator[Problem]:
    """What the finite population correction needs to be known before anybody is asked."""
    spec = wave.plan.design
    if not spec.fpc:
        return
    if not FRAME_RULES[wave.frame].finite_population:
        yield Problem(
            f"A {wave.frame} frame draws nobody at random, so no error is corrected for a finite "
            "population.",
            "design.fpc",
            ("Turn fpc off.", "Draw a probability sample."),
            "fpc-frame",
        )
    elif spec.psu is None:
        if not spec.populations:
            remedies = ("Declare each stratum's population.", "Turn fpc off.")
            yield Problem("fpc needs the people in each stratum.", "design.populations", remedies)
    else:
        if not spec.units:
            yield Problem(
                f"fpc with first-stage units ({spec.psu}) needs to know how many units there are "
                "in each stratum, drawn or not.",
                "design.units",
                ("Declare units = { stratum = number }.", "Turn fpc off: errors are then larger."),
                "fpc-units",
            )
        if not people_in_units(spec):
            yield Problem(
                f"fpc with first-stage units ({spec.psu}) needs the people in each unit.",
                "design.unit_populations",
                (
                    "Declare unit_populations = { unit = people }.",
                    "Give every design cell its population.",
                    "Turn fpc off: errors are then larger.",
                ),
                "fpc-units",
            )


def _cells(plan: Plan) -> Iterator[Problem]:
    for cell in plan.design.cells:
        where = f"design cell {cell.id}"
        if 0 < cell.issued < FEWEST_CODES:
            what = f"It has {cell.issued} codes; a cell needs at least {FEWEST_CODES}."
            yield Problem(what, where, ("Join it with another cell.",))
        if not cell.base_weight > 0:
            yield Problem(f"Its base weight is {cell.base_weight}.", where, ("Give it one.",))
    for name, times in Counter(cell.id for cell in plan.design.cells).items():
        if times > 1:
            yield Problem(f"{times} cells have this id.", f"design cell {name}")


def _inconsistent(plan: Plan, instrument: Instrument) -> Iterator[Problem]:
    for pair in plan.quality.inconsistent:
        for side in (pair.first, pair.second):
            where = f"inconsistent {pair.id}, {side.item}"
            variable = instrument.variables.get(side.item)
            if variable is None:
                yield Problem("The instrument has no such variable.", where)
                continue
            known = [option.code for option in variable.options]
            for code in side.codes:
                if code not in known:
                    remedy = (f"Use one of: {', '.join(map(str, known))}.",)
                    yield Problem(f"The variable has no option {code}.", where, remedy)
    for name, times in Counter(pair.id for pair in plan.quality.inconsistent).items():
        if times > 1:
            yield Problem(f"{times} pairs have this id.", f"inconsistent {name}")


def _languages(wave: Wave, instrument: Instrument) -> Iterator[Problem]:
    for language in wave.languages:
        if language not in instrument.languages:
            remedy = (f"Offer one of: {', '.join(instrument.languages)}.",)
            yield Problem(f"The instrument has no {language!r}.", "languages", remedy)
