"""Paper booklets are typed in twice, compared, and stored once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.web import features
from tests.web.city import City, open_city
from tests.web.coded_city import make_coded_city
from tests.web.test_ways import AWAY, Visitor

TYPED = {"hood": "2", "safe": "1", "fair": "2 4", "contact": "2", "race": "1 3"}


def key_in(city: City, which: str, number: str = "A-17", **changed: str) -> Visitor:
    visitor = Visitor(city, "keying")
    visitor.post(_do="keying", booklet=number, round=which)
    while visitor.page.hidden["_page"] != "review":
        name = visitor.page.hidden["_page"]
        typed = {**TYPED, **changed}.get(name)
        visitor.press("continue", **({"_key": typed} if typed else {}))
        assert visitor.response.status_code == 200
    visitor.press("compare")
    return visitor


def test_two_keyings_that_agree_are_stored_as_one_paper_response(city: City) -> None:
    first = key_in(city, "first")
    assert first.page.heading == "Kept: now type it in once more"
    assert city.responses() == []
    second = key_in(city, "second", number="a-17")
    assert second.page.heading == "The booklet is stored"
    (response,) = city.responses()
    assert (response.mode, response.area) == ("paper", "birch")
    assert response.answers["race"] == (1, 3)


def test_a_difference_is_shown_with_both_answers_and_corrected(city: City) -> None:
    key_in(city, "first")
    second = key_in(city, "second", safe="3", fair="2 1")
    assert second.page.heading == "The two times differ"
    text = second.response.text
    assert text.count("change safe") == text.count("change fair") == 2
    assert "change hood" not in text
    assert "Disagree" in text
    own = text.split('id="second"')[1].split('value="')[1].split('"')[0]
    for name in ("safe", "fair"):
        second.post(_secret=own, _do=f"change {name}")
        second.press("continue", _key=TYPED[name])
    second.press("compare")
    assert second.page.heading == "The booklet is stored"
    assert city.responses()[0].answers["safe"] == 3


def test_a_booklet_is_stored_once_however_often_it_is_compared(city: City) -> None:
    key_in(city, "first")
    second = key_in(city, "second")
    assert second.page.heading == "The booklet is stored"
    again = Visitor(city, "keying")
    for which in ("first", "second"):
        again.post(_do="keying", booklet="A-17", round=which)
        assert again.page.heading == "The booklet is stored"
    assert len(city.responses()) == 1


def test_booklets_are_typed_in_on_the_serving_machine_alone(city: City) -> None:
    away = Visitor(city, "keying", environ=AWAY)
    assert away.response.status_code == 403
    away.post(_do="keying", booklet="A-17", round="first")
    assert away.response.status_code == 403


def test_a_booklet_without_a_number_is_not_begun(city: City) -> None:
    visitor = Visitor(city, "keying")
    for number in ("", "<b>", "x" * 21):
        visitor.post(_do="keying", booklet=number, round="first")
        assert visitor.response.status_code == 422
    at_home = Visitor(city)
    at_home.post(_do="keying", booklet="A-17", round="first")
    assert at_home.response.status_code in (403, 422)


def test_one_typing_alone_is_never_sent(city: City) -> None:
    visitor = key_in(city, "first")
    visitor.post(_do="keying", booklet="A-17", round="first")
    visitor.press("submit")
    assert visitor.page.heading == "Kept: now type it in once more"
    visitor.post(_do="start")
    assert visitor.page.heading == "Type in a paper booklet"
    assert city.responses() == []


def test_what_is_missing_on_the_first_page_is_told_at_its_field(tmp_path: Path) -> None:
    made = make_coded_city(tmp_path / "coded")
    visitor = Visitor(made.city, "keying")
    visitor.post(_do="keying", booklet="A-17", round="second")
    text = visitor.response.text
    assert visitor.response.status_code == 422
    assert '<a href="#cell">Please choose the sample cell' in text
    assert 'href="#booklet"' not in text
    assert 'value="A-17"' in text
    assert 'value="second" checked' in text
    visitor.post(_do="keying", booklet="", cell="north", round="first")
    text = visitor.response.text
    assert '<a href="#booklet">Please enter the number' in text
    assert 'href="#cell"' not in text
    assert '<option value="north" selected>' in text
    made.city.store.close()


@pytest.fixture
def split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    monkeypatch.setattr(
        features, "FORMS", {k: v for k, v in features.FORMS.items() if k == "split_ballot"}
    )
    made = open_city(features.found_features(tmp_path / "features"))
    return replace(made, slug=features.slug_of("split_ballot"))


def type_in(visitor: Visitor) -> None:
    while visitor.page.hidden["_page"] != "review":
        visitor.press("continue", _key="1")


def test_the_printed_wording_is_asked_at_the_door_and_corrected_in_the_comparison(
    split: City,
) -> None:
    visitor = Visitor(split, "keying")
    assert "Wording printed in it: wording" in visitor.response.text
    visitor.post(_do="keying", booklet="B1", round="first")
    assert '<a href="#arm.wording">Please choose the wording' in visitor.response.text
    for turn, arm in (("first", "2"), ("second", "1")):
        visitor.post(_do="keying", booklet="B1", round=turn, **{"arm.wording": arm})
        shown = ("Should the city pay" in visitor.response.text, "hint" in visitor.response.text)
        assert shown[0] is (arm == "2"), "typed in from the wording that is printed"
        type_in(visitor)
        visitor.press("compare")
    assert visitor.page.heading == "The two times differ"
    assert "First time: 2. Second time: 1." in visitor.response.text
    own = visitor.response.text.split('id="second"')[1].split('value="')[1].split('"')[0]
    visitor.post(_do="compare", _secret=own, language="en", **{"arm.wording": "2"})
    assert visitor.page.hidden["_page"] == "tax", "the other wording leads to a further question"
    type_in(visitor)
    visitor.press("compare")
    assert visitor.page.heading == "The booklet is stored"
    (response,) = split.responses()
    assert (response.mode, response.answers["wording.arm"]) == ("paper", 2)
