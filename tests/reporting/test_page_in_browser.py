"""The report page in a real browser: figures drawn, nothing cut, nothing inaccessible."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveyapp.reporting.document import compose
from surveyapp.reporting.html import page_files
from surveyapp.reporting.print_svg import draw_all

playwright = pytest.importorskip("playwright.sync_api", reason="the browser driver is not here")
axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe is not here")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(small, definition, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page of two indicators with every kind of block, written to a folder."""
    folder: Path = tmp_path_factory.mktemp("page")
    chapters = ("main points", "at a glance", "indicators", "places table", "who differs")
    document = compose(small, definition.model_copy(update={"chapters": chapters}))
    drawings = draw_all(document, definition.fonts)
    for name, content in page_files(document, definition, drawings).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    for name in ("report.pdf", "report.csv", "comparisons.csv", "report.json"):
        (folder / name).touch()
    return (folder / "index.html").as_uri()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_fits_and_draws_its_figures(browser, address: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    page.locator("[data-figure='trust-areas']").scroll_into_view_if_needed()
    page.wait_for_selector("[data-figure='trust-areas'] .trace", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert wrong == []
    page.close()


def test_the_page_has_no_fault_that_axe_can_find(browser, address: str):
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.goto(address)
    found = axe.Axe().run(page)
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    page.close()


def test_without_scripts_the_drawings_are_shown(browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    drawing = page.locator("noscript img, img.chart").first
    assert drawing.get_attribute("alt")
    context.close()
