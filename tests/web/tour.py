"""A tour of every kind of page that residents and those who help them can meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

import pytest
from playwright.sync_api import Page

from surveyapp.errors import Problem, StorageError
from surveyapp.workflow.gate import Pace
from tests.web.browsing import TIMED, Gated, Site, answer_everything, ask_contact, here, press

_NUMBERS = count(1)


class Look(Protocol):
    """What is done on each kind of page."""

    def __call__(self, name: str, allowed: frozenset[str] = frozenset()) -> None: ...


@dataclass(frozen=True)
class Tour:
    """Two cities, a browser's page, a language, and what is done on each kind of page."""

    site: Site
    gated: Gated
    page: Page
    language: str
    look: Look
    booklet: str = field(default_factory=lambda: f"tour-{next(_NUMBERS)}")

    def everywhere(self) -> None:
        """Visit every kind of page."""
        self.answering()
        self.public()
        self.mistakes()
        self.by_code()
        self.coming_back()
        self.public_screen()
        self.interview()
        self.booklets()
        self.envelopes()
        self.failures()

    def open(self, path: str, *, gated: bool = False) -> None:
        self.page.goto((self.gated.site if gated else self.site).at(path))

    def at(self, path: str, name: str) -> None:
        self.open(path)
        self.look(name)

    @property
    def home(self) -> str:
        return f"/s/{self.site.city.slug}/{self.language}"

    def way(self, name: str) -> str:
        return f"/{name}/{self.site.city.slug}/{self.language}"

    def answering(self) -> None:
        """A whole journey: every kind of question, the review, the receipt; then it is deleted."""
        self.open(self.home)
        answer_everything(self.page, self.look)
        receipt = self.page.locator(".receipt").inner_text()
        self.at(f"{self.home}/receipt", "taking back")
        self.send_form("#receipt", "wrong")
        self.look("taking back, unknown")
        self.send_form("#receipt", receipt)
        self.look("taken back")

    def public(self) -> None:
        """Pages outside any survey."""
        self.at(f"/?lang={self.language}", "home")
        self.at(f"/check?lang={self.language}", "receipt counted")
        self.send_form("#receipt", "wrong")
        self.look("receipt not counted")
        self.at(f"/nowhere?lang={self.language}", "not found")
        self.at(f"{self.home}/poster", "poster")
        if self.language == "en":
            self.at("/staff/", "staff")

    def mistakes(self) -> None:
        """Pages shown again with what is wrong on them."""
        self.open(self.home)
        ask_contact(self.page)
        press(self.page, "continue")
        self.look("wrong answer")
        self.open(self.home)
        press(self.page, "start")
        self.answer_until("when")
        self.page.locator("#when").fill("99")
        press(self.page, "continue")
        self.look("wrong date")
        self.open(self.home)
        self.page.locator("details summary").click()
        self.page.locator("#code").fill("nothing")
        press(self.page, "resume")
        self.look("wrong resume code")

    def by_code(self) -> None:
        """An access code: asked for, mistyped, refused, accepted."""
        self.open(self.home, gated=True)
        self.look("code")
        press(self.page, "redeem")
        self.look("mistyped code")
        code = self.gated.codes.pop()[0]
        for name in ("accepted code", "refused code"):
            self.open(self.home, gated=True)
            self.page.locator("#access").fill(code)
            press(self.page, "redeem")
            self.look(name)

    def coming_back(self) -> None:
        """Stopping, with and without a device of one's own."""
        self.open(self.home)
        press(self.page, "start")
        self.page.locator("details summary").click()
        self.look("stopping")
        press(self.page, "pause")
        self.look("paused")
        self.open(self.home)
        self.page.locator("main label.tick").click()
        press(self.page, "start")
        self.open(self.home)
        self.look("answers on this device")
        press(self.page, "forget")

    def public_screen(self) -> None:
        """A kiosk."""
        self.open(self.way("kiosk"))
        self.look("public screen")
        press(self.page, "start")
        self.look("question at a public screen", TIMED)
        self.open(f"{self.way('kiosk')}/idle")
        self.look("more time", TIMED)

    def interview(self) -> None:
        """An interviewer with a person's code."""
        self.open(self.way("interview"), gated=True)
        self.look("interviewer's code")
        self.page.locator("#access").fill(self.gated.codes.pop()[0])
        press(self.page, "redeem")
        self.look("interview begins")
        press(self.page, "start")
        press(self.page, "continue")
        self.look("interview")
        self.page.locator("#key").fill("77")
        press(self.page, "continue")
        self.look("interview, wrong number")
        self.page.locator("#key").fill("1")
        press(self.page, "continue")
        self.look("interview, answers so far")

    def booklets(self) -> None:
        """Paper typed in twice."""
        self.at(self.way("keying"), "a booklet to type in")
        press(self.page, "keying")
        self.look("a booklet without a number")
        self.key_in("first", "1")
        self.look("keyed once")
        self.key_in("second", "2")
        self.look("two keyings that differ")
        self.page.locator("button[form=second][value='change contact']").click()
        self.page.locator("#key").fill("1")
        press(self.page, "continue")
        while here(self.page) != "review":  # the other answer opens a question of its own
            press(self.page, "continue")
        press(self.page, "compare")
        self.look("keyed twice")

    def key_in(self, which: str, contact: str) -> None:
        self.open(self.way("keying"))
        self.page.locator("#booklet").fill(self.booklet)
        self.page.locator(f"input[name=round][value={which}]").check()
        press(self.page, "keying")
        while (name := here(self.page)) != "review":
            if name == "contact":
                self.page.locator("#key").fill(contact)
            press(self.page, "continue")
        press(self.page, "compare")

    def envelopes(self) -> None:
        """Codes on envelopes."""
        self.open(f"{self.way('keying')}/envelopes", gated=True)
        self.look("envelopes")
        good = self.gated.codes.pop()[0]
        self.page.locator("#codes").fill(f"{good}\nAAAAA-AAAAA\nABC\n")
        press(self.page, "check")
        self.look("envelopes, some refused")
        self.page.locator("#codes").fill("")
        press(self.page, "log")
        self.look("envelopes logged")

    def failures(self) -> None:
        """What stands in the way: a busy store, a moment to wait, an unreadable page."""
        self.open(self.home)
        press(self.page, "start")
        press(self.page, "continue")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("surveyapp.storage.engine.Store.writing", refuse)
            press(self.page, "continue")
            self.look("busy")
        self.open(self.home)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("surveyapp.storage.engine.Store.writing", refuse)
            press(self.page, "start")
            self.look("busy before the first page")
        self.open(self.home)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("surveyapp.web.resident.doorkeeper.is_local", lambda _request: False)
            patch.setattr(
                "surveyapp.workflow.gate.Gate.attempt", lambda *_a, **_k: Pace(3, "ticket")
            )
            press(self.page, "start")
            self.look("wait a moment")
        self.open(self.home)
        press(self.page, "start")
        secret = "input[name=_secret]"
        self.page.eval_on_selector(secret, "e => { e.value = '0000-0000-0000-0000' }")
        press(self.page, "continue")
        self.look("no longer here")

    def answer_until(self, name: str) -> None:
        while here(self.page) != name:
            if here(self.page) == "contact":
                self.page.locator(".choice").first.click()
            press(self.page, "continue")

    def send_form(self, field: str, text: str) -> None:
        self.page.locator(field).fill(text)
        with self.page.expect_navigation():
            self.page.locator("main form button.go").click()


def refuse(*_: object, **__: object) -> None:
    raise StorageError(Problem("The store does not answer"))


def wait(*_: object, **__: object) -> Pace:
    return Pace(3, "ticket")
