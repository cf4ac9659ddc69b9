"""What must hold inside each item, scale and section, and between items of one questionnaire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from surveyapp.errors import Problem
from surveyapp.instrument.model import Instrument, Item, Option, Points

CHOICES = ("single", "scale", "grid", "multiple", "ranking", "place")
MOST_POINTS = 21
ROLE_KINDS = {"household_adults": ("whole_number",), "race": ("single", "multiple")}


def item_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    """Problems of sections, scales and items; nothing is held against an id in `unsure`."""
    if not instrument.items and not unsure:
        yield Problem("It asks nothing.", "items", ("add an item under [[items]].",), "empty")
    yield from _repeated("section", (section.id for section in instrument.sections))
    yield from _repeated("item", (item.id for item in instrument.items))
    yield from _section_problems(instrument, unsure)
    yield from _scale_problems(instrument, unsure)
    for item in instrument.items:
        yield from _one_item(item, instrument, unsure)
    yield from _role_problems(instrument)
    yield from _area_problems(instrument, unsure)


def _repeated(what: str, ids: Iterable[str]) -> Iterator[Problem]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield Problem(
                f"{times} {what}s have the id {name}.",
                f"{what} {name}",
                ("give each an id of its own.",),
                "duplicate-id",
            )


def _section_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    used = {item.section for item in instrument.items}
    for section in instrument.sections:
        if section.id not in used and not unsure:
            yield Problem(
                "No item belongs to this section.",
                f"section {section.id}",
                ("delete it.", f'give an item section = "{section.id}".'),
                "unused",
            )


def _scale_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    used = {item.scale for item in instrument.items}
    for scale in instrument.scales:
        yield from _point_problems(f"scale {scale.id}", scale.points)
        few = 0 if scale.points else 2
        yield from _option_problems(f"scale {scale.id}", scale.options, multiple=False, few=few)
        if scale.id not in used and not unsure:
            yield Problem(
                "No item uses this scale.",
                f"scale {scale.id}",
                ("delete it.", f'give an item scale = "{scale.id}".'),
                "unused",
            )


def _one_item(item: Item, instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    where = f"item {item.id}"
    if item.section not in {section.id for section in instrument.sections} | unsure:
        yield Problem(
            f'There is no section "{item.section}".',
            where,
            ("name a section of this file.", f'add a section with id = "{item.section}".'),
            "unknown-reference",
        )
    if item.opinion and item.required:
        yield Problem(
            "An opinion can never be required.",
            where,
            ("delete required.", "delete opinion, if it asks for a fact."),
            "opinion-required",
        )
    if item.scale and item.scale not in {scale.id for scale in instrument.scales} | unsure:
        yield Problem(
            f'There is no scale "{item.scale}".',
            where,
            ("name a scale of this file.", f"add [scales.{item.scale}].", "write its options."),
            "unknown-reference",
        )
    elif (item.kind in CHOICES or item.options) and not item.scale:
        few = 0 if item.options_from or item.points else 2
        yield from _option_problems(where, item.options, item.kind == "multiple", few)
    yield from _repeated(f"{where}, row", (row.id for row in item.rows))
    yield from _bound_problems(where, item)
    yield from _point_problems(where, item.points)
    yield from _ranking_problems(where, item)


def _bound_problems(where: str, item: Item) -> Iterator[Problem]:
    low, high = item.minimum, item.maximum
    if low is not None and high is not None and str(low) != str(high):
        wrong = low > high  # type: ignore[operator]  # the shape gives both ends one type
        if wrong:
            yield Problem(
                f"The minimum {low} is above the maximum {high}.",
                where,
                ("exchange them.",),
                "bounds",
            )


def _point_problems(where: str, points: Points | None) -> Iterator[Problem]:
    if points is not None and not 1 <= points.highest - points.lowest <= MOST_POINTS - 1:
        yield Problem(
            f"Its points go from {points.lowest} to {points.highest}.",
            where,
            (f"give it 2 to {MOST_POINTS} points, the lowest first.",),
            "bounds",
        )


def _ranking_problems(where: str, item: Item) -> Iterator[Problem]:
    if item.kind != "ranking":
        return
    if any(option.exclusive or not option.substantive for option in item.options):
        yield Problem(
            "An option of a ranking cannot stand for having no order: leaving it blank does.",
            where,
            ("delete the option.", "ask before it whether there is an order."),
            "ranking",
        )
    if item.most > len(item.options):
        yield Problem(
            f"It asks for {item.most} positions, and has {len(item.options)} options.",
            where,
            (f"write most = {len(item.options)}, or leave it out.",),
            "ranking",
        )


def _option_problems(
    where: str, options: tuple[Option, ...], multiple: bool, few: int = 2
) -> Iterator[Problem]:
    if len(options) < few:
        yield Problem(
            f"It has {len(options)} options; a choice needs at least {few}.",
            where,
            ("add options.",),
            "options-few",
        )
    for code, times in Counter(option.code for option in options).items():
        if times > 1:
            yield Problem(
                f"{times} options have the code {code}.",
                where,
                ("give each option a code of its own.",),
                "duplicate-code",
            )
    yield from _label_problems(where, options)
    for flag in ("dont_know", "not_stated"):
        codes = [option.code for option in options if getattr(option, flag)]
        if len(codes) > 1:
            yield Problem(
                f"{flag} stands on the codes {', '.join(map(str, codes))}.",
                where,
                ("leave it on one option.",),
                "flag-twice",
            )
    for option in options:
        if option.dont_know and option.not_stated:
            yield Problem(
                'An option is either "don\'t know" or "rather not say".',
                f"{where}, option {option.code}",
                ("delete dont_know.", "delete not_stated."),
                "flags-both",
            )
        if option.exclusive and not multiple:
            yield Problem(
                "Only an option of a multiple choice can be exclusive.",
                f"{where}, option {option.code}",
                ("delete exclusive.", 'make the item kind = "multiple".'),
                "exclusive",
            )


def _label_problems(where: str, options: tuple[Option, ...]) -> Iterator[Problem]:
    for tag in dict.fromkeys(tag for option in options for tag in option.label):
        words = Counter(option.label.get(tag, "").casefold() for option in options)
        for label, times in words.items():
            if label and times > 1:
                yield Problem(
                    f'{times} options read "{label}" in "{tag}".',
                    where,
                    ("word each option differently.",),
                    "duplicate-label",
                )


def _role_problems(instrument: Instrument) -> Iterator[Problem]:
    roles = Counter(item.role for item in instrument.items if item.role)
    for role, times in roles.items():
        if times > 1:
            yield Problem(
                f"{times} items have the role {role}.",
                f"role {role}",
                ("leave it on one item.",),
                "duplicate-role",
            )
    for item in instrument.items:
        kinds = ROLE_KINDS.get(item.role or "", ("single",))
        if item.role and item.kind not in kinds:
            yield Problem(
                f"The role {item.role} needs an item of kind {' or '.join(kinds)}.",
                f"item {item.id}",
                (f"make it {' or '.join(kinds)}.", "delete role."),
                "role-kind",
            )


def _area_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    areas = [item.id for item in instrument.items if item.area]
    if len(areas) > 1:
        yield Problem(
            f"{len(areas)} items name the resident's area: {', '.join(areas)}.",
            f"item {areas[1]}",
            ("leave area = true on one item.",),
            "area-twice",
        )
    for item in instrument.items:
        if item.area and not item.options_from:
            yield Problem(
                "The area item must take its options from the wave.",
                f"item {item.id}",
                ('write options_from = "areas".', "delete area."),
                "area-options",
            )
    if not areas and not unsure and any(item.role for item in instrument.items):
        yield Problem(
            "Items are meant for weighting, but none names the resident's area.",
            "items",
            ('add an item with area = true and options_from = "areas".', "delete the roles."),
            "area-missing",
        )
