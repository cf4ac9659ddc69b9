"""A questionnaire as lines of text that an author can read."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.instrument.choosing import longest_minutes
from surveyapp.instrument.computation import Aggregate, Coded, Computation, Count, Difference
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, Condition, In, Not
from surveyapp.instrument.model import Group, Instrument, Item, Option
from surveyapp.instrument.reading_time import minutes
from surveyapp.instrument.version import content_hash


def outline(instrument: Instrument, tag: str) -> Iterator[str]:
    """A questionnaire as lines of text: sections, questions, options, routes and indicators."""
    yield f"{instrument.title[tag]} ({instrument.id}, version {instrument.version})"
    yield summary(instrument)
    yield from _choice_lines(instrument, tag)
    for section in instrument.sections:
        drawn = "  (its items in an order drawn by lot)" if section.items_order else ""
        yield f"\n{section.title[tag]}{drawn}"
        for number, item in enumerate(instrument.items, 1):
            if item.section == section.id:
                yield from _item_lines(item, number, tag)
    for group in instrument.groups:
        yield from _group_lines(group, tag)
    if instrument.indicators:
        yield "\nIndicators"
    for entry in instrument.indicators:
        star = " (primary)" if entry.primary else ""
        yield f"  {entry.id}{star}: {entry.definition[tag]}"
        yield f"      {entry.scoring} of {', '.join(entry.items)}; {entry.better} is better"


def _choice_lines(instrument: Instrument, tag: str) -> Iterator[str]:
    """What it leaves to the wave that fields it."""
    if instrument.allowed_frames:
        yield f"Frames: {', '.join(instrument.allowed_frames)}"
    if instrument.needs:
        yield f"The wave must say: {', '.join(instrument.needs)}"
    for slot in instrument.slots:
        fitting = [f"{m.id} ({m.title[tag]})" for m in instrument.modules if m.fits(slot.id)]
        yield f"Slot {slot.id}, {slot.title[tag]}: {', '.join(fitting)}"


def summary(instrument: Instrument) -> str:
    """One line: how many items and indicators, how long it takes, and its hash."""
    pace = ", ".join(f"{tag} {_pace(instrument, tag)} min" for tag in instrument.languages)
    slots = f" in {len(instrument.slots)} slots" if len(instrument.slots) > 1 else " in a slot"
    modules = f"{len(instrument.modules)} modules{slots}, " if instrument.modules else ""
    return (
        f"{len(instrument.items)} items, {modules}{len(instrument.indicators)} indicators, {pace}, "
        f"hash {content_hash(instrument)}"
    )


def _pace(instrument: Instrument, tag: str) -> str:
    """Minutes in a language; from the shortest to the longest choice of modules."""
    if not instrument.slots:
        return f"{minutes(instrument, tag):.1f}"
    return " to ".join(f"{length:.1f}" for length in longest_minutes(instrument, tag))


def _item_lines(item: Item, number: int, tag: str) -> Iterator[str]:
    notes = [item.kind.replace("_", " ")]
    notes += [name for name in ("required", "opinion") if getattr(item, name)]
    notes += [f"module {item.module}"] if item.module else []
    notes += [f"consent of {item.consent}"] if item.consent else []
    notes += ["ends here, nothing is stored"] if item.ends else []
    notes += ["area"] if item.area else []
    notes += [f"role {item.role}"] if item.role else []
    notes += [f"for each {item.group}"] if item.group else []
    notes += [f"options {item.options_order}"] if item.options_order else []
    notes += ["rows random"] if item.rows_order else []
    notes += [f"at most {item.most} positions"] if item.most else []
    notes += [f"found by {', '.join(item.find_by)}"] if item.find_by else []
    yield f"  {number}. {item.text[tag]}  [{item.id}: {', '.join(notes)}]"
    if item.show_if is not None:
        yield f"      asked if {_condition(item.show_if)}"
    if item.value is not None:
        yield f"      {_computation(item.value)}"
    for arm in item.arms:
        yield f"      wording {arm.code} of {item.own_split}: {arm.text[tag]}"
    if item.interviewer_note:
        yield f"      for the interviewer: {item.interviewer_note[tag]}"
    for row in item.rows:
        yield f"      - {row.text[tag]}  [{item.id}.{row.id}]"
    if item.options_from == "areas":
        yield "      (the areas of the wave)"
    for option in item.options:
        yield f"      {option.code:>3}  {option.label[tag]}{_mark(option)}"
    if item.minimum is not None:
        unit = f" {item.unit[tag]}" if item.unit else ""
        yield f"      from {_number(item.minimum)} to {_number(item.maximum)}{unit}"
    for check in item.checks:
        bound = "equal to" if check.equals is not None else "at most"
        yield f"      {' + '.join(check.variables)} must be {bound} {_number(check.bound)}"
    if item.longest:
        yield f"      at most {item.longest} characters"


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _mark(option: Option) -> str:
    flags = {
        "don't know": option.dont_know,
        "not stated": option.not_stated,
        "alone": option.exclusive,
        "stays in place": option.fixed,
    }
    names = [name for name, is_set in flags.items() if is_set]
    return f"  ({', '.join(names)})" if names else ""


def _condition(condition: Condition) -> str:
    match condition:
        case All(parts):
            return "(" + " and ".join(_condition(part) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(_condition(part) for part in parts) + ")"
        case Not(part):
            return f"not {_condition(part)}"
        case In(variable, values):
            return f"{variable} is {' or '.join(map(str, values))}"
        case Compare(variable, operator, value, setting):
            return f"{variable} {operator} {setting or value}"
        case Answered(variable, answered):
            return f"{variable} {'has' if answered else 'has no'} answer"


def _group_lines(group: Group, tag: str) -> Iterator[str]:
    often = f"as often as {group.count} says" if group.count else "until there is no more"
    yield f"\nGroup {group.id}: {group.title[tag]}, {often}, at most {group.most} times"
    if group.show_if is not None:
        yield f"      asked if {_condition(group.show_if)}"


def _computation(value: Computation) -> str:
    match value:
        case Aggregate(operator, variables, least):
            enough = f", if {least} are answered" if least else ""
            return f"{operator} of {', '.join(variables)}{enough}"
        case Difference(first, second):
            return f"{first} less {second}"
        case Count(variables, values):
            codes = f" with {' or '.join(map(str, values))}" if values else ""
            return f"number of answers to {', '.join(variables)}{codes}"
        case Coded(cases, otherwise):
            steps = [f"{case.code} if {_condition(case.condition)}" for case in cases]
            return f"{'; '.join(steps)}; otherwise {otherwise}"
