"""What pages do not hold: sound, moving pictures, scripts, dragging, shortcuts, color words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveyapp.web import wording
from surveyapp.web.english.every_text import SOURCES
from tests.web.city import ANSWERS, City, Resident

WEB = Path(wording.__file__).parent
PAGES = {
    path.name: path.read_text()
    for folder in ("resident", "public")
    for path in (WEB / "templates" / folder).glob("*.html")
}
PAGES |= {name: (WEB / "templates" / name).read_text() for name in ("page.html", "message.html")}
CSS = (WEB / "static" / "resident.css").read_text()


@pytest.mark.parametrize(
    "what", ["<audio", "<video", "<object", "<iframe", "<canvas", "<marquee", "<blink", "<script"]
)
def test_pages_hold_no_sound_no_moving_picture_and_no_script(what: str) -> None:
    assert [name for name, page in PAGES.items() if what in page.lower()] == []


def test_nothing_moves_or_flashes() -> None:
    assert "@keyframes" not in CSS
    assert "animation" not in CSS
    assert "autoplay" not in "".join(PAGES.values())


def test_no_page_has_a_shortcut_a_drag_or_an_action_before_a_button_is_pressed() -> None:
    held = re.compile(r"accesskey|draggable|\son[a-z]+=", re.IGNORECASE)
    assert [name for name, page in PAGES.items() if held.search(page)] == []


def test_no_field_asks_a_browser_to_fill_in_the_person() -> None:
    asked = {word for page in PAGES.values() for word in re.findall(r'autocomplete="(\w+)"', page)}
    assert asked == {"off"}


def test_no_text_relies_on_shape_color_or_place_on_the_screen() -> None:
    sensory = re.compile(
        r"\b(red|green|blue|yellow|round|square|on the (left|right)|left-hand|right-hand)\b"
    )
    words = {key: f"{text.words} {text.many}".lower() for key, text in SOURCES.items()}
    assert {key for key, text in words.items() if sensory.search(text)} == set()


def test_help_stands_in_one_order_on_the_first_and_the_last_page(city: City) -> None:
    resident = Resident(city)
    first = contacts(resident.response.text)
    resident.walk(ANSWERS)
    resident.press("submit")
    assert contacts(resident.response.text) == first
    assert len(first) == 4


def test_every_page_of_ours_is_made_in_one_frame() -> None:
    frames = ('{% extends "page.html" %}', '{% extends "resident/survey.html" %}')
    parts = {"page.html", "parts.html", "kinds.html", "so_far.html", "summary.html"}
    alone = [n for n, page in PAGES.items() if n not in parts and not page.startswith(frames)]
    assert alone == []


def contacts(page: str) -> list[str]:
    listed = page.partition('<dl class="contacts">')[2].partition("</dl>")[0]
    return re.findall(r"<dt>(.*?)</dt>", listed)
