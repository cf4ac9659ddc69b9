"""Every kind of page in a real browser: by axe, by keyboard, by weight, by a slow line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

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
    contexts,
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


class Wire:
    """What comes over the line, by the document that asked for it, with an empty cache."""

    def __init__(self, page: Page, own: tuple[str, ...]) -> None:
        self.own, self.foreign = own, list[str]()
        self._document_of: dict[str, str] = {}
        self._loaded: dict[str, int] = defaultdict(int)
        self._open = ""
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.requestWillBeSent", self._asked)
        wire.on("Network.loadingFinished", self._arrived)

    def weight(self) -> int:
        """Bytes of the page that is open and of all that it loaded."""
        return self._loaded[self._open]

    def _asked(self, event: dict[str, Any]) -> None:
        self._document_of[event["requestId"]] = event["loaderId"]
        if event["requestId"] == event["loaderId"]:
            self._open = event["loaderId"]
        if not event["request"]["url"].startswith(self.own):
            self.foreign.append(event["request"]["url"])

    def _arrived(self, event: dict[str, Any]) -> None:
        document = self._document_of.get(event["requestId"], "")
        self._loaded[document] += int(event["encodedDataLength"])


@dataclass
class Seen:
    """What one tour through every kind of page found."""

    names: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    focus: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)


SeenIn = Callable[[str], Seen]


@pytest.fixture(scope="module")
def seen_in(site: Site, gated: Gated, browser: Browser) -> SeenIn:
    """The tour in a language, made once for all tests; in English by the Tab key as well."""

    @cache
    def seen(language: str) -> Seen:
        with contexts(browser) as make:
            return toured(site, gated, make, language)

    return seen


def toured(site: Site, gated: Gated, context: Contexts, language: str) -> Seen:
    """Walk through every kind of page and look at each in turn."""
    page = context(320, bypass_csp=True, reduced_motion="reduce").new_page()
    block_scripts(page)
    wire = Wire(page, (site.address, gated.site.address))
    turn = count(LANGUAGES.index(language))
    seen = Seen(foreign=wire.foreign)

    def look(name: str, allowed: frozenset[str] = frozenset()) -> None:
        seen.names.append(name)
        page.wait_for_load_state("networkidle")
        seen.weights[name] = wire.weight()
        if language == "en":
            seen.mistakes += told_badly(page, name)
            seen.focus += lost_focus(page, name)
        which = (COVER[next(turn) % len(COVER)],)
        seen.axe += findings(page, f"{name} {language}", which, allowed)
        page.set_viewport_size({"width": 320, "height": 700})

    Tour(site, gated, page, language, look).everywhere()
    return seen


def lost_focus(page: Page, name: str) -> list[str]:
    """Stops of the Tab key that are out of order, or where the focus is not seen."""
    found = []
    for at, what in enumerate(page.evaluate(STOPS)):
        page.keyboard.press("Tab")
        stop, marked, seen = page.evaluate(FOCUSED)
        if stop != str(at):
            return [*found, f"{name}: stop {at} is {stop} in place of {what}"]
        if not (marked and seen):
            found.append(f"{name}: the focus is not seen on {what}")
    return found


def told_badly(page: Page, name: str) -> list[str]:
    """What is missing where a page says that something is wrong, or says so for nothing."""
    summary = page.locator(".summary")
    if summary.count() != (name in MISTAKES):
        return [f"{name}: {summary.count()} summaries"]
    if name not in MISTAKES:
        return []
    found = [] if page.title().startswith("Error: ") else [f"{name}: the title tells no error"]
    if not page.locator(".summary:focus").count():
        found.append(f"{name}: the summary has not the focus")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    if not page.locator(f"{MISTAKES[name]}[aria-invalid=true]:focus").count():
        found.append(f"{name}: its link does not lead to the field")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_kind_of_page_in_any_language(
    seen_in: SeenIn, language: str
) -> None:
    """Over the four languages each kind is seen in both widths, light, dark and forced colors."""
    seen = seen_in(language)
    assert seen.axe == []
    assert len(set(seen.names)) == len(seen.names) >= KINDS - (language != "en")


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
    seen_in: SeenIn,
) -> None:
    assert seen_in("en").focus == []


def test_every_page_with_a_problem_focuses_its_summary_and_links_to_the_field(
    seen_in: SeenIn,
) -> None:
    assert seen_in("en").mistakes == []
    assert set(MISTAKES) <= set(seen_in("en").names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_weighs_under_60_kilobytes_and_loads_nothing_foreign(
    seen_in: SeenIn, language: str
) -> None:
    """Each one alone, with an empty cache, as it comes over the wire; staff sit at a desk."""
    seen = seen_in(language)
    weights = {name: weight for name, weight in seen.weights.items() if name != "staff"}
    assert {name: weight for name, weight in weights.items() if weight >= LIMIT} == {}
    assert min(weights.values()) > 30_000  # fonts and style sheet alone
    assert seen.foreign == []


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
