"""Every feature of the format in a real browser: without scripts, on a phone, under axe."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from surveyapp.web.server import SilentHandler
from tests.web.city import City, open_city
from tests.web.features import FORMS, LANGUAGES, found_features, slug_of
from tests.web.test_browser import (
    ARGUMENTS,
    AXE,
    CHROMIUM,
    RULES,
    Site,
    block_scripts,
    here,
    press,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]
SMALL = """() => [...document.querySelectorAll('button:not([aria-hidden]), .choice, '
    + 'input[type=text]:not([tabindex]), select, textarea, summary, a.plain')]
    .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
    .filter(([, r]) => r.width && (r.height < 43.9 || r.width < 43.9)).map(([h]) => h)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    city = open_city(found_features(tmp_path_factory.mktemp("features")))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, city.app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(city, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def make(width: int, **options: object) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 700}, **options)  # type: ignore[arg-type]
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


def city_of(site: Site, feature: str) -> City:
    return replace(site.city, slug=slug_of(feature))


def walk(
    page: Page, site: Site, feature: str, language: str, at_each: Callable[[str], None]
) -> None:
    """From the welcome to the review, answering as `FORMS` says."""
    page.goto(site.at(city_of(site, feature).path(language)))
    press(page, "start")
    while (name := here(page)) != "review":
        at_each(name)
        for field, values in FORMS[feature].get(name, {}).items():
            fill(page, field, [values] if isinstance(values, str) else values)
        press(page, "continue")
    at_each("review")


def fill(page: Page, field: str, values: list[str]) -> None:
    """Fill a field by its name, whatever it is."""
    found = page.locator(f"main [name='{field}']")
    if found.first.evaluate("e => e.tagName") == "SELECT":
        found.select_option(values[0])
    elif found.first.get_attribute("type") == "text":
        found.fill(values[0])
    else:
        for value in values:
            page.locator(f"main label:has([name='{field}'][value='{value}'])").click()


@pytest.mark.parametrize("feature", FORMS)
def test_every_feature_is_answered_without_scripts_on_a_narrow_phone(
    site: Site, opened: Callable[..., BrowserContext], feature: str
) -> None:
    language = LANGUAGES[list(FORMS).index(feature) % len(LANGUAGES)]
    page = opened(320, java_script_enabled=False).new_page()
    city = city_of(site, feature)
    before = len(city.responses())
    walk(page, site, feature, language, lambda _: None)
    press(page, "submit")
    assert page.locator(".receipt").count() == 1
    assert len(city.responses()) == before + 1


LOOKED_AT = ("number", "sum_of_rows", "ranking", "zero_to_ten", "place", "piping")
"""Features whose pages show more than plain lists of choices."""


@pytest.mark.parametrize(
    ("language", "width"), [("en", 320), ("es", 1280), ("ar", 320), ("zh-Hans", 1280)]
)
def test_axe_finds_nothing_and_nothing_is_small_or_wider_than_the_screen(
    site: Site, opened: Callable[..., BrowserContext], language: str, width: int
) -> None:
    found: list[str] = []
    page = opened(width, bypass_csp=True).new_page()
    block_scripts(page)
    for feature in LOOKED_AT:

        def check(name: str, feature: str = feature) -> None:
            if feature == "piping" and name not in ("happy", "review"):
                return
            page.wait_for_load_state()
            page.evaluate(AXE)
            options = {
                "runOnly": {"type": "tag", "values": RULES},
                "resultTypes": ["violations"],
            }
            result = page.evaluate("options => axe.run(document, options)", options)
            found.extend(
                f"{feature} {name}: {violation['id']} {node['html'][:120]}"
                for violation in result["violations"]
                for node in violation["nodes"]
            )
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{feature} {name}: wider than {width} px")
            found.extend(f"{feature} {name}: small {one}" for one in page.evaluate(SMALL))

        walk(page, site, feature, language, check)
    assert found == []
