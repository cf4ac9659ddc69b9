"""Paper booklets are typed in twice, compared, and stored once."""

from __future__ import annotations

from tests.web.city import City
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
    again.post(_do="keying", booklet="A-17", round="first")
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
