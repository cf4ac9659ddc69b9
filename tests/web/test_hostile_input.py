from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.city import ANSWERS, City, Resident, open_city, read


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("hood", {"hood": "chicago"}),
        ("hood", {"hood": ["alder", "birch"]}),
        ("safe", {"safe": "4"}),
        ("safe", {"safe": "3 "}),
        ("fair", {"fair.listen": "7"}),
        ("race", {"race": ["1", "9"]}),
        ("race", {"race": ["1", "77"]}),
        ("adults", {"adults": "9" * 400}),
        ("when", {"when-month": "13", "when-day": "1", "when-year": "2026"}),
        ("when", {"when-month": "1"}),
        ("job", {"job": "x" * 61}),
        ("idea", {"idea": "x" * 100_000}),
    ],
)
def test_a_forged_answer_never_fails_the_server(
    resident: Resident, page: str, fields: dict[str, str | list[str]]
) -> None:
    resident.walk(ANSWERS)
    resident.press(f"change {page}")
    resident.post({**resident.page.hidden, **fields, "_do": "continue"})
    assert resident.response.status_code in (200, 422)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"_do": "continue"},
        {"_do": "nonsense"},
        {"_do": "change ../../x"},
        {"_do": "change nothing", "_secret": "x"},
        {"_do": "submit", "_secret": "AAAA"},
        {"_do": "submit", "_secret": "A" * 5000},
        {"_do": "continue", "_secret": "\x00\ud800".encode("utf-8", "replace").decode()},
        {"_do": "continue", "_return_to": "//evil.example"},
        {"_do": "leave"},
        {"_do": "language"},
        {"_do": "back", "_page": "-1"},
        {"_do": "resume", "_secret": "\u202e"},
    ],
)
def test_what_no_page_of_ours_sends_is_answered_plainly(city: City, data: dict[str, str]) -> None:
    response = city.app.test_client().post(city.path(), data=data)
    assert response.status_code in (303, 400, 422)
    if response.status_code != 303:
        read(response)
    else:
        assert response.location == "https://www.weather.gov/"


def test_a_page_that_is_not_on_the_route_leads_to_where_the_person_is(
    resident: Resident,
) -> None:
    resident.walk({**ANSWERS, "contact": {"contact": "2"}})
    review = resident.page.hidden
    resident.post({**review, "_page": "when", "when-month": "3", "_do": "continue"})
    assert resident.page.hidden["_page"] == "review"
    resident.post({**review, "_page": "no-such-page", "_do": "continue"})
    assert resident.page.hidden["_page"] == "review"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(city: City, method: str) -> None:
    response = city.app.test_client().open(city.path(), method=method)
    assert response.status_code in (404, 405)


def test_a_body_of_another_type_is_refused_in_words(city: City) -> None:
    client = city.app.test_client()
    response = client.post(city.path(), data=b"\xff\xfe{", content_type="application/json")
    assert response.status_code == 400
    parts = "".join(
        f"--b\r\nContent-Disposition: form-data; name=f{n}\r\n\r\nx\r\n" for n in range(600)
    )
    many = client.post(
        city.path(), data=f"{parts}--b--\r\n", content_type="multipart/form-data; boundary=b"
    )
    assert many.status_code == 413
    read(many)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.dictionaries(
        st.sampled_from(["_do", "_page", "_secret", "_return_to", "hood", "fair.listen", "x"]),
        st.one_of(
            st.sampled_from(
                ["continue", "back", "submit", "review", "language", "hood", "change x"]
            ),
            st.text(max_size=30).filter(
                lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text)
            ),
        ),
        max_size=6,
    )
)
def test_no_post_whatsoever_fails_the_server(
    founded: object, data: dict[str, str], session_city: City
) -> None:
    response = session_city.app.test_client().post(session_city.path(), data=data)
    assert response.status_code < 500


@pytest.fixture(scope="module")
def session_city(founded: object, tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("fuzz") / "city"
    shutil.copytree(str(founded), folder)
    return open_city(folder)
