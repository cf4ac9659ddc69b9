from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from surveyapp.errors import ReportError
from surveyapp.reporting import figures
from surveyapp.reporting.chart_values import areas_chart, groups_chart, trend_chart
from surveyapp.reporting.charts import DotChart, DotRow
from surveyapp.reporting.print_svg import SvgPrinter

FONTS = Path(__file__).parents[2] / "reports" / "fonts"


@pytest.fixture(scope="module")
def printer() -> SvgPrinter:
    return SvgPrinter(FONTS)


def _texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_print_figure_shows_every_label_and_number(printer, look, english, report):
    chart = areas_chart(look, english, report.indicators[0])
    texts = _texts(printer.svg(figures.build(chart, for_print=True)))
    for row in chart.rows:
        for text in (row.label, row.shown, row.interval, row.n, row.change):
            assert text in texts


def test_the_same_figure_gives_the_same_bytes_in_another_engine(look, english, report):
    chart = groups_chart(look, english, report.indicators[0])
    figure = figures.build(chart, for_print=True)
    assert SvgPrinter(FONTS).svg(figure) == SvgPrinter(FONTS).svg(figure)


def _labelled(*labels: str) -> DotChart:
    return DotChart(
        "labelled",
        tuple(DotRow(label, 50.0, 40.0, 60.0, "50", "40 to 60", "100", "+1.0") for label in labels),
        ("%", "95%", "n", "Change"),
        0.0,
        100.0,
        ((0.0, "0%"), (100.0, "100%")),
    )


def test_labels_from_data_stay_text(printer):
    evil = ('<a href="javascript:1">x</a>', "<script>x()</script> & <b>b")
    svg = printer.svg(figures.build(_labelled(*evil), for_print=True))
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert not tags & {"a", "script", "foreignObject", "image"}
    assert set(evil) <= set(_texts(svg))


def test_a_long_label_leaves_room_for_the_plot(printer):
    chart = _labelled("owned by you or someone who lives there")
    svg = printer.svg(figures.build(chart, for_print=True))
    assert "owned by you or someone who…" in _texts(svg)


def test_a_link_that_slips_through_is_dropped(printer):
    figure = go.Figure(
        data=[
            {
                "type": "scatter",
                "mode": "text",
                "x": [1],
                "y": [1],
                "text": ['<a href="javascript:alert(1)">click</a> me'],
            }
        ],
        layout={"width": 300, "height": 200},
    )
    svg = printer.svg(figure)
    assert "javascript" not in svg
    assert "<a" not in svg.replace("<animate", "")


def test_a_drawing_scales_and_refers_to_nothing_outside(printer, look, english, report):
    svg = printer.svg(
        figures.build(trend_chart(look, english, report.indicators[0]), for_print=True)
    )
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox") == "0 0 642 106"
    assert root.get("width") is None
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_a_trace_that_would_come_out_empty_is_refused(printer):
    figure = go.Figure(data=[{"type": "heatmap", "z": [[1, 2], [3, 4]]}])
    with pytest.raises(ReportError, match="may not hold traces of kind heatmap"):
        printer.svg(figure)


def test_a_withheld_row_prints_its_reason_and_no_number(printer, look, english, report):
    chart = groups_chart(look, english, report.indicators[0])
    rows = tuple(
        DotRow(row.label, note="withheld: confidential") if place == 1 else row
        for place, row in enumerate(chart.rows)
    )
    svg = printer.svg(figures.build(replace(chart, rows=rows), for_print=True))
    texts = _texts(svg)
    assert "withheld: confidential" in texts
    assert chart.rows[1].n == "" or texts.count(chart.rows[1].interval) == sum(
        row.interval == chart.rows[1].interval for row in rows
    )


def test_verdicts_differ_in_shape_and_not_in_color_alone(look, english, report):
    seen: dict[str, str] = {}
    for indicator in report.indicators:
        for row in areas_chart(look, english, indicator).rows:
            if row.mark:
                seen.setdefault(row.mark.color, row.mark.shape)
                assert seen[row.mark.color] == row.mark.shape
    assert len(set(seen.values())) == len(seen)


def test_values_for_the_page_cannot_close_their_script(look, english, report):
    chart = DotChart(
        "x",
        (DotRow("</script><script>alert(1)</script>", 50.0, 40.0, 60.0, "50"),),
        ("%", "", "", ""),
        0.0,
        100.0,
        ((0.0, "0%"),),
    )
    written = figures.to_json(figures.build(chart, for_print=False))
    assert "<" not in written
    assert ">" not in written
