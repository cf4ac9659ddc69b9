"""Text of drawings, laid out whole: letters join, right-to-left words read right to left.

WeasyPrint sets the text of an SVG letter by letter, each in a layout of its own, which leaves
Arabic letters unjoined and in the wrong order. Our charts never place letters one by one, so a
whole text can be laid out at once; it is also three times as fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.svg import TAGS
from weasyprint.svg.text import Style, TextBox
from weasyprint.svg.utils import size
from weasyprint.text.line_break import split_first_line

_SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}
_WEIGHTS = {"normal": 400, "bold": 700}


@contextmanager
def whole_texts() -> Iterator[None]:
    """Set texts of drawings whole while the block runs."""
    before = {name: TAGS[name] for name in ("text", "tspan")}
    TAGS.update(dict.fromkeys(before, draw_text))
    try:
        yield
    finally:
        TAGS.update(before)


def draw_text(svg: Any, node: Any, font_size: float) -> None:
    """One text or line of a text, anchored at its x and y."""
    x, y = (_place(svg, node, name, font_size) for name in ("x", "y"))
    content = node.text.strip() if node.text else ""
    if not content:
        svg.cursor_position = (x, y)
        return
    style = _style(svg, node, font_size)
    layout, _, _, width, _, baseline = split_first_line(content, style, svg.context, inf, 0)
    left = x - width * _SHARE.get(node.get("text-anchor", "start"), 0.0)
    svg.cursor_position = (left + width, y)
    svg.stream.push_state()
    fill, stroke = svg.set_graphical_state(node, font_size)
    svg.stream.begin_text()
    layout.reactivate(style)
    svg.fill_stroke(fill, stroke, text=True)
    box = TextBox(layout, style)
    box.baseline = baseline
    draw_first_line(svg.stream, box, "none", "none", Matrix(d=-1, e=left, f=y))
    svg.stream.end_text()
    svg.stream.pop_state()


def _place(svg: Any, node: Any, name: str, font_size: float) -> float:
    """Where a text stands along one axis: its own place, or where the text before it ended."""
    across = name == "x"
    whole = svg.inner_width if across else svg.inner_height
    own = node.attrib.get(name)
    at = svg.cursor_position[0 if across else 1] if own is None else size(own, font_size, whole)
    moved = node.attrib.get(f"d{name}")
    return float(at + (size(moved, font_size, whole) if moved else 0.0))


def _style(svg: Any, node: Any, font_size: float) -> Any:
    style = Style()
    style.update(INITIAL_VALUES)
    style.font_config = svg.font_config
    families = node.get("font-family", "sans-serif").split(",")
    style["font_family"] = [family.strip(" \"'") for family in families]
    style["font_style"] = node.get("font-style", "normal")
    weight = node.get("font-weight", 400)
    style["font_weight"] = _WEIGHTS.get(weight) or int(weight)
    style["font_size"] = font_size
    return style
