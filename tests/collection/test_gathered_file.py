import csv
import io

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.gathered_file import read_csv, read_records, whole
from surveyapp.errors import InputError

CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8), st.sampled_from([",", ";", "\t"])
)
def test_rows_come_back_as_they_were_written(rows, delimiter):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    records = read_csv(buffer.getvalue())
    assert records.header == ("a", "b", "c")
    assert [cells for _, cells in records.rows] == rows
    assert [number for number, _ in records.rows] == list(range(2, len(rows) + 2))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        records = read_csv(text)
    except InputError:
        return
    assert all(len(cells) == len(records.header) for _, cells in records.rows)


def test_three_header_rows_are_known_by_their_import_ids():
    text = 'Q1,Q2\n"Trust?","Fair?"\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n1,2\n'
    records = read_csv(text)
    assert records.header == ("Q1", "Q2")
    assert records.rows == ((4, ("1", "2")),)
    assert read_csv(text, header_rows=2).rows[0][0] == 3


def test_a_duplicated_header_is_refused_with_its_columns():
    with pytest.raises(InputError, match=r"columns A, C: The header names 'q1' 2 times"):
        read_csv("q1,q2,q1\n1,2,3\n")


def test_every_fault_of_the_shape_is_named_at_once():
    with pytest.raises(InputError) as refused:
        read_csv("a,,a\n1,2\n1,2,3\n1,2,3,4\n")
    places = [problem.where for problem in refused.value.problems]
    assert places == ["columns A, C", "column B", "row 2", "row 4"]


@pytest.mark.parametrize(("text", "words"), [("", "empty"), ("a,b\n", "a header and no answers")])
def test_an_empty_file_is_refused(text, words):
    with pytest.raises(InputError, match=words):
        read_csv(text)


def test_broken_quotes_are_refused_with_their_line():
    with pytest.raises(InputError, match=r"line 2: This is no CSV"):
        read_csv('a,b\n"1"x,2\n')


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("4.0", "4"), ("-4.00", "-4"), ("4.5", "4.5"), ("4.", "4."), ("v4.0", "v4.0"), (".0", ".0")],
)
def test_whole_numbers_of_spreadsheets_are_whole(text, wanted):
    assert whole(text) == wanted


def test_spss_files_give_codes_labels_and_missing(tmp_path):
    frame = pd.DataFrame({"own": [1.0, 2.0, float("nan")], "word": ["ja", "", "né"]})
    path = tmp_path / "file.sav"
    labels = {"own": {1.0: "Own", 2.0: "Rent"}}
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
    records = read_records(path)
    assert records.header == ("own", "word")
    assert [cells for _, cells in records.rows] == [("1", "ja"), ("2", ""), ("", "né")]
    assert records.labels["own"] == {"1": "Own", "2": "Rent"}


def test_stata_files_keep_their_tagged_missing_apart(tmp_path):
    frame = pd.DataFrame({"own": [1, 2, "a"]}, dtype=object)
    path = tmp_path / "file.dta"
    pyreadstat.write_dta(frame, str(path), missing_user_values={"own": ["a"]})
    assert [cells for _, cells in read_records(path).rows] == [("1",), ("2",), (".a",)]


def test_a_damaged_spss_file_is_refused(tmp_path):
    path = tmp_path / "file.sav"
    path.write_bytes(b"not a sav file at all")
    with pytest.raises(InputError, match="cannot be read"):
        read_records(path)
    with pytest.raises(InputError, match=r"Only .csv"):
        read_records(tmp_path / "file.xlsx")
