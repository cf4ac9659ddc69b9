"""“Leave this page now” on every kind of page: one press, and nothing is left to come back to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from surveyapp.errors import InputError
from surveyapp.web.headers import LEAVE_TO
from surveyapp.web.resident import doorkeeper
from surveyapp.web.wording import wording
from surveyapp.workflow.gate import Pace
from surveyapp.workflow.respond import resume
from tests.web.city import SLUG, City
from tests.web.coded_city import Coded, make_coded_city
from tests.web.test_failures import BUSY, refuse
from tests.web.test_ways import UNKNOWN, Visitor, receipt_on

LANGUAGES = ("en", "es", "ar", "zh-Hans")
WAYS = ("s", "kiosk", "interview", "keying")
Patch = pytest.MonkeyPatch
Kind = Callable[[Visitor, Patch], None]


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Coded:
    return make_coded_city(tmp_path_factory.mktemp("leaving"))


def began(visitor: Visitor, _patch: Patch) -> None:
    if "/keying/" in visitor.address:
        visitor.post(_do="keying", booklet="leaving-1", round="first")
    else:
        visitor.press("start")


def went_on(visitor: Visitor, patch: Patch) -> None:
    began(visitor, patch)
    visitor.press("continue")


def made_a_mistake(visitor: Visitor, patch: Patch) -> None:
    began(visitor, patch)
    while visitor.page.hidden["_page"] != "contact":
        visitor.press("continue")
    visitor.press("continue")
    assert visitor.response.status_code == 422


def reviewed(visitor: Visitor, patch: Patch) -> None:
    began(visitor, patch)
    visitor.walk()


def met_a_busy_store(visitor: Visitor, patch: Patch) -> None:
    went_on(visitor, patch)
    with patch.context() as busy:
        busy.setattr(BUSY, refuse)
        visitor.press("continue")
    assert visitor.response.status_code == 503


def was_busy_at_the_end(visitor: Visitor, patch: Patch) -> None:
    reviewed(visitor, patch)
    with patch.context() as busy:
        busy.setattr(BUSY, refuse)
        visitor.press("submit")
    assert visitor.response.status_code == 503


def had_to_wait(visitor: Visitor, patch: Patch) -> None:
    reviewed(visitor, patch)
    with patch.context() as slow:
        slow.setattr(doorkeeper, "is_local", lambda _request: False)
        slow.setattr("surveyapp.workflow.gate.Gate.attempt", lambda *_a, **_k: Pace(3, "t"))
        visitor.press("submit")
    assert visitor.response.status_code == 429


def was_asked_for_time(visitor: Visitor, patch: Patch) -> None:
    went_on(visitor, patch)
    secret = visitor.page.hidden["_secret"]
    visitor.open(f"{visitor.address}/idle")
    assert visitor.page.hidden["_secret"] == secret


BEGUN: Mapping[str, Kind] = {
    "the first question": began,
    "a question": went_on,
    "a mistake": made_a_mistake,
    "the review": reviewed,
    "a busy store": met_a_busy_store,
    "a busy store at the end": was_busy_at_the_end,
    "a moment to wait": had_to_wait,
}
"""Pages of somebody who has begun: leaving drops what was entered."""


def way_out(visitor: Visitor, language: str) -> str:
    """The one way out of a page: the address of a link, or the name of a button."""
    found = re.findall(r'<(a|button) class="plain leave"([^>]*)>([^<]+)</', visitor.response.text)
    assert len(found) == 1, (visitor.page.heading, found)
    kind, given, words = found[0]
    assert words == wording(language)("leave")
    if kind == "button":
        assert 'name="_do" value="leave"' in given
        return "leave"
    assert 'rel="noreferrer"' in given
    address = re.search(r'href="([^"]+)"', given)
    assert address is not None
    return address[1]


def is_gone(city: City, secret: str) -> None:
    with pytest.raises(InputError):
        resume(city.app.extensions["front"].desk(), SLUG, secret)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", BEGUN)
def test_leaving_ends_the_session_wherever_somebody_is(
    city: City, monkeypatch: pytest.MonkeyPatch, kind: str, way: str
) -> None:
    visitor = Visitor(city, way)
    BEGUN[kind](visitor, monkeypatch)
    secret = visitor.page.hidden["_secret"]
    assert way_out(visitor, "en") == "leave"
    left = visitor.client.post(visitor.address, data={"_secret": secret, "_do": "leave"})
    assert left.status_code == 303
    assert left.headers["Cache-Control"] == "no-store", "going back shows nothing"
    assert left.location == (LEAVE_TO if way == "s" else visitor.address)
    is_gone(city, secret)
    again = visitor.client.post(
        visitor.address, data={"_secret": secret, "_do": "continue", "_page": "hood"}
    )
    assert again.status_code == 410


def pages_without_answers(city: City, coded: Coded, language: str) -> Iterator[Visitor]:
    """Every other kind of page."""
    for way in WAYS:
        for place in (city, coded.city):
            yield Visitor(place, way, language)
    for way in ("s", "kiosk", "interview"):
        visitor = Visitor(coded.city, way, language)
        visitor.post(_do="redeem", _code=UNKNOWN)
        yield visitor
        visitor.post(_do="redeem", _code=coded.codes.pop()[0])
        yield visitor
    wrong = Visitor(city, "s", language)
    wrong.post(_do="resume", _secret="nothing")
    yield wrong
    for way in WAYS:
        gone = Visitor(city, way, language)
        gone.post(_do="continue", _page="hood", _secret="0000-0000-0000-0000")
        assert gone.response.status_code in (400, 410)
        yield gone
        gone.post(_do="nonsense")
        yield gone
    paused = Visitor(city, "s", language)
    paused.press("start")
    paused.press("continue")
    paused.press("pause")
    yield paused
    home = Visitor(city, "s", language)
    for address in (
        f"/?lang={language}",
        f"/check?lang={language}",
        f"/nowhere?lang={language}",
        f"/s/no-such-wave/{language}",
        f"{home.address}/poster",
        f"{home.address}/receipt",
    ):
        home.open(address)
        yield home
    envelopes = Visitor(coded.city, "keying", language)
    envelopes.open(f"{envelopes.address}/envelopes")
    yield envelopes
    for address in (f"/check?lang={language}", f"/s/{SLUG}/{language}/receipt"):
        home.address = address
        home.post(receipt="wrong")
        yield home


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_kind_of_page_has_a_way_out(city: City, coded: Coded, language: str) -> None:
    for visitor in pages_without_answers(city, coded, language):
        out = way_out(visitor, language)
        at_screen = "/kiosk/" in visitor.address
        assert out == (f"/kiosk/{SLUG}/{language}/over" if at_screen else LEAVE_TO)


def test_a_screen_that_asks_for_time_lets_go_at_once(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(city, "kiosk")
    was_asked_for_time(visitor, monkeypatch)
    secret = visitor.page.hidden["_secret"]
    assert way_out(visitor, "en") == "leave"
    visitor.press("leave")
    is_gone(city, secret)


@pytest.mark.parametrize("way", ["s", "kiosk", "interview"])
def test_leaving_after_the_end_keeps_what_was_sent(city: City, way: str) -> None:
    visitor = Visitor(city, way)
    visitor.press("start")
    visitor.walk()
    visitor.press("submit")
    receipt = receipt_on(visitor.response.text)
    assert way_out(visitor, "en") == "leave"
    visitor.press("leave")
    assert len(city.responses()) == 1
    assert receipt not in visitor.response.text


def test_the_way_out_of_a_public_screen_ends_the_session(city: City) -> None:
    visitor = Visitor(city, "kiosk")
    visitor.press("start")
    secret = visitor.page.hidden["_secret"]
    left = visitor.client.get(f"/kiosk/{SLUG}/en/over")
    assert left.location == f"/kiosk/{SLUG}/en"
    assert re.search(r"screen-[^=]+=;", left.headers["Set-Cookie"])
    is_gone(city, secret)


def test_every_template_that_is_a_page_is_one_of_these() -> None:
    """A new kind of page needs a place in the lists above."""
    folder = Path(__file__).parents[2] / "surveyapp" / "web" / "templates"
    whole = {
        path.name
        for path in folder.rglob("*.html")
        if "extends" in path.read_text(encoding="utf-8") and path.parent.name != "console"
    }
    assert whole == {
        *("again.html", "check.html", "compare.html", "ended.html", "envelopes.html"),
        *("home.html", "idle.html", "keying.html", "message.html", "paused.html", "poster.html"),
        *("question.html", "ready.html", "review.html", "slow.html", "survey.html"),
        *("thanks.html", "welcome.html", "withdrawal.html"),
    }


def test_booklets_that_differ_and_an_early_end_have_a_way_out(city: City) -> None:
    for which, contact in (("first", "1"), ("second", "2")):
        visitor = Visitor(city, "keying")
        visitor.post(_do="keying", booklet="leaving-2", round=which)
        while visitor.page.hidden["_page"] != "review":
            asked = visitor.page.hidden["_page"] == "contact"
            visitor.press("continue", **({"_key": contact} if asked else {}))
        visitor.press("compare")
        assert way_out(visitor, "en") == LEAVE_TO
