"""The colors of the pages, computed: what axe does not measure is borders and the focus mark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveyapp.web import wording

CSS = (Path(wording.__file__).parent / "static" / "resident.css").read_text()


def colors() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    read = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part)) for part in (light, dark)]
    return {"light": read[0], "dark": {**read[0], **read[1]}}


def luminance(color: str) -> float:
    """Relative luminance of sRGB (WCAG 2.2)."""
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_contrast_of_21_to_1() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("border", ["line", "brand", "wrong", "leaf"])
def test_borders_of_fields_have_three_to_one_on_the_sheet(look: str, border: str) -> None:
    known = colors()[look]
    assert contrast(known[border], known["paper"]) >= 3


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "ground", "tint", "brand"])
def test_one_half_of_the_focus_mark_stands_out_on_every_ground(look: str, ground: str) -> None:
    known = colors()[look]
    assert max(contrast(known[part], known[ground]) for part in ("focus", "focus-ink")) >= 3


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("quiet", "paper"),
        ("quiet", "ground"),
        ("brand", "paper"),
        ("brand", "tint"),
        ("on-brand", "brand"),
        ("wrong", "paper"),
        ("wrong", "wrong-tint"),
        ("sun-ink", "sun"),
        ("ink", "leaf-tint"),
    ],
)
def test_text_has_four_and_a_half_to_one(look: str, text: str, ground: str) -> None:
    known = colors()[look]
    assert contrast(known[text], known[ground]) >= 4.5
