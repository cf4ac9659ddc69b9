"""Answers that no person gave: what raises a flag, what slows a program, and what nothing stops.

No flag removes an answer; figures are shown with and without the flagged ones. A patient program
with many networks and varied answers passes all of this: for it reports print how few invented
answers would turn a verdict, and an open link never gets a city's verdict.
"""

from __future__ import annotations

import datetime
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from surveyapp.collection.code_rush import cells_in_a_rush
from surveyapp.storage.codes import count_codes
from surveyapp.storage.responses import load_analysis_file
from surveyapp.web.resident import doorkeeper
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.gate import spent_today
from surveyapp.workflow.key_store import load_wave_key, wave_key_path
from surveyapp.workflow.quality_report import quality_report
from tests.web.city import DAY, SLUG, City, make_city
from tests.web.coded_city import make_coded_city

ROWS = 20
NOON = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC)
GRID = "\n".join(
    f'  {{ id = "r{n}", text.en = "They are good at thing {n}." }},' for n in range(ROWS)
)
TOML = f"""
id = "short"
version = "1"
languages = ["en"]
title.en = "One page"
welcome.en = "Welcome"
thanks.en = "Thanks"
[[sections]]
id = "all"
title.en = "All"
[scales.agree]
direction = "higher is better"
options = [
  {{ code = 1, label.en = "No" }}, {{ code = 2, label.en = "Partly" }},
  {{ code = 3, label.en = "Yes" }}, {{ code = 4, label.en = "Fully" }},
]
[[items]]
id = "police"
section = "all"
kind = "grid"
scale = "agree"
opinion = true
text.en = "What do you think of the police?"
rows = [
{GRID}
]
[[indicators]]
id = "good"
title.en = "Good"
short.en = "Good"
definition.en = "Share who say yes."
base.en = "Everybody who said"
better = "higher"
items = ["police.r0"]
scoring = "top_share"
positive = [3, 4]
"""


@dataclass
class Clock:
    """The time that the service reads."""

    now: datetime.datetime = NOON

    def wait(self, seconds: float) -> None:
        self.now += datetime.timedelta(seconds=seconds)


@dataclass
class Program:
    """A program that sends answers and waits as it is told."""

    city: City
    clock: Clock
    waited: int = 0
    asked: list[int] = field(default_factory=list)

    def send(self, network: str, given: dict[str, str], seconds: float = 0.0) -> None:
        page = self.post({"_do": "start"}, network)
        self.clock.wait(seconds)
        page = self.post({**_hidden(page), **given, "_do": "continue"}, network)
        page = self.post({**_hidden(page), "_do": "submit"}, network)
        assert 'class="receipt"' in page

    def post(self, data: dict[str, str], network: str) -> str:
        client = self.city.app.test_client(use_cookies=False)
        place = {"REMOTE_ADDR": network}
        response = client.post(self.city.path(), data=data, environ_overrides=place)
        while response.status_code == 429:
            self.waited += 1
            self.clock.wait(int(response.headers["Retry-After"]))
            again = re.findall(r'name="(_waited)"\s+value="([^"]+)"', response.text)
            response = client.post(
                self.city.path(), data={**data, **dict(again)}, environ_overrides=place
            )
        assert response.status_code == 200
        return response.text


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def one_sided() -> dict[str, str]:
    return {f"police.r{n}": "1" for n in range(ROWS)}


def varied(chance: random.Random) -> dict[str, str]:
    return {f"police.r{n}": str(1 + chance.randrange(4)) for n in range(ROWS)}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(doorkeeper, "_now", lambda: made.now)
    return made


@pytest.fixture
def city(tmp_path: Path) -> City:
    (tmp_path / "short.toml").write_text(TOML)
    return make_city(tmp_path / "city", document=tmp_path / "short.toml")


def people(city: City, clock: Clock, count: int, chance: random.Random) -> None:
    """Residents of networks of their own over a day, who mostly say yes and take their time."""
    program = Program(city, clock)
    for n in range(count):
        given = {f"police.r{row}": str(min(4, 2 + chance.randrange(3))) for row in range(ROWS)}
        program.send(f"10.{n // 200}.{n % 200}.7", given, seconds=240)


def shares(city: City) -> dict[str, float]:
    """Flag -> share of the newest, invented, responses that raised it; after the close."""
    private = load_wave_key(wave_key_path(city.settings.keys, SLUG), SLUG)
    close(city.store, SLUG, private, on=DAY)
    with city.store.reading() as session:
        file = load_analysis_file(session, [SLUG])
    invented = np.asarray(file.columns["police.r0"].values) == 1
    return {flag: float(np.mean(raised[invented])) for flag, raised in file.quality.items()}


def test_500_answers_from_one_network_wait_for_hours_and_are_told_apart(
    city: City, clock: Clock
) -> None:
    people(city, clock, 30, random.Random(1))
    began = clock.now
    program = Program(city, clock)
    for _ in range(500):
        program.send("203.0.113.9", one_sided())
    assert program.waited > 100
    assert clock.now - began > datetime.timedelta(hours=1.5)
    found = shares(city)
    assert found["faster_than_reading"] > 0.95
    assert found["shared_address"] > 0.85
    assert found["straight_lining"] == found["duplicate_pattern"] == 1.0
    with city.store.reading() as session:
        report = quality_report(session, SLUG)
    assert report.flagged >= 500
    [good] = report.sensitivity
    assert good.value < 10
    assert good.value_without > 40, "people alone, as they answered"
    assert good.n_without >= 25


def test_500_answers_from_many_networks_at_once_are_told_apart_as_a_burst(
    city: City, clock: Clock
) -> None:
    people(city, clock, 30, random.Random(1))
    program = Program(city, clock)
    for n in range(500):
        program.send(f"198.{n // 250}.{n % 250}.1", one_sided(), seconds=0.5)
    assert program.waited == 0, "nobody is slowed for what others do"
    found = shares(city)
    assert found["burst"] > 0.9
    assert found["shared_address"] == 0.0
    assert found["faster_than_reading"] == 1.0


def test_both_sides_stuffing_shows_in_both_figures_and_hides_in_neither(
    city: City, clock: Clock
) -> None:
    """Two programs that pull in opposite ways leave the mean where it was; the flags tell."""
    people(city, clock, 30, random.Random(1))
    program = Program(city, clock)
    for n in range(60):
        for side, code in (("192", "1"), ("193", "4")):
            program.send(f"{side}.0.2.{n}", {f"police.r{row}": code for row in range(ROWS)})
    private = load_wave_key(wave_key_path(city.settings.keys, SLUG), SLUG)
    close(city.store, SLUG, private, on=DAY)
    with city.store.reading() as session:
        report = quality_report(session, SLUG)
        file = load_analysis_file(session, [SLUG])
    flagged = np.asarray(file.flagged)
    values = np.asarray(file.columns["police.r0"].values)
    assert flagged[(values == 1)].all()
    assert report.flagged >= 120
    [good] = report.sensitivity
    assert good.n_without <= 30
    assert good.value_without > good.value


def test_a_slow_program_of_many_networks_and_moods_raises_no_flag_which_reports_must_say(
    city: City, clock: Clock
) -> None:
    """What no flag can find is stated, and measured by how few such answers turn a verdict."""
    chance = random.Random(3)
    program = Program(city, clock)
    for n in range(40):
        program.send(f"172.16.{n}.1", varied(chance), seconds=900)
    private = load_wave_key(wave_key_path(city.settings.keys, SLUG), SLUG)
    close(city.store, SLUG, private, on=DAY)
    with city.store.reading() as session:
        report = quality_report(session, SLUG)
    assert report.flagged == 0
    said = " ".join((Path(__file__).parents[2] / "SECURITY.md").read_text().split())
    assert "A patient program raises no flag." in said


def test_a_stolen_list_of_codes_raises_the_alarm_of_its_cell(tmp_path: Path, clock: Clock) -> None:
    coded = make_coded_city(tmp_path / "coded")
    city = coded.city
    front = city.app.extensions["front"]
    north = [code for code, cell in coded.codes if cell == "north"]
    south = [code for code, cell in coded.codes if cell == "south"]
    with city.app.app_context():
        counts = front.gate().counts

    def rush() -> tuple[str, ...]:
        with city.store.reading() as session:
            issued = {cell: one.issued for cell, one in count_codes(session, SLUG).items()}
        return cells_in_a_rush(spent_today(counts, SLUG, issued, clock.now), issued)

    def redeem(codes: list[str], first: int) -> None:
        for n, code in enumerate(codes, first):
            client = city.app.test_client()
            data = {"_do": "redeem", "_code": code}
            place = {"REMOTE_ADDR": f"10.1.{n}.1"}
            assert client.post(city.path(), data=data, environ_overrides=place).status_code == 200

    redeem([*north[:9], *south[:8]], 0)
    assert rush() == ()
    redeem(north[9:25], 100)
    assert rush() == ("north",)
    clock.wait(24 * 3600)
    assert rush() == (), "it is forgotten with the day"
    city.store.close()


@pytest.mark.parametrize(
    ("today", "issued", "found"),
    [
        ({"a": 19, "b": 0}, {"a": 20, "b": 400}, ()),
        ({"a": 20, "b": 0}, {"a": 200, "b": 400}, ("a",)),
        ({"a": 20, "b": 8}, {"a": 200, "b": 400}, ()),
        ({"a": 60, "b": 58}, {"a": 400, "b": 400}, ()),
        ({"a": 30}, {"a": 50}, ("a",)),
        ({"a": 25}, {"a": 50}, ()),
        ({"a": 21, "b": 21}, {"a": 40, "b": 40}, ("a", "b")),
        ({}, {}, ()),
        ({"a": 50}, {}, ()),
    ],
)
def test_a_rush_is_many_codes_and_far_over_the_others_or_most_of_the_cell(
    today: dict[str, int], issued: dict[str, int], found: tuple[str, ...]
) -> None:
    assert cells_in_a_rush(today, issued) == found
