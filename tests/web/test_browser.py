"""The pages in a real browser: without scripts, by keyboard, by machine check of access."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from surveyapp.web.server import SilentHandler
from tests.web.city import City, open_city
from tests.web.coded_city import make_coded_city
from tests.web.reports import publish

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
PAGE_LIMIT = 60_000
AXE = Axe().axe_script
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A public screen left alone must forget the person. It asks first and gives 60 seconds to say no,
# as WCAG 2.2.1 wants; axe refuses every timed page, because it cannot see that.
TIMED = frozenset({"meta-refresh"})
LANGUAGES = ("en", "es", "ar", "zh-Hans")
STILL = {"reduced_motion": "reduce"}  # a color that is still changing has no contrast to judge
LIGHT: dict[str, Any] = {**STILL, "color_scheme": "light", "forced_colors": "none"}
DARK: dict[str, Any] = {**STILL, "color_scheme": "dark", "forced_colors": "none"}
FORCED: dict[str, Any] = {**STILL, "color_scheme": "light", "forced_colors": "active"}
TAGGED = {"runOnly": {"type": "tag", "values": RULES}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
NO_CONTRAST = {**TAGGED, "rules": {"color-contrast": {"enabled": False}}}
LOOKS = (
    (320, LIGHT, TAGGED),
    (1280, LIGHT, TAGGED),
    (1280, DARK, CONTRAST),
    (320, DARK, CONTRAST),
    (320, FORCED, NO_CONTRAST),
)

pytestmark = [
    pytest.mark.browser,
    # A browser drops requests when it moves on, and the server then leaves a file to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]


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


@pytest.fixture(scope="module")
def site(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("browsed") / "city"
    shutil.copytree(founded, folder)
    with behind_a_port(open_city(folder)) as site:
        yield site


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    coded = make_coded_city(tmp_path_factory.mktemp("gated"))
    with behind_a_port(coded.city) as site:
        yield Gated(site, list(coded.codes))


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    opened: list[BrowserContext] = []

    def make(width: int = 320, **options: Any) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 700}, **options)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def press(page: Page, button: str) -> None:
    """Press a button and wait for the page that answers it."""
    with page.expect_navigation():
        page.locator(f"main button[value={button}]").click()


def strike(page: Page, key: str = "Enter") -> None:
    """Press a key that sends the page, and wait for the page that answers it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def here(page: Page) -> str:
    """Which page is open."""
    return page.locator("input[name=_page]").input_value()


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


@pytest.mark.parametrize(("language", "width"), [("en", 320), ("es", 1280)])
def test_the_whole_journey_works_without_scripts_and_never_scrolls_sideways(
    site: Site, context: Callable[..., BrowserContext], language: str, width: int
) -> None:
    page = context(width, java_script_enabled=False, locale=language).new_page()
    before = len(site.city.responses())
    page.goto(site.at(f"/s/{site.city.slug}"))
    seen: list[str] = []
    answer_everything(page, seen.append)
    assert page.locator("html").get_attribute("lang") == language
    assert seen == [
        "welcome",
        *("hello", "hood", "safe", "fair", "contact", "when", "race", "adults", "job", "idea"),
        *("review", "thanks"),
    ]
    assert len(site.city.responses()) == before + 1
    page.reload()
    assert page.locator(".receipt").count() == 1
    assert len(site.city.responses()) == before + 1


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_is_wider_than_the_screen_and_touch_targets_are_44_pixels(
    site: Site, context: Callable[..., BrowserContext], width: int
) -> None:
    page = context(width).new_page()
    block_scripts(page)
    page.goto(site.at(site.city.path("es")))
    small: list[str] = []

    def measure(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        script = """() => [...document.querySelectorAll(
              'button:not([aria-hidden]), .choice, input[type=text]:not([tabindex]), '
              + 'textarea, summary, a.plain')]
            .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
            .filter(([, r]) => r.width && (r.height < 43.9 || r.width < 43.9)).map(([h]) => h)"""
        small.extend(f"{name}: {one}" for one in page.evaluate(script))

    answer_everything(page, measure)
    assert small == []


def test_body_text_is_19_pixels_on_a_phone(
    site: Site, context: Callable[..., BrowserContext]
) -> None:
    page = context(320).new_page()
    page.goto(site.at(site.city.path()))
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "19px"


def test_a_page_with_all_it_loads_weighs_under_60_kilobytes(
    site: Site, context: Callable[..., BrowserContext]
) -> None:
    page = context(320).new_page()
    loaded: dict[str, int] = {}

    def weigh(response: Any) -> None:
        loaded[response.url] = len(response.body())

    page.on("response", weigh)
    page.goto(site.at(site.city.path()), wait_until="networkidle")
    assert all(url.startswith(site.address) for url in loaded)
    assert sum(loaded.values()) < PAGE_LIMIT, loaded


def test_the_journey_works_by_keyboard_alone(
    site: Site, context: Callable[..., BrowserContext]
) -> None:
    page = context(768, java_script_enabled=False).new_page()
    before = len(site.city.responses())
    page.goto(site.at(site.city.path()))
    tab_to(page, "button[value=start]")
    strike(page)
    while (name := here(page)) != "review":
        if name in ("hood", "safe", "contact"):
            tab_to(page, f"input[name={name}]")
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
        elif name == "fair":
            for row in ("listen", "respect"):
                tab_to(page, f"[name='fair.{row}']")
                page.keyboard.press("Space")
        elif name == "adults":
            tab_to(page, "input[name=adults]")
            page.keyboard.type("3")
            strike(page)
            continue
        tab_to(page, "main button[value=continue]")
        strike(page)
    assert "Birch Hill" in page.locator("main").inner_text()
    tab_to(page, "button[value=submit]")
    strike(page)
    assert page.locator(".receipt").count() == 1
    assert len(site.city.responses()) == before + 1
    assert any(
        response.answers["adults"] == 3 and response.answers["contact"] == 2
        for response in site.city.responses()
    )


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until an element that fits has the focus, as a keyboard user does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{most} presses of Tab do not reach {selector}")


def test_a_problem_takes_the_focus_and_its_link_leads_to_the_field(
    site: Site, context: Callable[..., BrowserContext]
) -> None:
    page = context(320, java_script_enabled=False).new_page()
    page.goto(site.at(site.city.path()))
    ask_contact(page)
    press(page, "continue")
    assert page.locator(".summary:focus").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#contact:focus").count() == 1


def ask_contact(page: Page) -> None:
    """Walk from the welcome to the question that must be answered."""
    press(page, "start")
    while here(page) != "contact":
        press(page, "continue")


def block_scripts(page: Page) -> None:
    """Let no script of a page load, so that only the checker's own runs."""
    page.route("**/*", lambda route: route.abort() if is_script(route) else route.continue_())


def is_script(route: Any) -> bool:
    return bool(route.request.resource_type == "script")


def findings(page: Page, name: str, allowed: frozenset[str] = frozenset()) -> list[str]:
    """What axe finds on a page, in every look: narrow and wide, light, dark and forced colors.

    Looks differ in layout and color and not in structure, so that dark is asked for contrast
    alone; in forced colors the reader's own colors stand, which axe cannot judge.
    """
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = []
    for width, media, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(**media)
        options = {"resultTypes": ["violations"], **rules}
        result = page.evaluate("options => axe.run(document, options)", options)
        found += [
            f"{name} {width} {media}: {violation['id']} {node['html'][:120]}"
            for violation in result["violations"]
            if violation["id"] not in allowed
            for node in violation["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} is wider than {width}")
    page.emulate_media(color_scheme="light", forced_colors="none")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_kind_of_page(
    site: Site, context: Callable[..., BrowserContext], language: str
) -> None:
    page = context(320, bypass_csp=True).new_page()
    block_scripts(page)
    found: list[str] = []

    def check(name: str) -> None:
        found.extend(findings(page, name))

    page.goto(site.at(site.city.path(language)))
    answer_everything(page, check)
    for path in (f"/?lang={language}", f"/s/{site.city.slug}/{language}/receipt", "/nowhere"):
        page.goto(site.at(path))
        check(path)
    wrong(site, page, language)
    check("wrong answer")
    if language == "en":
        page.goto(site.at("/staff/"))
        check("staff")
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_way_in(
    site: Site, gated: Gated, context: Callable[..., BrowserContext], language: str
) -> None:
    page = context(320, bypass_csp=True).new_page()
    block_scripts(page)
    found: list[str] = []

    def check(name: str, allowed: frozenset[str] = frozenset()) -> None:
        found.extend(findings(page, name, allowed))

    def take_code(way: str) -> None:
        page.goto(gated.site.at(f"/{way}/{gated.site.city.slug}/{language}"))
        page.locator("#access").fill(gated.codes.pop()[0])
        press(page, "redeem")

    slug = site.city.slug
    page.goto(gated.site.at(gated.site.city.path(language)))
    check("code")
    press(page, "redeem")
    check("mistyped code")
    take_code("s")
    check("accepted code")
    press(page, "start")
    page.locator("details summary").click()
    check("stopping")
    press(page, "pause")
    check("paused")
    take_code("interview")
    check("interview begins")
    press(page, "start")
    press(page, "continue")
    page.locator("#key").fill("1")
    press(page, "continue")
    check("interview")
    page.goto(site.at(f"/kiosk/{slug}/{language}"))
    check("public screen")
    press(page, "start")
    check("question at a public screen", TIMED)
    page.goto(site.at(f"/kiosk/{slug}/{language}/idle"))
    check("more time", TIMED)
    page.goto(site.at(f"/s/{slug}/{language}/poster"))
    check("poster")
    page.goto(site.at(f"/keying/{slug}/{language}"))
    check("a booklet to type in")
    for which in ("first", "second"):
        key_in(site, page, language, which)
    check("two keyings that differ")
    assert found == []


def key_in(site: Site, page: Page, language: str, which: str) -> None:
    """Type in a booklet, the second time with another answer, and have it compared."""
    page.goto(site.at(f"/keying/{site.city.slug}/{language}"))
    page.locator("#booklet").fill(f"axe-{language}")
    page.locator(f"input[name=round][value={which}]").check()
    press(page, "keying")
    while (name := here(page)) != "review":
        if name == "contact":
            page.locator("#key").fill("1" if which == "first" else "2")
        press(page, "continue")
    press(page, "compare")


def test_a_public_screen_left_alone_asks_and_then_forgets(
    site: Site, context: Callable[..., BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a script: the page itself gives way after the idle limit, shortened here."""
    monkeypatch.setattr("surveyapp.web.resident.pages.GRACE", 1)
    globals_ = site.city.app.jinja_env.globals
    monkeypatch.setitem(globals_, "settings", replace(site.city.settings, kiosk_idle=1))
    monkeypatch.setattr("surveyapp.web.resident.render._skeletons", {})
    page = context(768, java_script_enabled=False).new_page()
    page.goto(site.at(f"/kiosk/{site.city.slug}/en"))
    press(page, "start")
    page.wait_for_url("**/idle", timeout=20_000)
    page.wait_for_url(f"**/kiosk/{site.city.slug}/en", timeout=20_000)
    assert page.locator("main button[value=start]").count() == 1
    page.go_back()
    assert page.locator("input[name=_page]").count() == 0


@pytest.mark.parametrize("factor", [2, 4])
def test_text_enlarged_two_and_four_times_never_scrolls_sideways(
    site: Site, context: Callable[..., BrowserContext], factor: int
) -> None:
    """Zooming a window of 1280 pixels leaves 640 and 320 to lay the page out in."""
    page = context(1280 // factor, device_scale_factor=factor).new_page()
    block_scripts(page)
    page.goto(site.at(site.city.path("ar")))
    wide: list[str] = []

    def measure(name: str) -> None:
        if page.evaluate("document.documentElement.scrollWidth") > 1280 // factor:
            wide.append(name)

    answer_everything(page, measure)
    assert wide == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_focus_goes_through_a_page_in_the_order_it_is_read(
    site: Site, context: Callable[..., BrowserContext], language: str
) -> None:
    page = context(1280, java_script_enabled=False).new_page()
    page.goto(site.at(site.city.path(language)))
    press(page, "start")
    press(page, "continue")
    order = []
    for _ in range(9):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        order.append(
            focused.get_attribute("value")
            or focused.get_attribute("class")
            or focused.evaluate("e => e.tagName")
        )
    assert order == [
        *("jump", "language", "language", "language", "leave", "back"),
        *("alder", "continue", "skip"),
    ]


def wrong(site: Site, page: Page, language: str) -> None:
    """Show a page with a problem on it."""
    page.goto(site.at(site.city.path(language)))
    ask_contact(page)
    press(page, "continue")
    assert page.locator(".summary").count() == 1


def test_a_report_page_runs_the_scripts_beside_it_and_none_written_into_it(
    site: Site, context: Callable[..., BrowserContext]
) -> None:
    html = (
        "<!doctype html><title>Scripted</title><body>"
        "<script>document.body.dataset.inside = 'ran'</script>"
        '<script src="assets/report.js"></script>'
    )
    folder = publish(site.city, "scripted", page=html, title="Scripted")
    (folder / "assets" / "report.js").write_text("document.body.dataset.beside = 'ran'")
    page = context(1280).new_page()
    page.goto(site.at("/reports/scripted/"))
    body = page.locator("body")
    assert body.get_attribute("data-beside") == "ran"
    assert body.get_attribute("data-inside") is None
