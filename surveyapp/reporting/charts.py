"""Charts as values: what a figure draws, its data table lists and its alternative text reads.

All texts are final and in the report's language; `figures` only places and colors them.
"""

from __future__ import annotations

from dataclasses import dataclass

from surveyapp.reporting.marks import Mark


@dataclass(frozen=True, slots=True)
class DotRow:
    """One row of a dot-and-whisker chart.

    Attributes
    ----------
    value, lower, upper : where the dot and the whisker stand; None draws neither.
    shown, interval, n, change : the number columns as printed.
    note : what stands in the row in place of a withheld figure.
    band : names this row and those below it, up to the next band ("Age").
    """

    label: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    shown: str = ""
    interval: str = ""
    n: str = ""
    change: str = ""
    mark: Mark | None = None
    change_mark: Mark | None = None
    verdict: str = ""
    change_verdict: str = ""
    note: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True)
class DotChart:
    """Dots with whiskers by place or group, beside columns of their numbers.

    Attributes
    ----------
    columns : headings of value, interval, n and change; an empty heading drops its column.
    reference : the city's value, drawn as a dashed line with `reference_label`;
        `reference_lower` and `reference_upper` shade its interval.
    low, high, step : the axis; `ticks` are its labels.
    mirrored : rows begin at the right, as in a right-to-left table. Values and time run from left
        to right all the same: a drawing can then be laid beside that of another language.
    """

    id: str
    rows: tuple[DotRow, ...]
    columns: tuple[str, str, str, str]
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    reference: float | None = None
    reference_lower: float | None = None
    reference_upper: float | None = None
    reference_label: str = ""
    alt: str = ""
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One wave of a line; `value` None leaves a gap that `note` explains.

    `at` is its place on the time axis, in quarters since the first wave.
    """

    label: str
    at: float
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    shown: str = ""
    interval: str = ""
    note: str = ""
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One line of a trend chart, named at its right end; an adjusted one is dashed, bandless."""

    label: str
    points: tuple[TrendPoint, ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class TrendChart:
    """At most four lines over the quarters, with bands; lines break where wording changed.

    `events` are marked by their numbers at their wave's place: (place on the axis, "1, 2").
    """

    id: str
    lines: tuple[TrendLine, ...]
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    break_label: str = ""
    alt: str = ""
    small: bool = False
    events: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One stacked bar: shares in %, None for all when withheld, with the words of that."""

    label: str
    shares: tuple[float | None, ...]
    shown: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShareChart:
    """Bars of 100% in the order of the answers; don't know stands apart in gray.

    Mirrored bars begin at the right, where right-to-left answers are read first.
    """

    id: str
    options: tuple[str, ...]
    colors: tuple[str, ...]
    rows: tuple[ShareRow, ...]
    alt: str = ""
    mirrored: bool = False


Chart = DotChart | TrendChart | ShareChart


def axis(
    values: list[float], whole: tuple[float, float], *, most: int = 6
) -> tuple[float, float, float]:
    """Ends and step of an axis around some values, in round numbers within the whole scale.

    Starts at the scale's own end when the values come near it, so that no axis is cut for
    little gain.
    """
    low, high = min(values), max(values)
    extent = whole[1] - whole[0]
    steps = [extent * share for share in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)]
    step = next((s for s in steps if (high - low) / s <= most - 1), steps[-1])
    start = whole[0] + step * ((low - whole[0]) // step)
    end = whole[0] + step * -((whole[0] - high) // step)
    if low - whole[0] <= 0.35 * (high - low):
        start = whole[0]
    if whole[1] - end <= 0.5 * step:
        end = whole[1]
    return max(start, whole[0]), min(max(end, start + step), whole[1]), step
