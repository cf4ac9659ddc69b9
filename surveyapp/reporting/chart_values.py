"""From a report's values to the values of its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from surveyapp.indicators.results import CITY, EVERYONE, Cell, Comparison
from surveyapp.reporting.adjusted import Adjusted
from surveyapp.reporting.charts import (
    DotChart,
    DotRow,
    ShareChart,
    ShareRow,
    TrendChart,
    TrendLine,
    TrendPoint,
    axis,
)
from surveyapp.reporting.language import Language
from surveyapp.reporting.lookup import Lookup
from surveyapp.reporting.marks import mark_of
from surveyapp.reporting.report import IndicatorFacts, Place, ToplineItem
from surveyapp.reporting.wording import bare_change, level_percent, reason, verdict_words


def areas_chart(look: Lookup, language: Language, indicator: IndicatorFacts) -> DotChart | None:
    """An indicator by place in the report's wave, highest first, withheld places last."""
    rows = [
        _row(
            look,
            language,
            indicator,
            place.name,
            look.cell(indicator.id, place=place.id),
            look.comparison(indicator.id, "rest of city", place.id),
            look.comparison(indicator.id, "previous quarter", place.id),
        )
        for place in look.report.places
        if look.cell(indicator.id, place=place.id) is not None
    ]
    if not rows:
        return None
    return _dot_chart(look, language, indicator, f"{indicator.id}-areas", by_value(rows))


def groups_chart(look: Lookup, language: Language, indicator: IndicatorFacts) -> DotChart | None:
    """An indicator by group, the groups of a variable together under its name."""
    rows: list[DotRow] = []
    variable = ""
    for group in look.report.groups:
        cell = look.cell(indicator.id, group=group.id)
        if cell is None:
            continue
        band = group.variable_title if group.variable != variable else ""
        variable = group.variable
        comparison = look.comparison(indicator.id, "other groups", CITY, group.id)
        earlier = look.comparison(indicator.id, "previous quarter", CITY, group.id)
        row = _row(look, language, indicator, group.label, cell, comparison, earlier)
        rows.append(replace(row, band=band))
    if not rows:
        return None
    return _dot_chart(look, language, indicator, f"{indicator.id}-groups", tuple(rows))


def by_value(rows: Sequence[DotRow]) -> tuple[DotRow, ...]:
    """Highest first; rows without a figure last, in their own order."""
    return tuple(sorted(rows, key=lambda row: (row.value is None, -(row.value or 0.0), row.label)))


def _row(
    look: Lookup,
    language: Language,
    indicator: IndicatorFacts,
    label: str,
    cell: Cell | None,
    level: Comparison | None,
    change: Comparison | None,
) -> DotRow:
    if cell is None or cell.withheld is not None or cell.value is None:
        kind = cell.withheld if cell else None
        words = language.say("withheld reason", reason=reason(language, kind))
        return DotRow(label, note=words)
    unit = indicator.unit
    interval = ""
    if cell.lower is not None and cell.upper is not None:
        interval = language.interval(cell.lower, cell.upper, unit, bare=True)
    return DotRow(
        label=label,
        value=cell.value,
        lower=cell.lower,
        upper=cell.upper,
        shown=language.value(cell.value, unit, bare=True),
        interval=interval,
        n="" if cell.n is None else language.number(cell.n),
        change=bare_change(language, indicator, change),
        mark=mark_of(level),
        change_mark=mark_of(change),
        verdict=verdict_words(language, level) if level else "",
        change_verdict=verdict_words(language, change) if change else "",
    )


def interval_column(look: Lookup, language: Language) -> str:
    """Heading of the interval column; empty where the frame type has no interval."""
    frame = look.report.meta.frame
    if frame == "event":
        return ""
    level = level_percent(language, look.report.method.level)
    return language.say(f"interval column {frame}", level=level)


def _dot_chart(
    look: Lookup,
    language: Language,
    indicator: IndicatorFacts,
    name: str,
    rows: tuple[DotRow, ...],
) -> DotChart:
    city = look.cell(indicator.id)
    shown = city if city is not None and city.withheld is None else None
    ends = [end for row in rows for end in (row.value, row.lower, row.upper) if end is not None]
    if shown is not None and shown.value is not None:
        ends.append(shown.value)
    low, high, ticks = _ticks(language, indicator, ends, 4 if any(row.band for row in rows) else 6)
    label = ""
    if shown is not None and shown.value is not None:
        label = language.say("city line", value=language.value(shown.value, indicator.unit))
    return DotChart(
        id=name,
        rows=rows,
        columns=(
            language.say(f"column {indicator.unit}"),
            interval_column(look, language) if any(row.interval for row in rows) else "",
            language.say("column n"),
            language.say("column change") if any(row.change for row in rows) else "",
        ),
        low=low,
        high=high,
        ticks=ticks,
        reference=shown.value if shown else None,
        reference_lower=shown.lower if shown else None,
        reference_upper=shown.upper if shown else None,
        reference_label=label,
        alt=_dots_alt(language, rows),
        mirrored=language.direction == "rtl",
    )


def _whole(indicator: IndicatorFacts) -> tuple[float, float]:
    if indicator.unit == "scale":
        return indicator.low, indicator.high
    return (-100.0, 100.0) if indicator.unit == "balance" else (0.0, 100.0)


def _ticks(
    language: Language, indicator: IndicatorFacts, ends: list[float], most: int = 6
) -> tuple[float, float, tuple[tuple[float, str], ...]]:
    low, high, step = axis(ends or list(_whole(indicator)), _whole(indicator), most=most)
    count = round((high - low) / step)
    ticks = [low + step * place for place in range(count + 1) if low + step * place <= high + 1e-9]
    return low, high, tuple((tick, language.value(tick, indicator.unit)) for tick in ticks)


def _dots_alt(language: Language, rows: tuple[DotRow, ...]) -> str:
    read = [_row_alt(language, row) for row in rows]
    return language.say("alt areas", count=len(read), rows=_read_out(language, read))


def _read_out(language: Language, read: Sequence[str]) -> str:
    """Rows or lines of a chart as one sentence."""
    return language.say("semicolon").join(read) + language.say("stop")


def _row_alt(language: Language, row: DotRow) -> str:
    if row.value is None:
        return f"{row.label}: {row.note}"
    if row.interval:
        words = language.say(
            "alt row interval", label=row.label, value=row.shown, interval=row.interval
        )
    else:
        words = language.say("alt row", label=row.label, value=row.shown)
    if not row.verdict:
        return words
    return language.say("alt row verdict", row=words, verdict=row.verdict)


def trend_chart(
    look: Lookup,
    language: Language,
    indicator: IndicatorFacts,
    *,
    places: Sequence[Place] = (),
    small: bool = False,
) -> TrendChart | None:
    """The city over all quarters, and up to three places beside it; None with under two points."""
    lines = [_line(look, language, indicator, CITY, language.say("city"))]
    lines += [_line(look, language, indicator, place.id, place.name) for place in places[:3]]
    if not small:
        lines += [_adjusted(look, language, indicator, one) for one in look.adjusted(indicator.id)]
    if sum(point.value is not None for point in lines[0].points) < 2:
        return None
    points = [point for line in lines for point in line.points if point.value is not None]
    ends = [e for p in points for e in (p.value, p.lower, p.upper) if e is not None]
    low, high, ticks = _ticks(language, indicator, _roomy(ends, indicator), 4 if small else 5)
    read = [
        f"{line.label}: "
        + language.say("semicolon").join(_point_alt(language, point) for point in line.points)
        for line in lines
    ]
    return TrendChart(
        id=f"{indicator.id}-{'glance' if small else 'trend'}",
        lines=tuple(lines),
        low=low,
        high=high,
        ticks=ticks,
        break_label=language.say("wording changed"),
        alt=language.say(
            "alt trend",
            count=len(lines[0].points),
            rows=language.joined(line + language.say("stop") for line in read),
        ),
        small=small,
        events=() if small else _events(look, language),
    )


def _events(look: Lookup, language: Language) -> tuple[tuple[float, str], ...]:
    """The numbers of outside events at the place of their wave, counted over all waves."""
    found, number = [], 0
    for wave, at in zip(look.report.waves, places_in_time(look), strict=True):
        if wave.events:
            numbers = range(number + 1, number + 1 + len(wave.events))
            found.append((at, ", ".join(language.number(n) for n in numbers)))
            number += len(wave.events)
    return tuple(found)


def event_lines(look: Lookup, language: Language) -> tuple[str, ...]:
    """The outside events of all waves under the numbers that the trend charts mark them by."""
    every = [event for wave in look.report.waves for event in wave.events]
    return tuple(f"[{language.number(n)}] {event}" for n, event in enumerate(every, 1))


def _adjusted(
    look: Lookup, language: Language, indicator: IndicatorFacts, line: Adjusted
) -> TrendLine:
    held = {figure.wave: figure for figure in line.figures}
    points = []
    for wave, at in zip(look.report.waves, places_in_time(look), strict=True):
        point = TrendPoint(language.period(wave.period, short=True), at)
        figure = held.get(wave.id)
        if figure is None:
            points.append(replace(point, note=language.say("not asked")))
            continue
        points.append(
            replace(
                point,
                value=figure.value,
                lower=figure.lower,
                upper=figure.upper,
                shown=language.value(figure.value, indicator.unit),
                interval=language.interval(figure.lower, figure.upper, indicator.unit),
                breaks=figure.breaks,
            )
        )
    return TrendLine(line.label, tuple(points), dashed=True)


def _roomy(ends: list[float], indicator: IndicatorFacts) -> list[float]:
    """Widen a narrow range to a tenth of the scale, so that noise does not look like drama."""
    low, high = _whole(indicator)
    lack = 0.16 * (high - low) - (max(ends) - min(ends))
    if lack <= 0:
        return ends
    return [*ends, max(low, min(ends) - lack / 2), min(high, max(ends) + lack / 2)]


def _line(
    look: Lookup, language: Language, indicator: IndicatorFacts, place: str, label: str
) -> TrendLine:
    return TrendLine(
        label,
        tuple(
            _point(
                language,
                indicator,
                TrendPoint(
                    language.period(wave.period, short=True), at, breaks=indicator.id in wave.breaks
                ),
                look.cell(indicator.id, wave.id, place, EVERYONE),
            )
            for wave, at in zip(look.report.waves, places_in_time(look), strict=True)
        ),
    )


def places_in_time(look: Lookup) -> tuple[float, ...]:
    """Quarters since the first wave, so that a skipped quarter leaves its space; 0, 1, 2, ...

    where a period is not a quarter or two waves share one.
    """
    found = []
    for wave in look.report.waves:
        year, mark, quarter = wave.period.partition("Q")
        if not (mark and year.isdigit() and quarter.isdigit()):
            return tuple(float(place) for place in range(len(look.report.waves)))
        found.append(4.0 * int(year) + int(quarter))
    if len(set(found)) < len(found):
        return tuple(float(place) for place in range(len(found)))
    return tuple(place - found[0] for place in found)


def _point(
    language: Language, indicator: IndicatorFacts, point: TrendPoint, cell: Cell | None
) -> TrendPoint:
    if cell is None:
        return replace(point, note=language.say("not asked"))
    if cell.withheld is not None or cell.value is None:
        words = language.say("withheld reason", reason=reason(language, cell.withheld))
        return replace(point, note=words)
    interval = ""
    if cell.lower is not None and cell.upper is not None:
        interval = language.interval(cell.lower, cell.upper, indicator.unit)
    return replace(
        point,
        value=cell.value,
        lower=cell.lower,
        upper=cell.upper,
        shown=language.value(cell.value, indicator.unit),
        interval=interval,
    )


def _point_alt(language: Language, point: TrendPoint) -> str:
    if point.value is None:
        return f"{point.label} {point.note}"
    return f"{point.label} {point.shown}" + (f" ({point.interval})" if point.interval else "")


def answers_chart(
    look: Lookup, language: Language, items: Sequence[ToplineItem], name: str
) -> ShareChart | None:
    """How people answered some items with the same options, in the report's wave."""
    at = [wave.id for wave in look.report.waves].index(look.report.meta.wave)
    if not items:
        return None
    rows = [_share_row(language, item, at) for item in items]
    options = tuple(option.label for option in items[0].options)
    colors = _answer_colors(items[0])
    read = [
        f"{row.label} "
        + (
            row.note
            or language.say("comma").join(
                f"{o} {s}" for o, s in zip(options, row.shown, strict=True)
            )
        )
        for row in rows
    ]
    alt = language.say("alt shares", count=len(rows), rows=_read_out(language, read))
    return ShareChart(name, options, colors, tuple(rows), alt, language.direction == "rtl")


DONT_KNOW = "#8C8C8C"
SCALE = ("#12436D", "#2073BC", "#B9C2CC", "#E39A79", "#801650")
BLUES = ("#12436D", "#2073BC", "#6BACE6", "#A9CDEF", "#D6E6F5")
_PICKED = {1: (0,), 2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


def _answer_colors(item: ToplineItem) -> tuple[str, ...]:
    """Navy for the favorable end and burgundy for the other; blues where neither end is better."""
    places = _PICKED[sum(not option.dont_know for option in item.options)]
    scale = SCALE if item.favorable else BLUES
    colors = [scale[place] for place in places]
    if item.favorable == "last":
        colors.reverse()
    return tuple(DONT_KNOW if option.dont_know else colors.pop(0) for option in item.options)


def _share_row(language: Language, item: ToplineItem, at: int) -> ShareRow:
    shares = tuple(option.shares[at] for option in item.options)
    withheld = item.withheld[at] if item.withheld else None
    note = language.say("withheld reason", reason=reason(language, withheld)) if withheld else ""
    shown = tuple("" if s is None else language.value(s, "percent", bare=True) for s in shares)
    return ShareRow(item.question, shares, shown, note)
