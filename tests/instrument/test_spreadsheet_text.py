import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.instrument.spreadsheet_text import separator


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@given(rows=st.lists(st.lists(st.text(max_size=9), min_size=3, max_size=3), max_size=4))
def test_a_table_is_read_back_whatever_separates_its_cells(mark, rows):
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([["cell", "name", "e-mail"], *rows])
    found = separator("\ufeff" + out.getvalue())
    assert found == mark
    back = list(csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=found))
    assert back[1:] == rows


def test_separators_inside_quotation_marks_and_in_later_lines_do_not_count():
    assert separator('"a;b;c;d",e\n1;2;3;4\n') == ","
    assert separator("place\n") == ","
