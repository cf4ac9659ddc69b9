"""Two editions of a questionnaire compared: may the numbers of an item stand on one line?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveyapp.instrument.changes import BREAKS, Change, Grade, worst
from surveyapp.instrument.context_changes import context_changes, whole_changes
from surveyapp.instrument.item_changes import item_changes, renumbered, row_changes, value_kind
from surveyapp.instrument.model import Indicator, Instrument, Item
from surveyapp.instrument.place_changes import filter_changes, inherited, order_changes
from surveyapp.instrument.ruling import Ruling
from surveyapp.instrument.same_words import SharedLanguages, shared_languages


@dataclass(frozen=True, slots=True)
class Compared:
    """One item, row or indicator of both editions.

    Attributes
    ----------
    name : "trust", a row as "trust.right", or the id of an indicator.
    grade : what holds, the author's ruling included.
    found : what the comparison found by itself.
    changes : everything that differs, each with its own grade.
    ruling : the author's, where it speaks of this item and applies.
    """

    name: str
    grade: Grade
    found: Grade
    changes: tuple[Change, ...] = ()
    ruling: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two editions share, and what only one of them has.

    Attributes
    ----------
    items : by name, in the order of the later edition; an item with rows stands by its rows.
    indicators : those that both editions declare.
    whole : what differs around all items: title, welcome, thanks, languages.
    """

    earlier: str
    later: str
    items: Mapping[str, Compared]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    indicators: Mapping[str, Compared] = field(default_factory=dict)
    whole: tuple[Change, ...] = ()

    def grade(self, name: str) -> Grade:
        """The grade of an item, row or repeated variable; one that only one edition has breaks."""
        found = self.items.get(definition_name(name))
        return found.grade if found else BREAKS


def definition_name(variable: str) -> str:
    """The name of a variable as the document has it: "children.2.age" is "age"."""
    parts = variable.split(".")
    return ".".join(parts[2:]) if len(parts) > 2 and parts[1].isdigit() else variable


def names_of(item: Item) -> tuple[str, ...]:
    """What an item is compared by: itself, or its rows; none for a page that only tells."""
    if item.kind == "information":
        return ()
    return tuple(f"{item.id}.{row.id}" for row in item.rows) or (item.id,)


def compare(a: Instrument, b: Instrument) -> Comparison:
    """The later edition `b` held against the earlier `a`, item by item.

    An item's grade is the worst of its changes: those of its words and options, of its place, of
    its filter and of what leads to it. A filter or computation that looks at an item which breaks
    the trend breaks it too. A ruling in `b` about version `a.version` then takes its place; only
    values of another kind cannot be ruled comparable.
    """
    languages = shared_languages(a.languages, b.languages)
    shared = {item.id for item in a.items} & {item.id for item in b.items}
    items: dict[str, Compared] = {}
    for item in b.items:
        if item.id not in shared:
            continue
        grades = {name: compared.grade for name, compared in items.items()}
        _mark_whole(grades)
        for name, changes in _item(a, b, item.id, languages).items():
            every = [*changes, *inherited(b, item.id, grades)]
            items[name] = _judged(name, every, a, b)
    old, new = (_names(instrument) for instrument in (a, b))
    return Comparison(
        a.version,
        b.version,
        items,
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        indicators={
            later.id: _indicator(earlier, later, items, _renumbered(earlier, a, b, languages))
            for later in b.indicators
            for earlier in a.indicators
            if earlier.id == later.id
        },
        whole=whole_changes(a, b, languages),
    )


def _names(instrument: Instrument) -> dict[str, None]:
    return dict.fromkeys(name for item in instrument.items for name in names_of(item))


def _mark_whole(grades: dict[str, Grade]) -> None:
    """An item with rows breaks for those who look at the whole of it, when one of its rows does."""
    for name, grade in list(grades.items()):
        whole, _, row = name.partition(".")
        if row:
            grades[whole] = worst((grade, grades.get(whole, "same")))


def _item(
    a: Instrument, b: Instrument, name: str, languages: SharedLanguages
) -> dict[str, list[Change]]:
    """The changes of an item by what it is compared by."""
    old, new = a.index[name], b.index[name]
    whole = [
        *([] if languages.tags else [Change("wording", BREAKS, "no language in common")]),
        *item_changes(old, new, languages),
        *order_changes(a, b, name),
        *filter_changes(a, b, name),
        *context_changes(a, b, name, languages),
    ]
    earlier = names_of(old)
    shared = [row for row in names_of(new) if row in earlier]
    if not new.rows:
        return dict.fromkeys(shared, whole)
    if set(names_of(new)) != set(earlier):
        whole.append(Change("order", "comparable", "asked among other rows"))
    elif names_of(new) != earlier:
        whole.append(Change("order", "comparable", "rows: in another order"))
    return {
        row: [*whole, *row_changes(old, new, row.partition(".")[2], languages)] for row in shared
    }


def _judged(name: str, changes: Sequence[Change], a: Instrument, b: Instrument) -> Compared:
    found = worst(change.grade for change in changes)
    ruling = _ruling(name, a, b)
    whole = definition_name(name).partition(".")[0]
    if ruling is None or value_kind(a.index[whole]) != value_kind(b.index[whole]):
        return Compared(name, found, found, tuple(changes))
    return Compared(name, ruling.verdict, found, tuple(changes), ruling)


def _ruling(name: str, a: Instrument, b: Instrument) -> Ruling | None:
    """The author's ruling on a row, else on its item; only within one questionnaire."""
    if a.id != b.id:
        return None
    named = {ruling.item: ruling for ruling in b.rulings if ruling.since == a.version}
    return named.get(name) or named.get(name.partition(".")[0])


def _indicator(
    a: Indicator, b: Indicator, items: Mapping[str, Compared], codes: Mapping[int, int]
) -> Compared:
    """An indicator by its items; another scoring is comparable, for all waves are scored by it."""
    changes = [
        Change("wording", compared.grade, f"{name}: {compared.grade}")
        for name in map(definition_name, b.items)
        if (compared := items.get(name)) is not None and compared.grade != "same"
    ]
    if a.items != b.items:
        changes.append(Change("scoring", BREAKS, "made of other items"))
    elif _rule(a, codes) != _rule(b, {}):
        changes.append(Change("scoring", "comparable", "every wave is scored by the new rule"))
    found = worst(change.grade for change in changes)
    return Compared(b.id, found, found, tuple(changes))


def _rule(indicator: Indicator, codes: Mapping[int, int]) -> tuple[object, ...]:
    """The rule, its codes as a later edition numbers the same answers."""
    return (
        indicator.scoring,
        *(
            tuple(sorted(codes.get(code, code) for code in part))
            for part in (indicator.positive, indicator.negative)
        ),
        indicator.dont_know,
        indicator.missing_rule,
    )


def _renumbered(
    indicator: Indicator, a: Instrument, b: Instrument, languages: SharedLanguages
) -> Mapping[int, int]:
    """Earlier code -> later code of an indicator's answers, where all of its items agree on it."""
    names = [definition_name(name).partition(".")[0] for name in indicator.items]
    maps = [
        renumbered(a.index[name], b.index[name], languages)[1]
        for name in names
        if name in a.index and name in b.index
    ]
    return maps[0] if maps and all(each == maps[0] for each in maps) else {}
