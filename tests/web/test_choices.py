"""What a wave chose, on the resident's page: a guardian first, the least age, its modules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from surveyapp.collection.plan import Asks, Plan
from tests.web.browsing import (
    COVER,
    IN_A_BROWSER,
    Contexts,
    Site,
    behind_a_port,
    block_scripts,
    findings,
    here,
    press,
)
from tests.web.city import SLUG, City, Resident, make_city, read

ROOT = Path(__file__).parents[2]
YOUTH = ROOT / "instruments" / "youth" / "1.toml"
PULSE = ROOT / "instruments" / "resident-pulse" / "2.toml"
LEAST = 14
CONSENT = ("for_guardian", "guardian_consent", "for_you", "age_years", "assent")


@pytest.fixture(scope="module")
def youth(tmp_path_factory: pytest.TempPathFactory) -> City:
    plan = Plan(asks=Asks(minimum_age=LEAST))
    return make_city(tmp_path_factory.mktemp("youth"), document=YOUTH, plan=plan, frame="census")


@pytest.fixture(scope="module")
def young_site(youth: City) -> Iterator[Site]:
    with behind_a_port(youth) as site:
        yield site


def drafts(city: City) -> int:
    with city.store.reading() as session:
        found = session.connection().execute(text("SELECT count(*) FROM draft"))
        return int(found.scalar_one())


def kept(city: City) -> tuple[int, int]:
    """How many drafts and responses there are."""
    return drafts(city), len(city.responses())


def consenting(city: City, language: str = "en", **answers: str) -> Resident:
    """Somebody who goes through the pages of consent, as far as their answers lead."""
    resident = Resident(city, language)
    resident.press("start")
    for page in CONSENT:
        if resident.page.hidden.get("_page") != page:
            break
        fields = {page: answers[page]} if page in answers else {}
        resident.press("continue", **fields)
    return resident


def test_the_first_page_and_the_guardian_s_page_say_from_which_age_on(youth: City) -> None:
    resident = Resident(youth)
    assert "aged 14 to 17" in resident.response.text
    assert "anything of whoever is under 14" in resident.response.text
    resident.press("start")
    assert resident.page.hidden["_page"] == "for_guardian"
    assert "aged 14 to 17" in resident.response.text
    assert "minimum_age" not in resident.response.text


@pytest.mark.parametrize(("language", "kindly"), [("en", "Thank you"), ("es", "Gracias")])
def test_whoever_is_too_young_is_thanked_and_nothing_is_left(
    youth: City, language: str, kindly: str
) -> None:
    before = kept(youth)
    resident = consenting(youth, language, guardian_consent="1", age_years="13")
    assert resident.response.status_code == 200
    assert kindly in resident.page.heading
    assert "14" in resident.response.text
    assert kept(youth) == before
    assert resident.page.hidden == {}, "the page carries no secret and no way on"
    assert "submit" not in resident.page.buttons
    assert "receipt" not in resident.response.text.partition("<main")[2]


@pytest.mark.parametrize(
    "answers",
    [
        {"guardian_consent": "2"},
        {"guardian_consent": "1", "age_years": "15", "assent": "2"},
        {"guardian_consent": "1", "age_years": "18"},
        {"guardian_consent": "1", "age_years": "99", "assent": "1"},
    ],
    ids=["guardian says no", "child says no", "an adult", "age not said"],
)
def test_without_two_yeses_and_the_age_nothing_is_left(
    youth: City, answers: dict[str, str]
) -> None:
    before = kept(youth)
    resident = consenting(youth, **answers)
    assert "Nothing is stored" in resident.response.text
    assert kept(youth) == before


def test_going_back_with_an_age_typed_ends_it_too(youth: City) -> None:
    before = kept(youth)
    resident = Resident(youth)
    resident.press("start")
    for page in CONSENT[:3]:
        resident.press(
            "continue", **({"guardian_consent": "1"} if page in "guardian_consent" else {})
        )
    assert resident.page.hidden["_page"] == "age_years"
    resident.press("back", age_years="12")
    assert "Nothing is stored" in resident.response.text
    assert kept(youth) == before


def test_a_page_kept_open_in_another_tab_leads_nowhere_after_the_end(youth: City) -> None:
    before = kept(youth)
    resident = Resident(youth)
    resident.press("start")
    open_still = dict(resident.page.hidden)
    resident.press("continue")
    resident.press("continue", guardian_consent="2")
    resident.post({**open_still, "_do": "continue"})
    assert resident.response.status_code in (400, 410)
    assert kept(youth) == before


def test_two_yeses_and_the_age_lead_to_the_questions_and_are_stored_without_a_name(
    youth: City,
) -> None:
    before = len(youth.responses())
    resident = consenting(youth, guardian_consent="1", age_years="14", assent="1")
    assert resident.page.hidden["_page"] == "feel_safe"
    while resident.page.hidden["_page"] != "review":
        resident.press("skip")
    resident.press("submit")
    assert "receipt" in resident.response.text
    assert len(youth.responses()) == before + 1
    assert all(one.answers["guardian_consent"] == 1 for one in youth.responses())


@pytest.mark.parametrize("way", ["kiosk", "interview"])
def test_at_a_public_screen_and_in_an_interview_the_end_forgets_the_person(
    youth: City, way: str
) -> None:
    client = youth.app.test_client()
    address = f"/{way}/{youth.slug}/en"
    page = read(client.get(address))
    page = read(client.post(address, data={**page.hidden, "_do": "start"}))
    before = drafts(youth)
    page = read(client.post(address, data={**page.hidden, "_do": "continue"}))
    answer = {"guardian_consent": "2", "_key": "2"}
    ended = client.post(address, data={**page.hidden, **answer, "_do": "continue"})
    assert "Nothing is stored" in ended.text
    assert drafts(youth) == before - 1
    after = client.get(f"/kiosk/{youth.slug}/en/idle")
    assert after.status_code == 303


def test_a_wave_s_modules_are_its_pages_and_others_cannot_be_posted(tmp_path: Path) -> None:
    plan = Plan(asks=Asks(modules={"first": "voice", "second": "none"}))
    city = make_city(tmp_path, document=PULSE, plan=plan)
    resident = Resident(city)
    resident.press("start")
    secret = resident.page.hidden["_secret"]
    seen = []
    while resident.page.hidden["_page"] != "review":
        seen.append(resident.page.hidden["_page"])
        resident.press("continue", neighborhood="birch", contact="2", age="3")
    assert "voice" in seen
    assert not {"harm_person", "harm_online", "over", "under", "presence"} & set(seen)
    hidden = {**resident.page.hidden, "_page": "over", "_secret": secret}
    resident.post({**hidden, "over.stop": "5", "over.watch": "5", "_do": "continue"})
    resident = Resident(city)
    resident.walk({"neighborhood": {"neighborhood": "birch"}, "contact": {"contact": "2"}})
    resident.press("submit")
    (response,) = city.responses()
    assert "voice.ask" in response.answers
    assert not any(name.startswith(("over.", "under.", "harm")) for name in response.answers)


@pytest.mark.parametrize("way", ["kiosk", "interview"])
def test_modules_are_the_same_at_a_public_screen_and_in_an_interview(
    tmp_path: Path, way: str
) -> None:
    plan = Plan(asks=Asks(modules={"first": "amount", "second": "none"}))
    city = make_city(tmp_path, document=PULSE, plan=plan)
    client, address = city.app.test_client(), f"/{way}/{SLUG}/en"
    page = read(client.get(address))
    page = read(client.post(address, data={**page.hidden, "_do": "start"}))
    seen = []
    given = {"neighborhood": "birch", "contact": "2"}
    while page.hidden["_page"] != "review":
        seen.append(page.hidden["_page"])
        typed = {name: value for name, value in given.items() if name == seen[-1]}
        do = "continue" if typed else "skip"
        page = read(client.post(address, data={**page.hidden, **typed, "_do": do}))
    assert {"over", "under", "presence"} <= set(seen)
    assert not {"voice", "harm_person", "harm_online"} & set(seen)


class TestInABrowser:
    """Without JavaScript, as on an old phone."""

    pytestmark = IN_A_BROWSER

    def test_the_guardian_path_works_without_scripts_and_ends_kindly(
        self, young_site: Site, context: Contexts
    ) -> None:
        page = context(320, java_script_enabled=False).new_page()
        page.goto(young_site.at(young_site.city.path()))
        assert "aged 14 to 17" in page.locator("main").inner_text()
        press(page, "start")
        seen = []
        for name, choice in zip(CONSENT, (None, "1", None, "13"), strict=False):
            assert here(page) == name
            seen.append(name)
            if choice:
                page.locator(f"input[name={name}][value='{choice}']").check()
            press(page, "continue")
        assert page.locator("h1").inner_text() == "Thank you for wanting to help."
        assert "Nothing is stored" in page.locator("main").inner_text()
        assert page.locator("main button").count() == 0
        page.reload()
        assert page.locator("input[name=_secret]").count() == 0 or "Nothing" in page.content()

    def test_two_yeses_go_on_to_the_questions_without_scripts(
        self, young_site: Site, context: Contexts
    ) -> None:
        before = len(young_site.city.responses())
        page = context(320, java_script_enabled=False).new_page()
        page.goto(young_site.at(young_site.city.path("es")))
        press(page, "start")
        for name, choice in zip(CONSENT, (None, "1", None, "16", "1"), strict=True):
            assert here(page) == name
            if choice:
                page.locator(f"input[name={name}][value='{choice}']").check()
            press(page, "continue")
        while here(page) != "review":
            press(page, "continue")
        press(page, "submit")
        assert page.locator(".receipt").count() == 1
        assert len(young_site.city.responses()) == before + 1

    @pytest.mark.parametrize("language", ["en", "es"])
    def test_axe_finds_nothing_on_the_last_page(
        self, young_site: Site, context: Contexts, language: str
    ) -> None:
        page = context(320, bypass_csp=True).new_page()
        block_scripts(page)
        page.goto(young_site.at(young_site.city.path(language)))
        press(page, "start")
        press(page, "continue")
        page.locator("input[name=guardian_consent][value='2']").check()
        press(page, "continue")
        assert findings(page, "ended", COVER) == []
