"""Every value that is worked out, and every sum that must hold, can be had from what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from surveyapp.errors import Problem
from surveyapp.instrument.computation import (
    Aggregate,
    Coded,
    Count,
    Difference,
    SumCheck,
    operands,
)
from surveyapp.instrument.model import Instrument, Item, Variable
from surveyapp.instrument.references import code_problems, looked_up, part_of

Span = tuple[float, float]


def value_problems(
    item: Item, asked: Mapping[str, Variable], instrument: Instrument, unsure: frozenset[str]
) -> Iterator[Problem]:
    """Problems of a calculated item's value; conditions of its cases are judged elsewhere."""
    value, where = item.value, f"item {item.definition}, value"
    if value is None:
        return
    if isinstance(value, Coded):
        yield from _case_problems(item, value, where)
        return
    if item.options:
        yield Problem(
            "Its value is a number, so options have no meaning.",
            where,
            ("delete options.", "write cases."),
            "calculated-options",
        )
    names = list(operands(value))
    found = [*_known_problems(names, item, where, asked, instrument, unsure)]
    yield from found
    known = [asked[name] for name in names if name in asked]
    if isinstance(value, Aggregate | Difference):
        yield from _number_problems(known, where)
    if isinstance(value, Count):
        yield from _count_problems(value, known, where)
    if isinstance(value, Aggregate) and value.answered_at_least > len(value.variables):
        yield Problem(
            f"It asks for {value.answered_at_least} answers to {len(value.variables)} items.",
            where,
            (f"ask for at most {len(value.variables)}.",),
            "missing-rule",
        )


def check_problems(
    item: Item, asked: Mapping[str, Variable], instrument: Instrument, unsure: frozenset[str]
) -> Iterator[Problem]:
    """Problems of the sums that must hold once an item is answered."""
    mine = {variable.name: variable for variable in instrument.columns[item.id]}
    here = {**asked, **mine}
    for number, check in enumerate(item.checks, 1):
        where = f"item {item.definition}, check {number}"
        found = [*_known_problems(check.names, item, where, here, instrument, unsure)]
        found += _number_problems([here[name] for name in check.names if name in here], where)
        if not mine.keys() & set(check.variables):
            found.append(
                Problem(
                    "None of the numbers it adds up is asked here.",
                    where,
                    ("move it to the last item that it adds up.",),
                    "sum-elsewhere",
                )
            )
        yield from found
        if not found and all(name in here for name in check.names):
            yield from _span_problems(check, here, where)


def _known_problems(
    names: Sequence[str],
    item: Item,
    where: str,
    asked: Mapping[str, Variable],
    instrument: Instrument,
    unsure: frozenset[str],
) -> Iterator[Problem]:
    for name in dict.fromkeys(names):
        problem = looked_up(name, item, where, asked, instrument)
        if problem is not None and not part_of(name, unsure):
            yield problem
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield Problem(f"{', '.join(twice)} stands twice.", where, ("name it once.",), "duplicate")


def _number_problems(known: Sequence[Variable], where: str) -> Iterator[Problem]:
    unfit = [variable.name for variable in known if variable.kind != "number"]
    if unfit:
        yield Problem(
            f"{', '.join(unfit)} cannot be added up: no number is asked there.",
            where,
            ("name items that ask for a number.", "use count or cases for choices."),
            "operator",
        )


def _count_problems(value: Count, known: Sequence[Variable], where: str) -> Iterator[Problem]:
    for variable in known if value.values else ():
        if variable.kind not in ("choice", "several", "ranked"):
            yield Problem(
                f"{variable.name} has no options, so no code of it can be counted.",
                where,
                ("leave in out, to count who answered.", "name choices."),
                "operator",
            )
        else:
            yield from code_problems(value.values, variable, where, "the value counts it")


def _case_problems(item: Item, value: Coded, where: str) -> Iterator[Problem]:
    codes = [*(case.code for case in value.cases), value.otherwise]
    known = [option.code for option in item.options]
    unknown = [str(code) for code in dict.fromkeys(codes) if code not in known]
    if unknown:
        yield Problem(
            f"It gives {', '.join(unknown)}, which its options do not name.",
            where,
            ("add options with these codes.", "use codes of its options."),
            "unknown-code",
        )
    unused = [str(code) for code in known if code not in codes]
    if unused:
        yield Problem(
            f"No case gives {', '.join(unused)}.",
            where,
            ("add a case.", "delete the option."),
            "unused",
        )


def _span_problems(check: SumCheck, known: Mapping[str, Variable], where: str) -> Iterator[Problem]:
    """Whether any answers within their bounds make the sum hold."""
    spans = [_span(known[name]) for name in check.variables]
    low, high = sum(span[0] for span in spans), sum(span[1] for span in spans)
    bound = check.bound
    least, most = _span(known[bound]) if isinstance(bound, str) else (bound, bound)
    too_high, too_low = low > most, check.equals is not None and high < least
    if too_high or too_low:
        what, reach = ("least", low) if too_high else ("most", high)
        limit = most if too_high else least
        yield Problem(
            f"This sum can never hold: it is at {what} {reach:g}, against {limit:g}.",
            where,
            ("change the minimum or maximum of its numbers.", "change what it is held against."),
            "sum-impossible",
        )


def _span(variable: Variable) -> Span:
    """The least and the most a variable can add; one that can be off the route may add nothing."""
    low, high = variable.item.minimum, variable.item.maximum
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return float("-inf"), float("inf")
    if variable.item.show_if is None:
        return low, high
    return min(low, 0), max(high, 0)
