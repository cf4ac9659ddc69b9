"""Hundreds of naughty strings in every kind of field: nothing fails, no legal text is altered."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import escape

from surveyapp.config import load_settings, practice_settings
from surveyapp.storage.engine import Store
from surveyapp.web.app import LARGEST_PAGE, create_app
from tests.naughty import DIGIT_ZEROS, NAUGHTY, Naughty
from tests.web.city import ANSWERS, City, Resident, make_city
from tests.web.coded_city import Coded, make_coded_city
from tests.web.features import found_features, slug_of
from tests.web.test_ways import Visitor

LEGAL = tuple(one for one in NAUGHTY if one.legal)
A_WALK = 25
LONGEST = 500
FINE = frozenset({200, 303, 400, 413, 422})
ITEM = """
[[items]]
id = "{name}"
section = "main"
kind = "{kind}"
text.en = "Anything?"
longest = 500
"""
HEAD = """
id = "texts"
version = "1"
languages = ["en"]
title.en = "Texts"
welcome.en = "Welcome."
[[sections]]
id = "main"
title.en = "Texts"
"""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> City:
    """A city that asks for many short and many long texts."""
    folder = tmp_path_factory.mktemp("texts")
    kinds = ("short_text", "long_text")
    items = "".join(
        ITEM.format(name=f"{kind[0]}{k}", kind=kind) for kind in kinds for k in range(A_WALK)
    )
    document = folder / "texts.toml"
    document.write_text(HEAD + items, encoding="utf-8")
    return make_city(folder / "city", document=document)


@pytest.fixture(scope="module")
def features(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found_features(tmp_path_factory.mktemp("features"))


def feature(folder: Path, name: str, streets: Path | None = None) -> City:
    settings = practice_settings(load_settings({}), folder)
    app = create_app(replace(settings, addresses=streets))
    return City(app, settings, Store(settings.database_url), slug_of(name))


def test_there_are_hundreds_and_of_every_class() -> None:
    assert len(NAUGHTY) > 450
    assert len({one.text for one in NAUGHTY}) == len(NAUGHTY)
    assert min(Counter(one.kind for one in NAUGHTY).values()) >= 10
    assert max(len(one.text) for one in NAUGHTY) == 1_000_000


def batches(given: tuple[Naughty, ...]) -> Iterator[tuple[Naughty, ...]]:
    for start in range(0, len(given), A_WALK):
        yield given[start : start + A_WALK]


def answered(city: City, given: tuple[Naughty, ...]) -> Resident:
    """Somebody who typed each string into a short and into a long text, looking them over."""
    resident = Resident(city)
    resident.press("start")
    while (page := resident.page.hidden["_page"]) != "review":
        k = int(page[1:])
        typed = {page: given[k].text} if k < len(given) else {}
        resident.post({**resident.page.hidden, **typed, "_do": "continue"})
        assert resident.response.status_code == 200, given[k]
    return resident


def test_every_legal_text_reaches_the_opened_answer_as_it_was_typed(texts: City) -> None:
    wanted: Counter[str] = Counter()
    for given in batches(LEGAL):
        resident = answered(texts, given)
        shown = resident.response.text
        for one in given:
            assert shown.count(str(escape(one.text))) >= 2, one
            wanted[one.text] += 2
        resident.press("submit")
        assert resident.response.status_code == 200
    opened = Counter(
        value
        for response in texts.responses()
        for value in response.answers.values()
        if isinstance(value, str)
    )
    assert {text: n for text, n in wanted.items() if opened[text] < n} == {}


def test_what_is_not_legal_is_left_out_and_the_rest_kept(texts: City) -> None:
    before = len(texts.responses())
    rest = tuple(one for one in NAUGHTY if not one.legal and len(one.text) <= LONGEST)
    for given in batches(rest):
        answered(texts, given).press("submit")
    kept = [
        value
        for response in texts.responses()[before:]
        for value in response.answers.values()
        if isinstance(value, str)
    ]
    assert len(kept) > len(rest)
    for value in kept:
        assert unicodedata.is_normalized("NFC", value)
        unseen = {c for c in value if unicodedata.category(c) in ("Cc", "Cs")} - set("\n\t")
        assert unseen == set(), ascii(value)
        assert not set(value) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fields_of_pages() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Feature or "" for the city of every kind, page, fields of the page."""
    yield "", "idea", ("idea",)
    yield "", "adults", ("adults",)
    yield "", "when", ("when-year", "when-month", "when-day", "when")
    yield "", "fair", ("fair.listen", "fair.respect")
    yield "", "race", ("race",)
    yield "number", "distance", ("distance",)
    yield "ranking", "wishes", ("wishes-1", "wishes-2", "wishes")
    yield "place", "home", ("home", "home-street", "home-latitude", "home-longitude")


@pytest.mark.parametrize(("name", "page", "fields"), list(fields_of_pages()))
def test_no_string_in_any_field_of_a_question_fails_the_service(
    city: City, features: Path, tmp_path: Path, name: str, page: str, fields: tuple[str, ...]
) -> None:
    streets = tmp_path / "streets.csv"
    streets.write_text("street,from,to,side,area\nElm St,1,99,both,birch\n", encoding="utf-8")
    place = feature(features, name, streets) if name else city
    resident = Resident(place)
    resident.press("start")
    while resident.page.hidden["_page"] != page:
        here = resident.page.hidden["_page"]
        resident.post({**resident.page.hidden, **ANSWERS.get(here, {}), "_do": "continue"})
    hidden = resident.page.hidden
    seen: Counter[int] = Counter()
    for at, one in enumerate(NAUGHTY):
        field = fields[at % len(fields)] if len(one.text) > 50_000 else None
        typed = {field: one.text} if field else dict.fromkeys(fields, one.text)
        data = {**hidden, **typed, "_do": "continue"}
        response = resident.client.post(place.path(), data=data)
        assert response.status_code in FINE, (field, one)
        body = response.get_data(as_text=True)
        assert "<svg onload" not in body
        assert "<script" not in body
        seen[response.status_code] += 1
    large = sum(len(one.text.encode()) > LARGEST_PAGE for one in NAUGHTY)
    assert seen[413] >= large > 0


def test_a_number_is_read_in_the_digits_of_every_script(features: Path) -> None:
    place = feature(features, "number")
    resident = Resident(place)
    resident.press("start")
    hidden = resident.page.hidden
    for zero in DIGIT_ZEROS:
        resident.post({**hidden, "distance": chr(zero + 1) + chr(zero + 2), "_do": "continue"})
        assert resident.response.status_code == 200, hex(zero)
        assert resident.page.hidden["_page"] == "review"
        assert ">12" in resident.response.text, hex(zero)


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Coded:
    return make_coded_city(tmp_path_factory.mktemp("coded-naughty"))


KEYING = {"_do": "keying", "round": "first"}


@pytest.mark.parametrize(
    ("address", "field", "given"),
    [
        ("/s/{}/en", "_code", [{"_do": "redeem"}, {"_do": "enter code"}, {"_do": "open"}]),
        ("/s/{}/en", "_secret", [{"_do": "resume"}, {"_do": "enter"}, {"_do": "open"}]),
        ("/s/{}/en", "_ticket", [{"_do": "ready"}, {"_do": "start"}]),
        ("/s/{}/en/receipt", "receipt", [{}, {"_do": "open"}]),
        ("/check", "receipt", [{}, {"_do": "open"}]),
        ("/keying/{}/en", "booklet", [KEYING]),
        ("/keying/{}/en", "cell", [{**KEYING, "booklet": "7"}]),
        ("/keying/{}/en/envelopes", "codes", [{"_do": "check"}, {"_do": "log"}]),
        ("/interview/{}/en", "_key", [{"_do": "continue", "_page": "hood"}]),
    ],
)
def test_no_string_in_a_code_a_receipt_or_what_staff_type_fails_the_service(
    coded: Coded, address: str, field: str, given: list[dict[str, str]]
) -> None:
    client = coded.city.app.test_client()
    address = address.format(coded.city.slug)
    begun = {"_secret": begun_interview(coded)} if field == "_key" else {}
    for at, one in enumerate(NAUGHTY):
        data = {**given[at % len(given)], **begun, field: one.text}
        response = client.post(address, data=data)
        assert response.status_code in FINE, one
        body = response.text
        assert "<svg onload" not in body
        assert "<script" not in body
        assert "stolen" not in response.headers.get("Set-Cookie", "")


def begun_interview(coded: Coded) -> str:
    """The secret of an interview that stands at its first question."""
    visitor = Visitor(coded.city, "interview")
    visitor.press("redeem", _code=coded.codes.pop()[0])
    visitor.press("start", _mode="phone")
    return visitor.page.hidden["_secret"]
