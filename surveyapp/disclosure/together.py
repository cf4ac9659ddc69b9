"""Whether new figures may be printed beside everything that was printed before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from math import isclose
from typing import Literal

from surveyapp.disclosure.areas import Places, alternative, differ_by_few
from surveyapp.disclosure.audit import audit
from surveyapp.disclosure.figure import Figure, People
from surveyapp.disclosure.protect import protect
from surveyapp.disclosure.rules import RULES, Rules, is_small
from surveyapp.disclosure.shares import NOTHING, Inferred, Known, topics_with
from surveyapp.disclosure.views import TopicTables, tables_of
from surveyapp.errors import DisclosureRefused, Problem

Procedure = Literal["new", "revision", "processing error"]
"""How an edition comes about: figures never printed before; enough new answers to change old ones;
or a mistake of ours in the working, never in a single answer."""
SHOW = 5


def check_together(
    printed: Sequence[Figure],
    proposed: Sequence[Figure],
    people: People,
    *,
    procedure: Procedure = "new",
    reason: str = "",
    reserved: Sequence[Figure] = (),
    known: Known = NOTHING,
    rules: Rules = RULES,
) -> None:
    """Refuse new figures that give somebody away beside the printed ones.

    Parameters
    ----------
    printed : the newest edition of every figure printed before.
    proposed : figures of the new edition, shown and withheld.
    people : the answers as they are now.
    procedure : "revision" and "processing error" may change printed figures and need a reason,
        which is printed.
    reserved : figures of fixed tables that will be printed whatever else is; the new ones must be
        safe beside them too.
    known : what readers know of shares and weights, so that a share bounds its people.

    Raises
    ------
    DisclosureRefused with every problem: what would give whom away, and what to do instead.
    """
    problems = [*_versions(printed, proposed, people, procedure, reason, rules)]
    out = {figure.crowd for figure in printed}
    settled = [*printed, *(figure for figure in reserved if figure.crowd not in out)]
    problems += _overlaps(settled, proposed, people, rules)
    if not problems:
        problems += _bounded(settled, proposed, people, known, rules)
    if problems:
        raise DisclosureRefused(problems)


def changed(printed: Iterable[Figure], proposed: Iterable[Figure]) -> tuple[Figure, ...]:
    """The proposed figures that are not in print as they stand: what a new edition adds."""
    before = {figure.crowd: figure for figure in printed}
    return tuple(f for f in proposed if not _same(before.get(f.crowd), f))


def _same(old: Figure | None, new: Figure) -> bool:
    if old is None or (old.n, old.withheld) != (new.n, new.withheld):
        return False
    if old.value is None or new.value is None:
        return old.value is new.value
    return isclose(old.value, new.value, rel_tol=1e-9, abs_tol=1e-9)


def _versions(
    printed: Sequence[Figure],
    proposed: Sequence[Figure],
    people: People,
    procedure: Procedure,
    reason: str,
    rules: Rules,
) -> Iterator[Problem]:
    """Two editions of one number must not differ by a few people."""
    after = {figure.crowd: figure for figure in proposed}
    moved, few, stale = [], [], []
    for old in printed:
        if not old.shown:
            continue
        new = after.get(old.crowd)
        now = old.n if old.n is None else people.count(old)
        change = abs((now or 0) - (old.n or 0))
        if new is None or not new.shown:
            stale += [old] if change else []
        elif 0 < change < rules.width:
            few.append(old)
        elif not _same(old, new):
            moved.append(old)
    if few:
        yield _few_moved(few, rules)
    if stale:
        yield _left_behind(stale)
    if moved and procedure == "new":
        yield _frozen(moved)
    if procedure == "processing error" and any(o.n != after[o.crowd].n for o in moved):
        yield _not_processing(moved)
    if procedure != "new" and not reason.strip():
        yield _no_reason(procedure)


def _overlaps(
    printed: Sequence[Figure], proposed: Sequence[Figure], people: People, rules: Rules
) -> Iterator[Problem]:
    """Areas of one number, one of them new, must not differ by a few people."""
    old = {figure.crowd for figure in printed}
    families: dict[tuple[object, ...], dict[Places, Figure]] = {}
    for figure in (*printed, *proposed):
        if figure.shown and figure.n is not None:
            alike = (figure.topic, figure.answer, figure.waves, figure.group)
            families.setdefault(alike, {})[figure.areas] = figure
    for family in families.values():
        fresh = [places for places, figure in family.items() if figure.crowd not in old]
        if not fresh:
            continue
        everybody = replace(next(iter(family.values())), areas=())
        counts = Counter(people.area[people.mask(everybody)].tolist())
        for places in fresh:
            others = [other for other in family if other != places]
            near = [other for other in others if differ_by_few(places, other, counts, rules)]
            few = is_small(family[places].n or 0, rules)
            if near or few:
                instead = alternative(places, others, counts, rules)
                beside = family[near[0]].named() if near else ""
                yield _too_close(family[places].named(), beside, instead, rules)


def _too_close(fresh: str, other: str, instead: str, rules: Rules) -> Problem:
    what = (
        f"It and {other} differ by fewer than {rules.count} people, whose answers would follow by "
        "subtraction."
        if other
        else f"It stands on fewer than {rules.count} people."
    )
    return Problem(what, where=fresh, remedies=(instead,), code="overlap")


def _bounded(
    printed: Sequence[Figure],
    proposed: Sequence[Figure],
    people: People,
    known: Known,
    rules: Rules,
) -> Iterator[Problem]:
    """No small crowd may be bounded from all that is printed."""
    after = {figure.crowd: figure for figure in proposed}
    both = [*(f for f in printed if f.crowd not in after), *proposed]
    topics = (figure.topic for figure in proposed if figure.n is not None)
    for topic in topics_with(topics, known):
        found = tables_of(both, people, topic, known=known, rules=rules)
        goals = [*found.secret, *found.targets]
        if not goals:
            continue
        gone = [*found.hidden, *found.targets]
        unsafe = audit(found.tables, gone, goals, width=rules.width).unsafe
        if unsafe:
            old = {figure.crowd for figure in printed}
            yield _give_away(topic, found, unsafe, goals, old, rules)


def _give_away(
    topic: str,
    found: TopicTables,
    unsafe: Sequence[str],
    goals: Sequence[str],
    old: Collection[object],
    rules: Rules,
) -> Problem:
    """Name what would protect them: further figures of this edition, or a coarser table."""
    out = [str(k) for k, f in enumerate(found.figures) if f.shown and f.crowd in old]
    out += [k for k, one in found.told.items() if one.figure.shown and one.source in old]
    try:
        further = protect(
            found.tables, goals, hidden=found.hidden, keep=out, width=rules.width
        ).further
    except DisclosureRefused:
        further = ()
    names = [found.figures[int(k)].named() for k in further if k.isdigit()]
    names += [f"the share {_source(found.told[k])}" for k in further if k in found.told]
    names = list(dict.fromkeys(names))
    instead = f"Withhold these as well: {_list(names)}." if names else "Leave this table out."
    return Problem(
        f"{len(unsafe)} counts that are withheld or too small to print could be worked out to "
        f"within {rules.width:.0f} people, together with everything printed before.",
        where=topic,
        remedies=(instead, "Print the table for larger areas or fewer answers instead."),
        code="bounded",
    )


def _source(one: Inferred) -> str:
    """Words for the figure that tells a count."""
    return replace(one.figure, topic=str(one.source[0]), answer="").named()


def _few_moved(few: Sequence[Figure], rules: Rules) -> Problem:
    return Problem(
        f"{len(few)} printed figures would change by fewer than {rules.width:.0f} people; the two "
        "editions together would tell the answers of those few.",
        where=_list([figure.named() for figure in few]),
        remedies=(
            f"Wait until every changed figure moves by at least {rules.width:.0f} people.",
            "Leave the wave as it was printed and count these people in the next one.",
        ),
        code="version",
    )


def _left_behind(stale: Sequence[Figure]) -> Problem:
    return Problem(
        f"The answers behind {len(stale)} printed figures have changed, and this edition does not "
        "print them anew.",
        where=_list([figure.named() for figure in stale]),
        remedies=(
            "Print these figures in the same edition.",
            "Compute this edition from the answers as they were printed.",
        ),
        code="stale",
    )


def _frozen(moved: Sequence[Figure]) -> Problem:
    return Problem(
        f"{len(moved)} figures are in print with another number; a wave is frozen when it is "
        "published.",
        where=_list([figure.named() for figure in moved]),
        remedies=(
            "Publish a correction of a mistake in the working: surveyapp release publish EDITION "
            "--processing-error, of an edition built with --correction WORDS",
            "Publish a revision where every changed figure moves by 10 people or more: --revision",
            "Leave the figures as they were printed.",
        ),
        code="frozen",
    )


def _not_processing(moved: Sequence[Figure]) -> Problem:
    return Problem(
        "A processing error changes how answers were worked up, not how many there are; some "
        "figures stand on other people than before.",
        where=_list([figure.named() for figure in moved]),
        remedies=(
            "Publish it as a revision: surveyapp release publish EDITION --revision",
            "Withhold the figures that stand on other people.",
        ),
        code="not-processing",
    )


def _no_reason(procedure: Procedure) -> Problem:
    return Problem(
        f"An edition that changes printed figures ({procedure}) prints its reason, and none is "
        "given.",
        remedies=(
            "Say in one sentence what was wrong and what changed: surveyapp report build "
            "DEFINITION --wave WAVE --correction WORDS",
        ),
        code="no-reason",
    )


def _list(names: Sequence[str]) -> str:
    shown = "; and ".join(names[:SHOW])
    more = len(names) - SHOW
    return f"{shown}; and {more} more" if more > 0 else shown
