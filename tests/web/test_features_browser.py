"""Every feature of the format in a real browser: without scripts, on a phone, under axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests.web.browsing import (
    COVER,
    EVERY_LOOK,
    IN_A_BROWSER,
    LANGUAGES,
    Contexts,
    Look,
    Site,
    behind_a_port,
    block_scripts,
    findings,
    here,
    press,
)
from tests.web.city import City, open_city
from tests.web.features import FORMS, found_features, slug_of

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A city with a wave for each feature, behind a port."""
    with behind_a_port(open_city(found_features(tmp_path_factory.mktemp("features")))) as site:
        yield site


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
    elif found.first.evaluate("e => e.tagName == 'TEXTAREA' || e.type == 'text'"):
        found.fill(values[0])
    else:
        for value in values:
            page.locator(f"main label:has([name='{field}'][value='{value}'])").click()


@pytest.mark.parametrize("feature", FORMS)
def test_every_feature_is_answered_without_scripts_on_a_narrow_phone(
    site: Site, context: Contexts, feature: str
) -> None:
    language = LANGUAGES[list(FORMS).index(feature) % len(LANGUAGES)]
    answer_without_scripts(
        context(320, java_script_enabled=False).new_page(), site, feature, language
    )


@pytest.mark.matrix
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("feature", FORMS)
def test_every_feature_is_answered_without_scripts_in_every_language(
    site: Site, context: Contexts, feature: str, language: str
) -> None:
    answer_without_scripts(
        context(320, java_script_enabled=False).new_page(), site, feature, language
    )


def answer_without_scripts(page: Page, site: Site, feature: str, language: str) -> None:
    """From the welcome to the receipt, and one response more than before."""
    city = city_of(site, feature)
    before = len(city.responses())
    walk(page, site, feature, language, lambda _: None)
    press(page, "submit")
    assert page.locator(".receipt").count() == 1
    assert len(city.responses()) == before + 1


def looked_at(
    site: Site, context: Contexts, feature: str, language: str, looks: tuple[Look, ...]
) -> list[str]:
    """What is found on the pages of a feature in a language and some looks."""
    page = context(320, bypass_csp=True).new_page()
    block_scripts(page)
    found: list[str] = []
    walk(
        page,
        site,
        feature,
        language,
        lambda name: found.extend(findings(page, f"{feature} {name} {language}", looks)),
    )
    return found


@pytest.mark.parametrize("feature", FORMS)
def test_axe_finds_nothing_and_nothing_is_small_or_wider_than_the_screen(
    site: Site, context: Contexts, feature: str
) -> None:
    """Each feature in one language and look; all of them are left to `make test-matrix`."""
    number = list(FORMS).index(feature)
    language, look = LANGUAGES[number % 4], COVER[(number // 4 + number) % 4]
    assert looked_at(site, context, feature, language, (look,)) == []


@pytest.mark.matrix
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("feature", FORMS)
def test_axe_finds_nothing_on_a_feature_in_any_language_and_look(
    site: Site, context: Contexts, feature: str, language: str
) -> None:
    assert looked_at(site, context, feature, language, EVERY_LOOK) == []
