"""Areas that overlap: which differences are too small, and which area to print instead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from surveyapp.disclosure.rules import RULES, Rules, is_small

Places = tuple[str, ...]
"""Atomic areas in order; none for the whole city."""


def differ_by_few(
    one: Places, other: Places, counts: Mapping[str, int], rules: Rules = RULES
) -> bool:
    """Whether two areas leave a few people over, either way round.

    Parameters
    ----------
    counts : atomic area -> people. People of unknown area belong to no difference: nobody can
        be looked for there.
    """
    here, there = _within(one, counts), _within(other, counts)
    return any(
        is_small(sum(counts.get(area, 0) for area in left), rules)
        for left in (here - there, there - here)
    )


def alternative(
    wanted: Places, printed: Collection[Places], counts: Mapping[str, int], rules: Rules = RULES
) -> str:
    """Words that name the nearest area whose differences from all printed ones are large.

    Candidates are the printed areas themselves and unions of those that the wanted area contains
    or touches; the nearest shares the largest part of the areas with the wanted one.
    """
    safe = [areas for areas in _candidates(wanted, printed) if _safe(areas, printed, counts, rules)]
    if not safe:
        return "Use the figure of the whole city, or pool this wave with the next one."
    mine = set(wanted)
    best = max(safe, key=lambda areas: (len(mine & set(areas)) / len(mine | set(areas)), areas))
    kind = "in print already" if best in printed else "far enough from all that is in print"
    return f"Use {', '.join(best)} instead, which is {kind}."


def _within(places: Places, counts: Mapping[str, int]) -> set[str]:
    return set(places) if places else {area for area in counts if area}


def _candidates(wanted: Places, printed: Iterable[Places]) -> Iterator[Places]:
    mine = set(wanted)
    sets = [set(places) for places in printed if places]
    touching = [one for one in sets if one & mine]
    yield from (tuple(sorted(one)) for one in touching)
    for chosen in (touching, [one for one in sets if one <= mine]):
        union: set[str] = set().union(*chosen)
        if union:
            yield tuple(sorted(union))


def _safe(
    areas: Places, printed: Iterable[Places], counts: Mapping[str, int], rules: Rules
) -> bool:
    if is_small(sum(counts.get(area, 0) for area in areas), rules):
        return False
    return not any(differ_by_few(areas, other, counts, rules) for other in printed)
