"""What all figures share: fonts, grays, the empty layout and the escaping of labels."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Any

PRINT_WIDTH = 642
SMALL_WIDTH = 308
FONT = (
    "Public Sans, IBM Plex Sans Arabic, PingFang SC, Microsoft YaHei, Noto Sans SC, "
    "Noto Sans Symbols, Arial, sans-serif"
)
SIZE = 12
PAGE_SIZE = 13
INK = "#1A1A1A"
HAIRLINE = "#E7E9EC"
GRID = "#D3D7DC"
BAND = "rgba(18,67,109,0.14)"

_ISOLATE, _POP = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_PIECES = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\uffef]+\s*|\s+"
)

Spec = tuple[list[dict[str, Any]], dict[str, Any]]
"""Traces and layout of a figure, as plain values."""


def safe(text: str) -> str:
    """Text from data, escaped: plotly reads labels as a small HTML.

    A text with right-to-left letters keeps that direction whatever it begins or ends with
    (Unicode UAX 9, right-to-left isolate).
    """
    escaped = html.escape(text, quote=False)
    if any(unicodedata.bidirectional(one) in ("R", "AL") for one in text):
        return f"{_ISOLATE}{escaped}{_POP}"
    return escaped


def columns_of(text: str) -> int:
    """How many letters wide a text stands: two for a Chinese character, none for a mark on one."""
    return sum(
        2 if unicodedata.east_asian_width(one) in "WF" else 0 if unicodedata.combining(one) else 1
        for one in text
    )


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many letters, broken between words, or between characters
    of a script that writes no spaces."""
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if line and columns_of((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def shortened(text: str, width: int) -> str:
    """A text of at most so many letters; a longer one ends in an ellipsis."""
    text = " ".join(text.split())
    if columns_of(text) <= width:
        return text
    return wrapped(text, width - 1)[0] + "…"


def base_layout(
    for_print: bool, height: int, width: int = PRINT_WIDTH, **more: Any
) -> dict[str, Any]:
    """Layout that every figure starts from: sized for print, free on the page."""
    size = {"width": width, "autosize": False} if for_print else {"autosize": True}
    return {
        "height": height,
        "font": {"family": FONT, "size": SIZE if for_print else PAGE_SIZE, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "template": None,
        **size,
        **more,
    }
