"""Static text files go over the line packed; pages, which hold secrets, never do."""

from __future__ import annotations

import gzip

from surveyapp.web.app import fingerprint
from tests.web.city import City, Resident

PACKED = {"Accept-Encoding": "gzip, br"}


def test_the_style_sheet_is_packed_for_whoever_can_unpack_it(city: City) -> None:
    client = city.app.test_client()
    address = f"/static/resident.css?v={fingerprint('resident.css')}"
    plain, packed = (
        client.get(address, headers=headers, buffered=True) for headers in ({}, PACKED)
    )
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < 8_000
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert "immutable" in answer.headers["Cache-Control"]
    again = client.get(
        address, headers={**PACKED, "If-None-Match": packed.headers["ETag"]}, buffered=True
    )
    assert (again.status_code, again.data) == (304, b"")


def test_fonts_are_packed_already_and_pages_with_a_secret_never_are(city: City) -> None:
    resident = Resident(city)
    client = city.app.test_client()
    font = client.get("/static/fonts/public-sans-400.woff2", headers=PACKED, buffered=True)
    page = client.get(city.path(), headers=PACKED)
    question = resident.client.post(city.path(), data={"_do": "start"}, headers=PACKED)
    for answer in (font, page, question):
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
