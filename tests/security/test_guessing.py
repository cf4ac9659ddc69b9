"""Guessing codes: how fast it goes, and that no answer, statement or length tells a near miss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from surveyapp.collection.access_code import access_code, shown
from surveyapp.collection.sealing import secret_text
from tests.web.city import ANSWERS, City, Resident, read
from tests.web.coded_city import Coded, make_coded_city

AWAY = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[Coded]:
    made = make_coded_city(tmp_path / "coded")
    yield made
    made.city.store.close()


def asked(city: City, send: Callable[[], object]) -> list[str]:
    """The statements that the store is asked meanwhile."""
    engine = city.app.extensions["front"].store.engine()
    found: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        send()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return found


def test_a_spent_and_an_unknown_code_take_the_same_way_and_get_the_same_page(coded: Coded) -> None:
    city, client = coded.city, coded.city.app.test_client()
    spent, unknown = coded.codes[0][0], shown(access_code(12345))
    client.post(city.path(), data={"_do": "redeem", "_code": spent})
    pages, ways = [], []
    for code in (spent, unknown, spent, unknown):
        ways.append(
            asked(
                city,
                lambda code=code: pages.append(
                    client.post(city.path(), data={"_do": "redeem", "_code": code}).text.replace(
                        code, ""
                    )
                ),
            )
        )
    assert len(set(pages)) == 1
    assert ways[0] == ways[1] == ways[2] == ways[3]
    assert ways[0]


def test_a_right_code_asks_the_store_what_a_wrong_one_asks(coded: Coded) -> None:
    """No time can tell a hit from a miss by what the store is asked; the page tells anyway."""
    city, client = coded.city, coded.city.app.test_client()
    right, wrong = coded.codes[0][0], shown(access_code(12345))
    client.get(city.path())
    ways = []
    for code, status in ((wrong, 422), (right, 200), (wrong, 422)):

        def send(code: str = code, status: int = status) -> None:
            answer = client.post(city.path(), data={"_do": "redeem", "_code": code})
            assert answer.status_code == status

        ways.append([one for one in asked(city, send) if "access_code" in one])
    spend = [one for one in ways[1] if one.startswith("UPDATE")]
    assert [one for one in ways[0] if one.startswith("UPDATE")] == spend
    assert len(spend) == 1, "one statement finds and spends"
    assert ways[0] == ways[2]


def test_a_resume_code_nobody_has_and_one_of_sent_answers_get_the_same_page(city: City) -> None:
    resident = Resident(city)
    resident.walk(ANSWERS)
    sent = resident.page.hidden["_secret"]
    resident.press("submit")
    pages = []
    for code in (sent, secret_text(bytes(10)), "not a code"):
        resident.post({"_do": "resume", "_secret": code})
        assert resident.response.status_code == 422
        pages.append(resident.response.text.replace(f'"{code}"', '"what was typed"'))
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    ("do", "field"), [("redeem", "_code"), ("resume", "_secret")], ids=["access", "resume"]
)
def test_who_guesses_is_slowed_and_learns_nothing_while_waiting(
    coded: Coded, do: str, field: str
) -> None:
    """Each guess beyond the first ten of a network waits longer; a right one waits as well."""
    city, client = coded.city, coded.city.app.test_client()
    waits = []
    for guess in range(30):
        code = shown(access_code(guess))
        data = {"_do": do, field: code}
        response = client.post(city.path(), data=data, environ_overrides=AWAY)
        waits.append(int(response.headers.get("Retry-After", 0)))
        assert response.status_code in (422, 429)
    assert waits[:10] == [0] * 10
    assert all(wait > 0 for wait in waits[10:])
    assert waits[10:] == sorted(waits[10:])
    assert waits[-1] == 60
    right = {"_do": "redeem", "_code": coded.codes[0][0]}
    if do == "redeem":
        slowed = client.post(city.path(), data=right, environ_overrides=AWAY)
        assert slowed.status_code == 429
        assert read(slowed).hidden["_code"] == coded.codes[0][0], "nothing typed is lost"
    elsewhere = {"REMOTE_ADDR": "198.51.100.9"}
    assert client.post(city.path(), data=right, environ_overrides=elsewhere).status_code == 200


def test_a_receipt_nobody_has_is_looked_for_as_a_real_one_is(city: City) -> None:
    resident = Resident(city)
    resident.walk(ANSWERS)
    resident.press("submit")
    receipt = resident.response.text.partition('class="receipt">')[2].partition("<")[0]
    client, path = city.app.test_client(), f"{city.path()}/receipt"
    wrong = "0000-0000-0000-0000-0000-0000"

    def statements(typed: str) -> list[str]:
        return [
            statement
            for statement in asked(city, lambda: client.post(path, data={"receipt": typed}))
            if "sealed" in statement
        ]

    assert statements(wrong) == statements(receipt)
    assert city.responses() == []
