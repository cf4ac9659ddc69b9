import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import InputError
from surveyapp.instrument.workbook_guard import LARGEST, MOST_ENTRIES, refuse_unsafe

PLAIN = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def packed(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (PLAIN | entries.get("more", {})).items():
            file.writestr(name, content)
    return out.getvalue()


def test_a_plain_workbook_passes():
    refuse_unsafe(packed())


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"xl/bomb.xml": b"0" * 15_000_000}, "grow 1,0.. times, to 15,000,000 bytes"),
        ({"xl/a.bin": b"0" * 21_000_000, "xl/b.bin": b"0" * 21_000_000}, "42,000,0.. bytes"),
        ({f"x{n}.xml": b"" for n in range(MOST_ENTRIES)}, "packs 202 files"),
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, "link outside"),
        ({"xl/vbaProject.bin": b"code"}, "a macro"),
        ({"xl/media/inner.png": packed()}, "another archive"),
        ({"inner.xlsx": packed(more={"again.zip": packed()})}, "another archive"),
        ({"xl/embeddings/object.bin": b"x"}, "embedded object"),
        (
            {"xl/_rels/sheet1.xml.rels": b'<R TargetMode="External" Target="http://example.org"/>'},
            "refers to something outside",
        ),
        ({"xl/shared.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "declares a document"),
    ],
)
def test_bombs_and_ways_out_are_refused_unopened(more, says):
    with pytest.raises(InputError, match=says):
        refuse_unsafe(packed(more=more))


def test_a_file_that_is_no_workbook_is_refused():
    for content in (b"", b"PK\x03\x04 damaged", b"name,label\n", packed()[:-30]):
        with pytest.raises(InputError, match=r"no \.xlsx workbook"):
            refuse_unsafe(content)
    with pytest.raises(InputError, match="at most 5,000,000"):
        refuse_unsafe(b"0" * (LARGEST + 1))


def test_an_entry_that_states_less_than_it_holds_is_refused():
    content = bytearray(packed(more={"xl/sheet.xml": b"<a>" + b"0" * 1_000_000}))
    real, stated = (1_000_003).to_bytes(4, "little"), (10).to_bytes(4, "little")
    with pytest.raises(InputError):
        refuse_unsafe(bytes(content).replace(real, stated))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(content):
    with pytest.raises(InputError):
        refuse_unsafe(content)


@given(st.integers(0, len(packed()) - 1), st.integers(0, 255))
def test_a_workbook_with_one_byte_changed_passes_or_is_refused(place, byte):
    content = bytearray(packed())
    content[place] = byte
    with suppress(InputError):
        refuse_unsafe(bytes(content))
