"""Every group that repeats holds items that stand together, and its names meet no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from surveyapp.errors import Problem
from surveyapp.instrument.model import Group, Instrument, Item


def group_problems(instrument: Instrument, unsure: frozenset[str]) -> Iterator[Problem]:
    """Problems of groups; nothing is held against an id in `unsure`."""
    ids = [group.id for group in instrument.groups]
    for name, times in Counter(ids).items():
        if times > 1:
            yield Problem(
                f"{times} groups have the id {name}.",
                f"group {name}",
                ("give each an id of its own.",),
                "duplicate-id",
            )
        if any(item.id == name for item in instrument.items):
            yield Problem(
                f"An item has the id {name} too.",
                f"group {name}",
                ("give one of them another id.",),
                "duplicate-id",
            )
    for item in instrument.items:
        if item.group and item.group not in {*ids, *unsure}:
            yield Problem(
                f'There is no group "{item.group}".',
                f"item {item.id}",
                ("name a group of this file.", f'add a group with id = "{item.group}".'),
                "unknown-reference",
            )
    for group in instrument.groups:
        members = [item for item in instrument.items if item.group == group.id]
        yield from _one_group(group, members, instrument, unsure)


def _one_group(
    group: Group, members: list[Item], instrument: Instrument, unsure: frozenset[str]
) -> Iterator[Problem]:
    where = f"group {group.id}"
    if not members:
        if not unsure:
            yield Problem(
                "No item belongs to this group.",
                where,
                ("delete it.", f'give an item group = "{group.id}".'),
                "unused",
            )
        return
    order = [item.id for item in instrument.items]
    first, last = order.index(members[0].id), order.index(members[-1].id)
    strangers = [item.id for item in instrument.items[first : last + 1] if item not in members]
    if strangers:
        yield Problem(
            f"{', '.join(strangers)} stands between its items and does not belong to it.",
            where,
            ("move it before or after the group.", f'give it group = "{group.id}".'),
            "group-order",
        )
    if len({item.section for item in members}) > 1:
        yield Problem(
            "Its items belong to different sections.",
            where,
            ("give them one section.",),
            "group-section",
        )
    for item in members:
        yield from _member_problems(group, item)


def _member_problems(group: Group, item: Item) -> Iterator[Problem]:
    where = f"item {item.id}"
    if item.id == "another" and group.add_another is not None:
        yield Problem(
            'The name "another" is taken by the question whether another one follows.',
            where,
            ("give the item another id.",),
            "duplicate-id",
        )
    if item.role or item.area:
        yield Problem(
            "An item that is asked again and again cannot describe the resident for weighting.",
            where,
            ("take it out of the group.", "delete role or area."),
            "group-role",
        )
