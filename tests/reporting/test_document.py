import re
from dataclasses import replace

import pytest

from surveyapp.reporting.blocks import Document, FigureBlock, TableBlock
from surveyapp.reporting.document import compose
from surveyapp.reporting.html import render
from surveyapp.reporting.lookup import Lookup


def _figures(document: Document) -> list[FigureBlock]:
    return [b for s in document.sections for b in s.blocks if isinstance(b, FigureBlock)]


def _plain(report, frame: str):
    """The same report as another frame type may print it."""
    comparisons = tuple(
        replace(
            c, verdict=None, better=None, p=None, adjusted_p=None, smallest_detectable_change=None
        )
        for c in report.comparisons
    )
    cells = report.cells
    if frame == "event":
        cells = tuple(replace(c, lower=None, upper=None, standard_error=None) for c in cells)
    return replace(
        report,
        meta=replace(report.meta, frame=frame),
        comparisons=comparisons,
        families=(),
        cells=cells,
    )


def test_figures_and_tables_are_numbered_through(document: Document):
    numbers = [figure.number for figure in _figures(document)]
    assert numbers == list(range(1, len(numbers) + 1))
    tables = [b.number for s in document.sections for b in s.blocks if isinstance(b, TableBlock)]
    assert tables == list(range(1, len(tables) + 1))


def test_every_indicator_has_its_page_with_places_and_quarters(document: Document, report):
    for indicator in report.indicators:
        section = next(s for s in document.sections if s.id == f"indicator-{indicator.id}")
        charts = [b.chart.id for b in section.blocks if isinstance(b, FigureBlock)]
        assert charts == [f"{indicator.id}-areas", f"{indicator.id}-trend"]


def test_every_figure_carries_a_finding_words_and_a_table(document: Document):
    for figure in _figures(document):
        assert figure.title
        assert figure.chart.alt
        assert figure.data is not None
        assert figure.data.rows


def test_the_simulated_mark_is_on_the_cover_and_every_page(document: Document):
    assert document.cover.ribbon == "Simulated"
    assert document.ribbon == "Simulated"
    assert "made-up city" in document.cover.ribbon_note


def test_a_real_report_bears_no_such_mark(report, definition):
    real = compose(replace(report, meta=replace(report.meta, simulated=False)), definition)
    assert real.ribbon == ""
    assert real.cover.ribbon == ""


def test_only_wanted_chapters_and_indicators_are_set(report, definition):
    less = definition.model_copy(
        update={"chapters": ("indicators",), "indicators": ("worry", "trust", "unknown")}
    )
    made = compose(report, less)
    assert [section.id for section in made.sections] == ["indicator-worry", "indicator-trust"]


@pytest.mark.parametrize("frame", ["census", "opt-in", "event"])
def test_other_frames_are_set_without_verdicts_or_margins(report, definition, frame: str):
    text = render(_plain(report, frame), definition)
    words = re.sub(r"<[^>]+>", " ", text).lower()
    assert "margin of error" not in words
    assert "no detectable change" not in words
    assert "representative" not in words
    if frame != "census":
        assert "{" not in re.sub(r"<script.*?</script>", "", text, flags=re.S)


def test_representative_is_printed_nowhere(report, definition):
    assert "representative" not in render(report, definition).lower()


def test_better_and_worse_follow_the_declared_direction(report, definition, look: Lookup):
    for comparison in look.comparisons.values():
        indicator = look.indicators[comparison.indicator]
        if indicator.better == "none":
            assert comparison.better is None
    visibility = compose(
        report,
        definition.model_copy(update={"chapters": ("indicators",), "indicators": ("visibility",)}),
    )
    section = visibility.sections[0]
    text = repr(list(section.blocks))
    assert "(better)" not in text
    assert "(worse)" not in text


def test_the_printed_sentence_and_the_chart_hold_the_same_number(document, look, english):
    for indicator in look.report.indicators:
        section = next(s for s in document.sections if s.id == f"indicator-{indicator.id}")
        cell = look.cell(indicator.id)
        shown = english.value(cell.value, indicator.unit)
        assert shown in section.blocks[0].text
        assert section.blocks[1].figures[0].value == shown
        chart = next(b.chart for b in section.blocks if isinstance(b, FigureBlock))
        assert chart.reference == cell.value


def test_an_empty_report_of_one_wave_is_still_set(report, definition):
    alone = replace(
        report,
        waves=report.waves[-1:],
        comparisons=(),
        families=(),
        groups=(),
        topline=(),
        cells=tuple(c for c in report.cells if c.wave == report.meta.wave and c.group == "all"),
    )
    made = compose(alone, definition)
    assert {"main-points", "method", "annex", "versions"} <= {s.id for s in made.sections}
