from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from surveyapp.web.resident.skeleton import cut, hole

TEXT = st.text(max_size=20)


@given(st.lists(st.tuples(TEXT, st.sampled_from("abc"), TEXT), max_size=6), TEXT)
def test_a_filled_page_holds_each_value_in_its_place(
    parts: list[tuple[str, str, str]], end: str
) -> None:
    page = "".join(f"{before}{hole('at', name)}" for before, name, _ in parts) + end
    values = {f"at {name}": value for _, name, value in parts}
    expected = "".join(f"{before}{values[f'at {name}']}" for before, name, _ in parts) + end
    assert cut(page).fill(values) == expected


def test_a_hole_left_alone_holds_its_default() -> None:
    skeleton = cut(f"<p>{hole('go')}|{hole('x')}</p>", {"go": "Continue", "x": ""}.__getitem__)
    assert skeleton.fill({}) == "<p>Continue|</p>"
    assert skeleton.fill({"go": "Save"}) == "<p>Save|</p>"


def test_a_text_that_looks_like_a_hole_is_only_text() -> None:
    forged = "\x02secret\x03"
    assert cut(f"{forged}{hole('secret')}").fill({"secret": "S"}) == f"{forged}S"
