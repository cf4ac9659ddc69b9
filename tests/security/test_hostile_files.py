"""Files that staff are sent by others: bombs, cycles, odd encodings, numbers that are none."""

from __future__ import annotations

import io
import math
import resource
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest

from surveyapp.collection.area_map import area_map
from surveyapp.collection.gathered_file import read_csv
from surveyapp.collection.mapping import read_mapping
from surveyapp.collection.targets import read_targets
from surveyapp.collection.text_file import decoded
from surveyapp.collection.wave_document import read_wave_document
from surveyapp.errors import SurveyError
from surveyapp.instrument.document import loads
from surveyapp.instrument.workbook_guard import refuse_unsafe
from surveyapp.instrument.xlsform_import import import_form
from surveyapp.web.headers import PAGE_POLICY
from tests.collection.tiny import TOML
from tests.web.city import City
from tests.web.reports import publish

DEEP = 200_000
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
HEADER = "margin,category,label,population,source\n"


def workbook(**more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        plain = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
        for name, content in (plain | {k.replace("__", "/"): v for k, v in more.items()}).items():
            packed.writestr(name, content)
    return out.getvalue()


def refused(read: Callable[[], object]) -> str:
    with pytest.raises(SurveyError) as error:
        read()
    assert all(problem.what for problem in error.value.problems)
    return str(error.value)


def test_a_bomb_is_refused_before_it_costs_time_or_memory() -> None:
    """1.1 MB that unpack to 138 MB: a reader without this check takes seconds and 200 MB."""
    bomb = workbook(xl__sheet=b"0" * 138_000_000)
    assert len(bomb) < 1_200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    assert "grow" in refused(lambda: refuse_unsafe(bomb))
    assert time.process_time() - began < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_entities_are_refused_in_every_encoding_xml_may_have(encoding: str) -> None:
    bomb = workbook(**{"xl__styles.xml": LAUGHS.encode(encoding)})
    assert "document type" in refused(lambda: refuse_unsafe(bomb))


def test_a_workbook_inside_a_workbook_is_not_unpacked() -> None:
    inner = workbook(**{"xl__styles.xml": LAUGHS.encode(), "xl__bomb.xml": b"0" * 90_000})
    assert "embedded" in refused(
        lambda: refuse_unsafe(workbook(**{"xl__embeddings__a.xlsx": inner}))
    )
    assert "archive" in refused(lambda: refuse_unsafe(workbook(**{"xl__media__a.zip": inner})))


@pytest.mark.parametrize(
    ("survey", "says"),
    [
        ([("integer", "a", "A", "${a} = 1")], "not asked before"),
        ([("integer", "a", "A", "${b} = 1"), ("integer", "b", "B", "${a} = 1")], "not asked"),
        ([("integer", "a", "A", "(" * 500 + "${b} = 1" + ")" * 500)], ""),
        ([("begin_group", f"g{n}", "G", "") for n in range(400)], "no end"),
    ],
    ids=["itself", "each other", "parentheses", "groups"],
)
def test_a_form_that_turns_in_a_circle_or_has_no_bottom_is_refused(
    survey: list[tuple[str, ...]], says: str
) -> None:
    rows = list(enumerate([("type", "name", "label", "relevant"), *survey], 1))
    sheets = {"survey": rows, "choices": [], "settings": []}
    assert says in refused(lambda: import_form(sheets, fallback_id="f"))


def test_a_hundred_thousand_choices_are_answered_in_time() -> None:
    head = ("list_name", "name", "label")
    choices = [(n, ("big", str(n), f"Choice {n}")) for n in range(2, 100_002)]
    survey = [(1, ("type", "name", "label")), (2, ("select_one big", "a", "A"))]
    sheets = {"survey": survey, "choices": [(1, head), *choices], "settings": []}
    began = time.process_time()
    said = refused(lambda: import_form(sheets, fallback_id="f"))
    assert "list big" in said
    assert len(said) < 1000
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "read",
    [
        lambda deep: area_map("[" * deep, ["a"]),
        lambda deep: area_map('{"a":' * deep, ["a"]),
        lambda deep: loads("x = " + "[" * deep),
        lambda deep: loads(TOML + "x = " + "{a=" * deep),
        lambda deep: read_mapping("x = " + "[" * deep, "map.toml"),
        lambda deep: read_wave_document("x = " + "[" * deep, "wave.toml"),
    ],
    ids=["map of lists", "map of objects", "questionnaire", "tables", "mapping", "wave"],
)
def test_a_file_without_a_bottom_is_refused(read: Callable[[int], object]) -> None:
    refused(lambda: read(DEEP))


@pytest.mark.parametrize(
    "text", ["NaN", "nan", "inf", "-inf", "1e309", "-1", "-0.5", "1_000", "0x10", "١٢٣", "٣٤", ""]
)
def test_a_population_that_is_no_number_is_refused_and_never_becomes_one(text: str) -> None:
    rows = f"{HEADER}age,1,Young,{text},ACS\nage,2,Old,600,ACS\n"
    with suppress(SurveyError):
        found = read_targets("acs", rows.encode())
        assert all(math.isfinite(value) and value >= 0 for value in found.totals.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_reads_the_same_in_every_encoding_a_spreadsheet_writes(
    encoding: str, mark: str
) -> None:
    rows = [["wave", "place", "words"], ["w1", "Peñón", "ok"], ["w1", "المدينة", "=1+1"]]
    text = "\r\n".join(mark.join(row) for row in rows) + "\r\n"
    found = read_csv(decoded(text.encode(encoding)))
    assert list(found.header) == rows[0]
    assert [list(cells) for _, cells in found.rows] == rows[1:]


def test_a_text_in_half_an_encoding_is_refused_in_words() -> None:
    assert "UTF-8" in refused(lambda: decoded(b"caf\xe9,\xff\xfe\n"))
    assert refused(lambda: decoded(b"\xff\xfea"))


def test_a_drawing_of_a_report_runs_no_script(city: City) -> None:
    report = publish(city, "q3", title="Q3")
    hostile = (
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
    )
    (report / "assets" / "chart.svg").write_text(hostile)
    with city.app.test_client().get("/reports/q3/assets/chart.svg") as response:
        assert response.mimetype == "image/svg+xml"
        assert response.headers["Content-Security-Policy"] == PAGE_POLICY
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    (report / "logo.svg").write_text(hostile)
    assert city.app.test_client().get("/reports/q3/logo.svg").status_code == 404
