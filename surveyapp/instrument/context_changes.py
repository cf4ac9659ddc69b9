"""What changed in what surrounds an item on the way to it: lead-in, headings, repeats, way out.

How far each goes, and why:

- an information page leads in to the questions after it, up to the next one or the end of the
  section. Its words set the reference period and the meaning of terms, and other words there are
  another question: a longer or shorter period brings up other events (Winkielman, Knauper and
  Schwarz 1998, Journal of Personality and Social Psychology 75, 719-728) and telescopes other
  numbers of them (Neter and Waksberg 1964, JASA 59, 18-55). It breaks the trend; but not of what
  somebody is and where they live (items with a role, and the area), which no page before changes:
  those stay comparable;
- the title of a section stands on paper and on the page of all answers, not beside a question on
  the screen, and the words of a welcome shift answers little once people take part (Edwards,
  Dillman and Smyth 2014, Public Opinion Quarterly 78, 734-750): comparable, and shown;
- how often a group repeats, and whether its number is asked first or "another one?" each time,
  gives other counts: people learn to say no (Eckman and Kreuter 2018, Survey Research Methods 12,
  59-74). It breaks the trend;
- pages that end the questionnaire, and consents, decide who is left to be asked: a filter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveyapp.instrument.changes import BREAKS, Change, Grade
from surveyapp.instrument.model import Group, Instrument, Item, Text
from surveyapp.instrument.place_changes import codes_between, normal_condition
from surveyapp.instrument.same_words import SharedLanguages, text_changes


def context_changes(
    a: Instrument, b: Instrument, name: str, languages: SharedLanguages
) -> Iterator[Change]:
    """Changes of the lead-in, the section's title, the group and the ways out before an item."""
    old, new = a.index[name], b.index[name]
    grade: Grade = "comparable" if new.role or new.area else BREAKS
    yield from _lead_in_changes(_lead_in(a, name), _lead_in(b, name), languages, grade)
    before, after = _section_title(a, old), _section_title(b, new)
    yield from text_changes(
        "wording", "title of the section", before, after, languages, grade="comparable"
    )
    yield from _group_changes(_group(a, old), _group(b, new), languages)
    if _ways_out(a, name, codes_between(a, b)) != _ways_out(b, name, {}):
        yield Change("filter", BREAKS, "other people leave before it: by an end or a consent")


def whole_changes(a: Instrument, b: Instrument, languages: SharedLanguages) -> tuple[Change, ...]:
    """Changes that belong to no item: title, welcome, thanks, and the languages themselves."""
    return (
        *text_changes("wording", "title", a.title, b.title, languages, grade="comparable"),
        *text_changes("wording", "welcome", a.welcome, b.welcome, languages, grade="comparable"),
        *text_changes("wording", "thanks", a.thanks, b.thanks, languages, grade="cosmetic"),
        *_language_changes(a, b),
    )


def _section_title(instrument: Instrument, item: Item) -> Text:
    return next((part.title for part in instrument.sections if part.id == item.section), {})


def _lead_in(instrument: Instrument, name: str) -> Item | None:
    """The information page last before an item in its section."""
    section, found = instrument.index[name].section, None
    for item in instrument.items:
        if item.id == name:
            break
        if item.kind == "information" and not item.ends and item.section == section:
            found = item
    return found


def _lead_in_changes(
    old: Item | None, new: Item | None, languages: SharedLanguages, grade: Grade
) -> Iterator[Change]:
    for label, key in (("lead-in", "text"), ("hint of the lead-in", "hint")):
        before, after = (getattr(page, key) if page else {} for page in (old, new))
        yield from text_changes("wording", label, before, after, languages, grade=grade)
    if old and new and normal_condition(old.show_if) != normal_condition(new.show_if):
        yield Change("filter", "comparable", "other people read the lead-in")


def _group(instrument: Instrument, item: Item) -> Group | None:
    return next((group for group in instrument.groups if group.id == item.group), None)


def _group_changes(
    old: Group | None, new: Group | None, languages: SharedLanguages
) -> Iterator[Change]:
    if old is None or new is None:
        return
    if old.most != new.most:
        what = f"repeats at most {new.most} times instead of {old.most}"
        yield Change("filter", BREAKS, what, str(old.most), str(new.most))
    if old.count != new.count:
        counts = [f"by {group.count}" if group.count else "asked each time" for group in (old, new)]
        yield Change("filter", BREAKS, f"how often it repeats: {counts[1]} instead of {counts[0]}")
    yield from text_changes(
        "wording", "title of the group", old.title, new.title, languages, grade="comparable"
    )
    if old.add_another and new.add_another:
        for key in ("text", "yes", "no"):
            before, after = getattr(old.add_another, key), getattr(new.add_another, key)
            yield from text_changes("filter", f'"another one?", {key}', before, after, languages)


def _ways_out(
    instrument: Instrument, name: str, codes: Mapping[str, Mapping[int, int]]
) -> set[object]:
    """The conditions under which people were sent away before an item, and consents asked."""
    found: set[object] = set()
    for item in instrument.items:
        if item.id == name:
            break
        if item.ends or item.consent:
            kind = item.consent and f"{item.consent} consent {item.id}"
            found.add((kind, normal_condition(item.show_if, codes)))
    return found


def _language_changes(a: Instrument, b: Instrument) -> Iterator[Change]:
    if a.languages[0] != b.languages[0]:
        what = f"source language: {b.languages[0]} instead of {a.languages[0]}"
        yield Change("translation", "comparable", what)
    for tags, others, verb in (
        (b.languages, a.languages, "other people can answer"),
        (a.languages, b.languages, "no longer asked in it"),
    ):
        for tag in (tag for tag in tags if tag not in others):
            yield Change("translation", "comparable", f"{tag}: {verb}")
