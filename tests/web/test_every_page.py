"""Every kind of page in a real browser: by axe, by keyboard, by weight, by a slow line."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web.browsing import (
    COVER,
    EVERY_LOOK,
    IN_A_BROWSER,
    LANGUAGES,
    Contexts,
    Gated,
    Site,
    answer_everything,
    block_scripts,
    findings,
)
from tests.web.tour import Tour

pytestmark = IN_A_BROWSER
KINDS = 50
LIMIT = 60_000

STOPS = """() => { let at = 0; const seen = new Set(); const names = [];
    const all = 'a[href],button,input,select,textarea,summary,[tabindex]';
    for (const e of document.querySelectorAll(all)) {
        if (e.disabled || e.type === 'hidden' || e.tabIndex < 0 || !e.checkVisibility()) continue;
        if (e.type === 'radio') {
            const on = [...document.getElementsByName(e.name)].find(g => g.checked);
            if (on ? e !== on : seen.has(e.name)) continue;
            seen.add(e.name);
        }
        e.dataset.stop = at++;
        names.push(e.outerHTML.slice(0, 80));
    }
    document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex');
    return names; }"""
FOCUSED = """() => { const e = document.activeElement, own = e.closest('.choice') || e;
    const style = getComputedStyle(own), box = own.getBoundingClientRect();
    const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return [e.dataset.stop, marked, seen]; }"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_kind_of_page_in_any_language(
    site: Site, gated: Gated, context: Contexts, language: str
) -> None:
    """Over the four languages each kind is seen in both widths, light, dark and forced colors."""
    turn = count(LANGUAGES.index(language))
    found, seen = [], []

    def look(name: str, allowed: frozenset[str] = frozenset()) -> None:
        seen.append(name)
        which = (COVER[next(turn) % len(COVER)],)
        found.extend(findings(page, f"{name} {language}", which, allowed))

    page = context(320, bypass_csp=True).new_page()
    block_scripts(page)
    Tour(site, gated, page, language, look).everywhere()
    assert found == []
    assert len(set(seen)) == len(seen) >= KINDS - (language != "en")


@pytest.mark.matrix
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_kind_of_page_in_any_language_width_and_scheme(
    site: Site, gated: Gated, context: Contexts, language: str
) -> None:
    found: list[str] = []

    def look(name: str, allowed: frozenset[str] = frozenset()) -> None:
        found.extend(findings(page, f"{name} {language}", EVERY_LOOK, allowed))

    page = context(320, bypass_csp=True).new_page()
    block_scripts(page)
    Tour(site, gated, page, language, look).everywhere()
    assert found == []


def test_the_tab_key_goes_through_every_kind_of_page_in_order_and_the_focus_is_seen(
    site: Site, gated: Gated, context: Contexts
) -> None:
    found: list[str] = []

    def look(name: str, allowed: frozenset[str] = frozenset()) -> None:
        names = page.evaluate(STOPS)
        for at, what in enumerate(names):
            page.keyboard.press("Tab")
            stop, marked, seen = page.evaluate(FOCUSED)
            if stop != str(at):
                found.append(f"{name}: stop {at} is {stop} in place of {what}")
                break
            if not (marked and seen):
                found.append(f"{name}: the focus is not seen on {what}")

    page = context(320, reduced_motion="reduce").new_page()
    Tour(site, gated, page, "en", look).everywhere()
    assert found == []


def test_every_kind_of_page_weighs_under_60_kilobytes_and_loads_nothing_foreign(
    site: Site, gated: Gated, context: Contexts
) -> None:
    """Each one alone, with an empty cache, as it comes over the wire."""
    weights: dict[str, int] = {}
    foreign: list[str] = []
    here = (site.address, gated.site.address)
    page = context(320, reduced_motion="reduce").new_page()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    document_of: dict[str, str] = {}
    loaded: dict[str, int] = defaultdict(int)
    open_now = [""]

    def asked(event: dict[str, Any]) -> None:
        document_of[event["requestId"]] = event["loaderId"]
        if event["requestId"] == event["loaderId"]:
            open_now[0] = event["loaderId"]
        if not event["request"]["url"].startswith(here):
            foreign.append(event["request"]["url"])

    def arrived(event: dict[str, Any]) -> None:
        loaded[document_of.get(event["requestId"], "")] += int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", arrived)

    def look(name: str, allowed: frozenset[str] = frozenset()) -> None:
        page.wait_for_load_state("networkidle")
        weights[name] = loaded[open_now[0]]

    Tour(site, gated, page, "zh-Hans", look).everywhere()
    assert {name: weight for name, weight in weights.items() if weight >= LIMIT} == {}
    assert min(weights.values()) > 30_000  # fonts and style sheet alone
    assert foreign == []


MISTAKES = {
    "wrong answer": "#contact",
    "wrong date": "#when",
    "wrong resume code": "#code",
    "mistyped code": "#access",
    "refused code": "#access",
    "taking back, unknown": "#receipt",
    "receipt not counted": "#receipt",
    "interview, wrong number": "#key",
    "a booklet without a number": "#booklet",
    "envelopes, some refused": "#codes",
}


def test_every_page_with_a_problem_focuses_its_summary_and_links_to_the_field(
    site: Site, gated: Gated, context: Contexts
) -> None:
    """Without scripts: the browser itself puts the focus where the page asks for it."""
    seen = []

    def look(name: str, allowed: frozenset[str] = frozenset()) -> None:
        assert page.locator(".summary").count() == (name in MISTAKES), name
        if name not in MISTAKES:
            return
        seen.append(name)
        assert page.title().startswith("Error: "), name
        assert page.locator(".summary:focus").count() == 1, name
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        field = page.locator(f"{MISTAKES[name]}:focus")
        assert field.count() == 1, name
        assert field.get_attribute("aria-invalid") == "true", name

    page = context(320, reduced_motion="reduce").new_page()
    Tour(site, gated, page, "en", look).everywhere()
    assert sorted(seen) == sorted(MISTAKES)


@pytest.fixture
def slow_page(context: Contexts) -> Page:
    """A page without scripts behind a line of 400 kilobit a second and 300 ms each way."""
    page = context(320, java_script_enabled=False).new_page()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    line = {"latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    wire.send("Network.emulateNetworkConditions", {"offline": False, **line})
    return page


def test_the_journey_works_without_scripts_over_a_slow_line(site: Site, slow_page: Page) -> None:
    before = len(site.city.responses())
    slow_page.goto(site.at(site.city.path("ar")))
    answer_everything(slow_page)
    assert slow_page.locator(".receipt").count() == 1
    assert len(site.city.responses()) == before + 1
