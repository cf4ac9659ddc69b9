"""The pages in a real browser: without scripts, by keyboard, by machine check of access."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.web.browsing import (
    IN_A_BROWSER,
    SMALL,
    Contexts,
    Site,
    answer_everything,
    ask_contact,
    block_scripts,
    here,
    press,
    strike,
    tab_to,
)
from tests.web.reports import publish

pytestmark = IN_A_BROWSER


@pytest.mark.parametrize(("language", "width"), [("en", 320), ("es", 1280)])
def test_the_whole_journey_works_without_scripts_and_never_scrolls_sideways(
    site: Site, context: Contexts, language: str, width: int
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
    site: Site, context: Contexts, width: int
) -> None:
    page = context(width).new_page()
    block_scripts(page)
    page.goto(site.at(site.city.path("es")))
    small: list[str] = []

    def measure(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        small.extend(f"{name}: {one}" for one in page.evaluate(SMALL))

    answer_everything(page, measure)
    assert small == []


def test_body_text_is_19_pixels_on_a_phone(site: Site, context: Contexts) -> None:
    page = context(320).new_page()
    page.goto(site.at(site.city.path()))
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "19px"


def test_the_journey_works_by_keyboard_alone(site: Site, context: Contexts) -> None:
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


def test_a_problem_takes_the_focus_and_its_link_leads_to_the_field(
    site: Site, context: Contexts
) -> None:
    page = context(320, java_script_enabled=False).new_page()
    page.goto(site.at(site.city.path()))
    ask_contact(page)
    press(page, "continue")
    assert page.locator(".summary:focus").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#contact:focus").count() == 1


def test_a_public_screen_left_alone_asks_and_then_forgets(
    site: Site, context: Contexts, monkeypatch: pytest.MonkeyPatch
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
    site: Site, context: Contexts, factor: int
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
    site: Site, context: Contexts, language: str
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


def test_a_report_page_runs_the_scripts_beside_it_and_none_written_into_it(
    site: Site, context: Contexts
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


def test_text_spaced_as_a_reader_sets_it_is_cut_nowhere(site: Site, context: Contexts) -> None:
    """The spacing of WCAG 1.4.12, on a narrow phone."""
    page = context(320, bypass_csp=True).new_page()
    page.goto(site.at(site.city.path("es")))
    cut: list[str] = []

    def measure(name: str) -> None:
        page.add_style_tag(content=SPACED)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            cut.append(f"{name} is wider than the screen")
        cut.extend(f"{name}: {one}" for one in page.evaluate(CUT))

    answer_everything(page, measure)
    assert cut == []


SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
CUT = """() => [...document.querySelectorAll('main *')]
    .filter(e => !e.classList.contains('hidden') && e.clientHeight
        && getComputedStyle(e).overflow === 'hidden' && e.scrollHeight > e.clientHeight + 1)
    .map(e => e.outerHTML.slice(0, 80))"""
