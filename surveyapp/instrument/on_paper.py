"""What stands in a paper booklet: one arm of each split, orders as written, filters worked out.

Paper draws no lots and does no sums. A booklet is printed for one arm of each split, and a filter
that looks at an arm, or at a code worked out from answers, is resolved before it is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from surveyapp.errors import InputError, Problem
from surveyapp.instrument.computation import Coded
from surveyapp.instrument.condition import All, Answered, AnyOf, Compare, Condition, In, Leaf, Not
from surveyapp.instrument.deciding import COMPARISONS
from surveyapp.instrument.model import Draw, Instrument, Item

Arms = Mapping[str, int]
"""Name of the draw ("wording.arm") -> code of the arm that is printed."""


def splits(instrument: Instrument) -> tuple[Draw, ...]:
    """The draws that decide between wordings, in the order asked."""
    return tuple(lot for lot in instrument.draws if lot.kind == "arm")


def printed_arms(instrument: Instrument, named: Mapping[str, int]) -> dict[str, int]:
    """The arms of one booklet by the names of their draws; every split needs exactly one.

    Parameters
    ----------
    named : split ("wording") or draw ("wording.arm") -> code of the arm.

    Raises
    ------
    InputError : code "arm", for every split without an arm, every arm a split does not have, and
        every split the questionnaire does not have.
    """
    lots = splits(instrument)
    given = {lot.name: named.get(lot.of, named.get(lot.name)) for lot in lots}
    known = {name for lot in lots for name in (lot.of, lot.name)}
    problems = [_unknown(name, lots) for name in named if name not in known]
    problems += [_wrong(lot, given[lot.name]) for lot in lots if given[lot.name] not in lot.codes]
    if problems:
        raise InputError(problems)
    return {name: code for name, code in given.items() if code is not None}


def asked_on_paper(instrument: Instrument, arms: Arms) -> tuple[Item, ...]:
    """The items a booklet with these arms asks, each with what is left of its filter.

    A filter that cannot hold drops its item, and whatever hangs on that one alone; one that always
    holds is dropped itself. Nothing that is drawn or worked out by cases is left in any filter.

    Raises
    ------
    InputError : code "paper": a filter looks at something that a person with a pen cannot see,
        such as a number worked out from answers; names each item.
    """
    gone: set[str] = set()
    kept: list[Item] = []
    problems: list[Problem] = []
    for item in instrument.asked:
        left = True if item.show_if is None else _left(item.show_if, instrument, arms, gone)
        if left is False:
            gone.add(item.id)
            continue
        show_if = None if left is True else left
        if item.value is None and item.kind != "drawn":
            problems += _unseen(item, show_if, instrument)
        kept.append(replace(item, show_if=show_if))
    if problems:
        raise InputError(problems)
    return tuple(kept)


def summed(instrument: Instrument, variable: str) -> tuple[str, ...]:
    """The variables whose answers add up to a calculated one; empty where it is no such sum."""
    value = instrument.variables[variable].item.value
    if getattr(value, "operator", "") != "sum":
        return ()
    names: tuple[str, ...] = getattr(value, "variables", ())
    plain = all(instrument.variables[name].item.value is None for name in names)
    return names if plain else ()


def _left(
    condition: Condition, instrument: Instrument, arms: Arms, gone: Iterable[str]
) -> Condition | bool:
    """What is left of a condition where arms are known and some items are never asked."""

    def again(part: Condition) -> Condition | bool:
        return _left(part, instrument, arms, gone)

    match condition:
        case All(parts):
            return _joined([again(part) for part in parts], All, absorbing=False)
        case AnyOf(parts):
            return _joined([again(part) for part in parts], AnyOf, absorbing=True)
        case Not(part):
            rest = again(part)
            return not rest if isinstance(rest, bool) else Not(rest)
        case leaf:
            return _leaf(leaf, instrument, arms, gone)


def _leaf(leaf: Leaf, instrument: Instrument, arms: Arms, gone: Iterable[str]) -> Condition | bool:
    item = instrument.variables[leaf.variable].item
    if item.id in set(gone):
        return isinstance(leaf, Answered) and not leaf.answered
    if leaf.variable in arms:
        return _holds(leaf, arms[leaf.variable])
    if isinstance(item.value, Coded):
        codes = {case.code for case in item.value.cases} | {item.value.otherwise}
        unfolded = _unfolded(item.value, {code for code in codes if _holds(leaf, code)})
        if isinstance(unfolded, bool):
            return unfolded
        return _left(unfolded, instrument, arms, gone)
    return leaf


def _holds(leaf: Leaf, code: int) -> bool:
    match leaf:
        case In(values=values):
            return code in values
        case Compare(operator=name, value=bound):
            return bool(COMPARISONS[name](code, bound))
        case Answered(answered=wanted):
            return wanted


def _unfolded(value: Coded, codes: set[int]) -> Condition | bool:
    """What must have been answered for a worked out value to be one of `codes`."""
    parts: list[Condition] = []
    before: list[Condition] = []
    for case in value.cases:
        if case.code in codes:
            parts.append(All((case.condition, *map(Not, before))) if before else case.condition)
        else:
            before.append(case.condition)
    if value.otherwise in codes:
        if not before:
            return True
        parts.append(Not(AnyOf(tuple(before)) if len(before) > 1 else before[0]))
    if not parts:
        return False
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _joined(
    parts: Sequence[Condition | bool], join: type[All] | type[AnyOf], *, absorbing: bool
) -> Condition | bool:
    if any(part is absorbing for part in parts):
        return absorbing
    left = [part for part in parts if not isinstance(part, bool)]
    if not left:
        return not absorbing
    return left[0] if len(left) == 1 else join(tuple(left))


def _unseen(item: Item, show_if: Condition | None, instrument: Instrument) -> list[Problem]:
    """A problem for each thing in a filter that nobody can see on paper."""
    named = dict.fromkeys(_looked_at(show_if))
    return [
        Problem(
            f"It is asked by {variable}, which a person with a pen cannot work out.",
            f"item {item.id}",
            (
                "On paper, filter by a question that is asked, by an arm, or by a sum of answers.",
                "Field this questionnaire without paper.",
            ),
            "paper",
        )
        for variable in named
        if _hidden(instrument, variable)
    ]


def _hidden(instrument: Instrument, variable: str) -> bool:
    item = instrument.variables[variable].item
    if item.kind == "drawn":
        return True
    return item.value is not None and not summed(instrument, variable)


def _looked_at(condition: Condition | None) -> list[str]:
    match condition:
        case None:
            return []
        case All(parts) | AnyOf(parts):
            return [name for part in parts for name in _looked_at(part)]
        case Not(part):
            return _looked_at(part)
        case leaf:
            return [leaf.variable]


def _unknown(name: str, lots: Sequence[Draw]) -> Problem:
    has = ", ".join(lot.of for lot in lots) or "none"
    return Problem(
        f"The questionnaire has no split {name!r}.", name, (f"Its splits: {has}.",), "arm"
    )


def _wrong(lot: Draw, code: int | None) -> Problem:
    what = (
        "A booklet has one wording of it, and none was named."
        if code is None
        else f"It has no arm {code}."
    )
    remedies = tuple(
        f"{lot.of}={arm}: “{next(iter(label.values()), '')}”"
        for arm, label in zip(lot.codes, lot.labels, strict=True)
    )
    return Problem(what, f"split {lot.of}", remedies, "arm")
