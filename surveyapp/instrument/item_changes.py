"""What changed in one item between two editions, apart from where it stands.

What goes how far follows the literature on question wording: other words, other answers offered
and another base give other numbers (Schuman and Presser 1981, Questions and Answers in Attitude
Surveys, chapters 2 to 4 and 11); a reversed scale does too (Yan and Keusch 2015, Public Opinion
Quarterly 79, 145-165).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from surveyapp.instrument.changes import BREAKS, Change, Grade
from surveyapp.instrument.model import VALUE_KINDS, Item, Option
from surveyapp.instrument.option_matching import matching, turned
from surveyapp.instrument.same_words import SharedLanguages, text_changes

ORDERED = ("scale", "grid")


def value_kind(item: Item) -> str:
    """What kind of value it stores; two kinds can never share a column."""
    if item.kind == "calculated":
        return "choice" if item.options else "number"
    return VALUE_KINDS.get(item.kind, "none")


def item_changes(a: Item, b: Item, languages: SharedLanguages) -> list[Change]:
    """The changes that concern the whole item, rows and place apart."""
    asked: Grade = "cosmetic" if a.arms and b.arms else BREAKS
    return [
        *_kind_changes(a, b),
        *text_changes("wording", "question", a.text, b.text, languages, grade=asked),
        *text_changes("wording", "hint", a.hint, b.hint, languages, grade="comparable"),
        *_arm_changes(a, b, languages),
        *_option_changes(a, b, languages),
        *_number_changes(a, b, languages),
        *_plain_changes(a, b),
        *text_changes(
            "wording",
            "interviewer note",
            a.interviewer_note,
            b.interviewer_note,
            languages,
            grade="comparable",
        ),
        *text_changes("wording", "stand-in", a.stand_in, b.stand_in, languages, grade="cosmetic"),
    ]


def row_changes(a: Item, b: Item, row: str, languages: SharedLanguages) -> list[Change]:
    """The changes of one row that both editions have."""
    old, new = (next(r for r in item.rows if r.id == row) for item in (a, b))
    return text_changes("wording", "row", old.text, new.text, languages)


def _kind_changes(a: Item, b: Item) -> Iterator[Change]:
    if value_kind(a) != value_kind(b):
        yield Change("kind", BREAKS, f"a {a.kind} became a {b.kind}: other values", a.kind, b.kind)
    elif a.kind != b.kind:
        yield Change("kind", "comparable", f"a {a.kind} became a {b.kind}", a.kind, b.kind)


def _arm_changes(a: Item, b: Item, languages: SharedLanguages) -> Iterator[Change]:
    old, new = ({arm.code: arm for arm in item.arms} for item in (a, b))
    for code in sorted(old.keys() | new.keys()):
        if code not in old:
            bridge = any(new[code].text.get(tag) == a.text.get(tag) for tag in languages.tags[:1])
            note = ", the earlier wording: it can be bridged" if bridge and not old else ""
            yield Change("wording", BREAKS, f"wording {code} at random: added{note}")
        elif code not in new:
            yield Change("wording", BREAKS, f"wording {code} at random: removed")
        else:
            label = f"wording {code} at random"
            yield from text_changes("wording", label, old[code].text, new[code].text, languages)


def renumbered(a: Item, b: Item, languages: SharedLanguages) -> tuple[Item, Mapping[int, int]]:
    """The earlier item with the later one's codes for the same answers, and old -> new code."""
    moved = matching(a.options, b.options, languages.tags[0]) if languages.tags else {}
    if not moved:
        return a, {}
    options = tuple(replace(o, code=moved.get(o.code, o.code)) for o in a.options)
    scale = {o.code: moved[o.code] for o in a.options if o.substantive and o.code in moved}
    return replace(a, options=options, direction=turned(a.direction, scale)), moved


def _option_changes(a: Item, b: Item, languages: SharedLanguages) -> Iterator[Change]:
    a, moved = renumbered(a, b, languages)
    if any(before != after for before, after in moved.items()):
        yield Change("options", "cosmetic", "options: the same answers under other codes")
    old, new = ({o.code: o for o in item.options if not o.place} for item in (a, b))
    for code in old.keys() - new.keys():
        yield _offered(old[code], "removed", languages)
    for code in new.keys() - old.keys():
        yield _offered(new[code], "added", languages)
    for code in (code for code in old if code in new):
        yield from text_changes(
            "options", f"option {code}", old[code].label, new[code].label, languages
        )
        yield from _flag_changes(old[code], new[code])
    yield from _order_changes(a, b, [c for c in old if c in new], [c for c in new if c in old])
    if a.direction != b.direction:
        what = f'direction: "{a.direction}" became "{b.direction}"'
        yield Change("direction", BREAKS, what, a.direction, b.direction)
    if a.options_from != b.options_from:
        yield Change("options", BREAKS, "options: the list comes from elsewhere")


def _offered(option: Option, verb: str, languages: SharedLanguages) -> Change:
    grade: Grade = "comparable" if option.not_stated else BREAKS
    label = option.label.get(languages.tags[0], "") if languages.tags else ""
    before, after = ("", label) if verb == "added" else (label, "")
    return Change("options", grade, f"option {option.code}: {verb}", before, after)


def _flag_changes(a: Option, b: Option) -> Iterator[Change]:
    if (a.dont_know, a.not_stated) != (b.dont_know, b.not_stated):
        yield Change("options", BREAKS, f"option {a.code}: counts otherwise")
    if a.exclusive != b.exclusive:
        yield Change("options", "comparable", f"option {a.code}: may stand beside others or not")


def _order_changes(a: Item, b: Item, old: list[int], new: list[int]) -> Iterator[Change]:
    grade: Grade = BREAKS if b.kind in ORDERED else "comparable"
    beside = {o.code for item in (a, b) for o in item.options if not o.substantive}
    if [c for c in old if c not in beside] != [c for c in new if c not in beside]:
        yield Change("order", grade, "options: in another order")
    elif old != new:
        yield Change("order", "comparable", 'options: "don\'t know" or the like stand elsewhere')
    if a.options_order != b.options_order:
        words = [f'"{item.options_order or "as written"}"' for item in (a, b)]
        yield Change("order", grade, f"order of options: {words[0]} became {words[1]}")


def _number_changes(a: Item, b: Item, languages: SharedLanguages) -> Iterator[Change]:
    yield from text_changes("wording", "unit", a.unit, b.unit, languages)
    if (a.minimum, a.maximum) != (b.minimum, b.maximum):
        what = f"bounds: {a.minimum} to {a.maximum} became {b.minimum} to {b.maximum}"
        yield Change("answering", "comparable", what)
    if a.value != b.value:
        yield Change("computation", BREAKS, "worked out otherwise")
    if a.opinion != b.opinion:
        yield Change("order", "cosmetic", "marked as an opinion, or no longer: nobody sees it")


def _plain_changes(a: Item, b: Item) -> Iterator[Change]:
    """Keys compared as they stand, each with how far a change of it goes."""
    for key, (grade, what) in PLAIN.items():
        if getattr(a, key) != getattr(b, key):
            yield Change("order" if key == "rows_order" else "answering", grade, what)


PLAIN: dict[str, tuple[Grade, str]] = {
    "required": ("comparable", "required: an answer is asked for, or no longer"),
    "longest": ("comparable", "another length is allowed"),
    "decimals": ("comparable", "another number of decimals is asked"),
    "checks": ("comparable", "other sums are checked"),
    "most": (BREAKS, "another number of positions is asked"),
    "find_by": ("comparable", "the place may be named in other ways"),
    "rows_order": ("comparable", "order of rows: left to the lot, or no longer"),
    "group": (BREAKS, "asked in another repeating group, or no longer in one"),
}
