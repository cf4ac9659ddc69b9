"""A sample plan's outlook in a table and in plain words: above all, what cannot be seen."""

from __future__ import annotations

import numpy as np

from surveyapp.simulate.planning import Outlook, PlaceOutlook
from surveyapp.simulate.sample_plan import KINDS, Kind

HEADINGS = (
    "neighborhood",
    "adults",
    "letters",
    "answers",
    "design effect",
    "margin",
    *KINDS,
)
NEEDED = ("neighborhood", "answers", *KINDS)
SPANS: dict[Kind, str] = {
    "next wave": "from one wave to the next",
    "pooled waves": "between {each} waves pooled and the {each} before",
    "trend": "over {waves} waves, along a straight line",
}


def rows(outlook: Outlook) -> list[dict[str, str | float]]:
    """One row per neighborhood and the city last; shares as numbers (0.05 is five points)."""
    return [_row(place) for place in (*outlook.places, outlook.city)]


def _row(place: PlaceOutlook) -> dict[str, str | float]:
    figures: dict[str, str | float] = {
        "neighborhood": place.name,
        "adults": place.adults,
        "letters": place.letters,
        "answers": place.answers,
        "design effect": place.design_effect,
        "margin": place.margin,
    }
    for kind in KINDS:
        figures[kind] = place.seen[kind].change
        figures[f"answers needed, {kind}"] = place.seen[kind].answers_needed
    return figures


def needed_table(outlook: Outlook) -> list[tuple[str, ...]]:
    """Answers planned, and needed in each wave to see the change of interest, as text."""
    return [
        (
            place.name,
            f"{place.answers:,.0f}",
            *(_answers(place, place.seen[kind].answers_needed) for kind in KINDS),
        )
        for place in (*outlook.places, outlook.city)
    ]


def _answers(place: PlaceOutlook, needed: float) -> str:
    return f"{needed:,.0f}" if needed <= place.adults else "too many"


def table(outlook: Outlook) -> list[tuple[str, ...]]:
    """The rows as text, changes in points."""
    found = []
    for row in rows(outlook):
        found.append(
            (
                str(row["neighborhood"]),
                f"{row['adults']:,}",
                f"{row['letters']:,}",
                f"{row['answers']:,.0f}",
                f"{row['design effect']:.2f}",
                f"±{100 * float(row['margin']):.1f}",
                *(points(float(row[kind])) for kind in KINDS),
            )
        )
    return found


def points(change: float) -> str:
    """A share as points; "none" where no possible change is large enough."""
    return f"{100 * change:.1f}" if np.isfinite(change) else "none"


def plain_words(outlook: Outlook) -> list[str]:
    """What the plan can and cannot see, for people who decide on it."""
    plan = outlook.plan
    interest = 100 * plan.change_of_interest
    said = [
        f"A change counts as seen when a plan like this finds it in at least "
        f"{100 * plan.power:.0f} of 100 surveys, at a level of {100 * plan.level:g}%, in a family "
        f"of {plan.tests:,} tests ({plan.method}) of neighborhoods and alone for the city."
    ]
    for kind in KINDS:
        said.append(_of_kind(outlook, kind, interest))
    said += _needed(outlook, interest)
    if outlook.replicates:
        said += _alarms(outlook)
    else:
        said.append("These figures are closed forms; simulate the tests before you rely on them.")
    return said


def span(outlook: Outlook, kind: Kind) -> str:
    """What a kind of comparison compares, in words."""
    return SPANS[kind].format(each=outlook.plan.waves_pooled, waves=outlook.plan.waves)


def _of_kind(outlook: Outlook, kind: Kind, interest: float) -> str:
    changes = np.array([place.seen[kind].change for place in outlook.places])
    seen = int((changes <= outlook.plan.change_of_interest).sum())
    total = len(changes)
    where = (
        f"in none of the {total} neighborhoods"
        if not seen
        else f"in {seen} of {total} neighborhoods"
        if seen < total
        else f"in all {total} neighborhoods"
    )
    city = outlook.city.seen[kind].change
    best, typical = points(float(changes.min())), points(float(np.median(changes)))
    return (
        f"{span(outlook, kind).capitalize()}: a change of {interest:g} points can be seen {where}. "
        f"The smallest change that can be seen is {points(city)} points in the city, {typical} in "
        f"the typical neighborhood and {best} in the best."
    )


def _needed(outlook: Outlook, interest: float) -> list[str]:
    """How many letters the typical neighborhood would need."""
    plan = outlook.plan
    middle = sorted(outlook.places, key=lambda place: place.answers)[len(outlook.places) // 2]
    index = [place.name for place in outlook.places].index(middle.name)
    said = []
    for kind in KINDS:
        if middle.seen[kind].change <= plan.change_of_interest:
            continue
        answers = middle.seen[kind].answers_needed
        letters = answers / float(plan.response_rates[index])
        if np.isfinite(letters) and letters <= middle.adults:
            said.append(
                f"To see {interest:g} points {span(outlook, kind)} in {middle.name}, about "
                f"{answers:,.0f} answers a wave would be needed ({letters:,.0f} letters; "
                f"{middle.letters:,} are planned)."
            )
        else:
            said.append(
                f"To see {interest:g} points {span(outlook, kind)} in {middle.name}, not even a "
                f"letter to every adult would be enough: draw more blocks, pool waves or "
                "neighborhoods, or publish fewer tests together."
            )
    return said


def _alarms(outlook: Outlook) -> list[str]:
    """How often families cried wolf, where it is clearly more often than promised."""
    plan = outlook.plan
    alpha = 1 - plan.level
    margin = 2 * float(np.sqrt(alpha * (1 - alpha) / outlook.replicates))
    loud = {kind: rate for kind, rate in outlook.false_alarms.items() if rate > alpha + margin}
    if plan.method not in ("holm", "hochberg", "bonferroni") or not loud:
        return []
    return [
        f"Caution: {span(outlook, kind)}, {100 * rate:.0f} of 100 simulated families found a "
        f"change though nothing had changed ({100 * alpha:g} are allowed): the neighborhoods' "
        "samples are too small for the test to keep its promise. Pool waves."
        for kind, rate in loud.items()
    ]
