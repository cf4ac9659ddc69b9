"""What all figures share: fonts, grays, the empty layout and the escaping of labels."""

from __future__ import annotations

import html
from typing import Any

PRINT_WIDTH = 642
SMALL_WIDTH = 308
FONT = "Public Sans, Arial, sans-serif"
SIZE = 12
PAGE_SIZE = 13
INK = "#1A1A1A"
HAIRLINE = "#E7E9EC"
GRID = "#D3D7DC"
BAND = "rgba(18,67,109,0.14)"

Spec = tuple[list[dict[str, Any]], dict[str, Any]]
"""Traces and layout of a figure, as plain values."""


def safe(text: str) -> str:
    """Text from data, escaped: plotly reads labels as a small HTML."""
    return html.escape(text, quote=False)


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
