"""What a questionnaire leaves to the wave is declared so that whatever a wave chooses works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from surveyapp.errors import Problem
from surveyapp.instrument.choosing import LONGEST, compared_with, item_ids, shortest_with
from surveyapp.instrument.computation import operands
from surveyapp.instrument.condition import leaves
from surveyapp.instrument.fielding import MINIMUM_AGE, NO_MODULE
from surveyapp.instrument.model import PAGELESS, Instrument, Item
from surveyapp.instrument.pipes import pipe_texts, piped_variable, pipes_in
from surveyapp.instrument.text_rules import texts

MOST_SLOTS, MOST_MODULES = 4, 8


def fielding_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    """Problems of frames, slots, modules, consent and the least age."""
    yield from _repeated(instrument)
    yield from _slots(instrument, unsure)
    for item in instrument.items:
        yield from _membership(item, instrument, unsure)
        yield from _looks_across(item, instrument)
    yield from _together(instrument)
    yield from _too_long(instrument)
    yield from _indicators(instrument)
    yield from _ends(instrument)
    yield from _age(instrument)


def _repeated(instrument: Instrument) -> Iterator[Problem]:
    lists = {
        "slot": [slot.id for slot in instrument.slots],
        "module": [module.id for module in instrument.modules],
    }
    for what, ids in lists.items():
        for name, times in Counter(ids).items():
            if times > 1:
                yield Problem(
                    f"{times} {what}s have the id {name}.",
                    f"{what} {name}",
                    ("give each an id of its own.",),
                    "duplicate-id",
                )
    for key, entries in (
        ("allowed_frames", Counter[str](instrument.allowed_frames)),
        ("needs", Counter[str](instrument.needs)),
    ):
        for name, times in entries.items():
            if times > 1:
                yield Problem(f'"{name}" stands {times} times.', key, ("name it once.",), "twice")


def _slots(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    slots = [slot.id for slot in instrument.slots]
    if len(slots) > MOST_SLOTS or len(instrument.modules) > MOST_MODULES:
        yield Problem(
            f"It has {len(slots)} slots and {len(instrument.modules)} modules.",
            "slots",
            (f"leave at most {MOST_SLOTS} slots and {MOST_MODULES} modules.",),
            "modules-many",
        )
    if slots and not instrument.modules and not unsure:
        yield Problem(
            "There is no module to fill a slot with.",
            "slots",
            ("add [[modules]] and give items a module.", "delete the slots."),
            "unused",
        )
    used = {item.module for item in instrument.items}
    for module in instrument.modules:
        where = f"module {module.id}"
        if module.id == NO_MODULE:
            yield Problem(
                f'A wave writes "{NO_MODULE}" for a slot that it leaves empty.',
                where,
                ("give the module another id.",),
                "duplicate-id",
            )
        if module.id not in used and not unsure:
            yield Problem(
                "No item belongs to this module.",
                where,
                ("delete it.", f'give an item module = "{module.id}".'),
                "unused",
            )
        for slot in module.slots:
            if slot not in {*slots, *unsure}:
                yield Problem(
                    f'There is no slot "{slot}".',
                    f"{where}, slots",
                    (_one_of("name", slots), f'add a slot with id = "{slot}".'),
                    "unknown-reference",
                )
        if not slots and not unsure:
            yield Problem(
                "There is no slot that it could fill, so no wave can ask it.",
                where,
                ("add [[slots]].", "delete the module and leave its items in every wave."),
                "unused",
            )


def _membership(item: Item, instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    if not item.module:
        return
    where = f"item {item.id}"
    modules = [module.id for module in instrument.modules]
    if item.module not in {*modules, *unsure}:
        yield Problem(
            f'There is no module "{item.module}".',
            where,
            (_one_of("name", modules), f'add a module with id = "{item.module}".'),
            "unknown-reference",
        )
    if item.role or item.area or item.consent or item.ends:
        yield Problem(
            "Area, weighting, consent and the end cannot come and go with a module.",
            where,
            ("delete module.", "delete role, area, consent or ends."),
            "module-core",
        )


def _looks_across(item: Item, instrument: Instrument) -> Iterator[Problem]:
    """A problem for each other module that an item looks at: a wave may not ask it."""
    known = instrument.variables
    names = [leaf.variable for leaf in leaves(item.show_if)]
    names += operands(item.value)
    for check in item.checks:
        names += check.names
    piped = {n for _, text in pipe_texts(item) for words in text.values() for n in pipes_in(words)}
    looked_at = [known[name].item for name in names if name in known]
    looked_at += [v.item for name in piped if (v := piped_variable(instrument, item, name))]
    strangers = {
        target.definition: instrument.index[target.definition].module
        for target in looked_at
        if target.definition in instrument.index
    }
    for name, module in strangers.items():
        if module and module != item.module:
            yield Problem(
                f"It looks at {name}, which is asked only in waves that choose {module}.",
                f"item {item.id}",
                (f'give it module = "{module}".', f"take {name} out of the module."),
                "module-across",
            )


def _together(instrument: Instrument) -> Iterator[Problem]:
    """A group, or a lot that several items share, belongs to one module as a whole."""
    shared: dict[str, set[str]] = {}
    for item in instrument.items:
        if item.group:
            shared.setdefault(f"group {item.group}", set()).add(item.module)
        if item.split:
            shared.setdefault(f"split {item.split}", set()).add(item.module)
    for where, modules in shared.items():
        if len(modules) > 1:
            named = " and ".join(sorted(module or "none" for module in modules))
            yield Problem(
                f"Its items belong to different modules: {named}.",
                where,
                ("give all of them one module.", "delete module from all of them."),
                "module-together",
            )


def _too_long(instrument: Instrument) -> Iterator[Problem]:
    """No wave may ask more than five minutes of anybody, so each module must fit somewhere."""
    known = {slot.id for slot in instrument.slots}
    for module in instrument.modules:
        if len(known) != len(instrument.slots) or not known or not known.issuperset(module.slots):
            continue
        for tag in instrument.languages:
            short = shortest_with(instrument, module.id, tag)
            if round(short, 1) > LONGEST and short != float("inf"):
                yield Problem(
                    f'With it alone the questionnaire takes {short:.1f} minutes in "{tag}"; waves '
                    f"may ask {LONGEST:.0f}.",
                    f"module {module.id}",
                    ("shorten it.", "move other items into a module."),
                    "module-long",
                )


def _indicators(instrument: Instrument) -> Iterator[Problem]:
    for indicator in instrument.indicators:
        ids = item_ids(instrument, indicator)
        modules = {instrument.index[name].module for name in ids if name in instrument.index}
        named = sorted(module for module in modules if module)
        if len(named) > 1:
            yield Problem(
                f"It is made of items of several modules: {' and '.join(named)}.",
                f"indicator {indicator.id}",
                ("give its items one module.", "make one indicator of each module."),
                "module-together",
            )


def _ends(instrument: Instrument) -> Iterator[Problem]:
    for item in instrument.items:
        if item.ends and item.show_if is None:
            yield Problem(
                "This page ends the questionnaire for everybody.",
                f"item {item.id}",
                ("add show_if: for whom it ends.", "delete ends."),
                "ends-all",
            )
        if item.ends and item.group:
            yield Problem(
                "A page that repeats cannot end the questionnaire.",
                f"item {item.id}",
                ("take it out of the group.",),
                "ends-all",
            )


def _age(instrument: Instrument) -> Iterator[Problem]:
    if MINIMUM_AGE not in instrument.needs:
        yield from _undeclared_age(instrument)
        return
    what = "The wave decides the least age, and {}."
    if not any(compared_with(MINIMUM_AGE, item) for item in instrument.items):
        yield Problem(
            what.format("no condition looks at it"),
            "needs",
            (f'compare the age: {{ compare = ">=", value = "{MINIMUM_AGE}" }}.', "delete needs."),
            "age-unused",
        )
    if not any(item.ends for item in instrument.items):
        yield Problem(
            what.format("no page ends the questionnaire for those who are younger"),
            "needs",
            ("add an information item with ends = true and show_if.",),
            "age-unused",
        )
    questions = [item for item in instrument.items if item.kind not in ("information", *PAGELESS)]
    first = questions[0] if questions else None
    if first is None or first.consent != "guardian" or not first.required or first.show_if:
        yield Problem(
            what.format("the first question does not ask a guardian"),
            f"item {first.id}" if first else "needs",
            (
                'put a required item with consent = "guardian" before every other question, '
                "without show_if.",
            ),
            "age-consent",
        )
    said = {place for place, text in texts(instrument) if _names_age(text.values())}
    if not any(place.startswith("item ") for place in said):
        yield Problem(
            what.format("no page says it"),
            "needs",
            (f"write {{{MINIMUM_AGE}}} into the page that asks for consent.",),
            "age-unused",
        )


def _undeclared_age(instrument: Instrument) -> Iterator[Problem]:
    places = [place for place, text in texts(instrument) if _names_age(text.values())]
    places += [f"item {item.id}" for item in instrument.items if compared_with(MINIMUM_AGE, item)]
    for place in places:
        yield Problem(
            "It speaks of a least age, which no wave is asked for.",
            place,
            (f'write needs = ["{MINIMUM_AGE}"] at the top.', "write the number."),
            "age-undeclared",
        )


def _names_age(words: Iterable[str]) -> bool:
    return any(MINIMUM_AGE in pipes_in(text) for text in words)


def _one_of(verb: str, names: list[str]) -> str:
    return f"{verb} one of: {', '.join(names)}." if names else f"{verb} one of this file."
