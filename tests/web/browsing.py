"""A city behind a real port and a browser in front of it: what every test in Chromium uses."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from surveyapp.web.server import SilentHandler
from tests.web.city import City

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
IN_A_BROWSER = [
    pytest.mark.browser,
    # A browser drops requests when it moves on, and the server then leaves a file to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]
LANGUAGES = ("en", "es", "ar", "zh-Hans")
AXE = Axe().axe_script
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A public screen left alone must forget the person. It asks first and gives 60 seconds to say no,
# as WCAG 2.2.1 wants; axe refuses every timed page, because it cannot see that.
TIMED = frozenset({"meta-refresh"})
STILL = {"reduced_motion": "reduce"}  # a color that is still changing has no contrast to judge
LIGHT: dict[str, Any] = {**STILL, "color_scheme": "light", "forced_colors": "none"}
DARK: dict[str, Any] = {**STILL, "color_scheme": "dark", "forced_colors": "none"}
FORCED: dict[str, Any] = {**STILL, "color_scheme": "light", "forced_colors": "active"}
Look = tuple[int, dict[str, Any]]
EVERY_LOOK: tuple[Look, ...] = tuple(
    (w, media) for media in (LIGHT, DARK, FORCED) for w in (320, 1280)
)
COVER: tuple[Look, ...] = ((320, LIGHT), (1280, DARK), (320, FORCED), (1280, LIGHT))
"""Looks of which four pages of a kind, one a language, have one each: every width and scheme."""
SMALL = """() => [...document.querySelectorAll('button:not([aria-hidden]), .choice, '
    + 'input[type=text]:not([tabindex]), select, textarea:not([hidden]), summary, a.plain')]
    .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
    .filter(([, r]) => r.width && (r.height < 43.9 || r.width < 43.9)).map(([h]) => h)"""
Contexts = Callable[..., BrowserContext]


@dataclass(frozen=True)
class Site:
    """The city behind a real port."""

    city: City
    address: str

    def at(self, path: str) -> str:
        return f"{self.address}{path}"


@dataclass(frozen=True)
class Gated:
    """A city that admits by access code, behind a real port, with codes not used yet."""

    site: Site
    codes: list[tuple[str, str]]


@contextmanager
def behind_a_port(city: City) -> Iterator[Site]:
    """The city served until the end of the block."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, city.app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(city, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def contexts(browser: Browser) -> Iterator[Contexts]:
    """Makes windows of a width, closed at the end."""
    opened: list[BrowserContext] = []

    def make(width: int = 320, **options: Any) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 700}, **options)
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def press(page: Page, button: str) -> None:
    """Press a button and wait for the page that answers it."""
    with page.expect_navigation():
        page.locator(f"main button[value='{button}']").first.click()


def strike(page: Page, key: str = "Enter") -> None:
    """Press a key that sends the page, and wait for the page that answers it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def here(page: Page) -> str:
    """Which page is open."""
    return page.locator("input[name=_page]").input_value()


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until an element that fits has the focus, as a keyboard user does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{most} presses of Tab do not reach {selector}")


def answer_everything(page: Page, at_each: Callable[[str], None] = lambda _: None) -> None:
    """Walk from the welcome to the review, answering what there is in the plainest way."""
    at_each("welcome")
    press(page, "start")
    while (name := here(page)) != "review":
        at_each(name)
        for group in page.locator("fieldset").all():
            if group.locator(".choice").count():
                group.locator(".choice").first.click()
        for field in page.locator("main input[type=text], textarea").all():
            field.fill({"year": "2026"}.get((field.get_attribute("name") or "")[-4:], "2"))
        press(page, "continue")
    at_each("review")
    press(page, "submit")
    at_each("thanks")


def ask_contact(page: Page) -> None:
    """Walk from the welcome to the question that must be answered."""
    press(page, "start")
    while here(page) != "contact":
        press(page, "continue")


def block_scripts(page: Page) -> None:
    """Let no script of a page load, so that only the checker's own runs."""
    page.route("**/*.js*", lambda route: route.abort())


def findings(
    page: Page, name: str, looks: tuple[Look, ...], allowed: frozenset[str] = frozenset()
) -> list[str]:
    """What axe finds on a page in some looks, what is small, and what is wider than the screen.

    In forced colors the reader's own colors stand, which axe cannot judge.
    """
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = []
    for width, media in looks:
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(**media)
        options: dict[str, Any] = {
            "runOnly": {"type": "tag", "values": RULES},
            "resultTypes": ["violations"],
            "preload": False,
            "selectors": False,
        }
        if media is FORCED:
            options["rules"] = {"color-contrast": {"enabled": False}}
        result = page.evaluate("options => axe.run(document, options)", options)
        look = f"{name} {width} {media['color_scheme']} {media['forced_colors']}"
        found += [
            f"{look}: {violation['id']} {node['html'][:120]}"
            for violation in result["violations"]
            if violation["id"] not in allowed
            for node in violation["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{look} is wider than the screen")
        found += [f"{look} is small: {one}" for one in page.evaluate(SMALL)]
    return found
