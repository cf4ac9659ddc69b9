"""Forms as their authors draw them, in tables: each goes in, out and in again, or is refused.

The cases follow the chapters of the XLSForm reference and of pyxform's own tests; the packages of
pyxform carry none of them, so these are ours.
"""

import pytest

from surveyapp.errors import InstrumentError
from surveyapp.instrument.xlsform_export import export_form
from surveyapp.instrument.xlsform_import import import_form


def sheets(text):
    """The sheets of a table: a line of one cell names a sheet, the next one is its header."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0]:
            name = cells[0]
            found[name] = []
        else:
            found[name].append((len(found[name]) + 1, cells[1:]))
    return found


def imported(text):
    return import_form(sheets(text), fallback_id="form")


def again(instrument):
    made = export_form(instrument)
    raw = {
        name: [(n, row) for n, row in enumerate((head, *lines), 1)]
        for name, (head, lines) in made.sheets.items()
    }
    return import_form(raw, fallback_id="form").instrument


YES_NO = """
| choices |           |      |       |
|         | list_name | name | label |
|         | yn        | yes  | Yes   |
|         | yn        | no   | No    |
"""

WITHIN = {
    "a note and a text": """
        | survey |      |      |            |
        |        | type | name | label      |
        |        | note | n    | Read this. |
        |        | text | t    | And say.   |
    """,
    "groups within groups": """
        | survey |             |       |        |            |
        |        | type        | name  | label  | relevant   |
        |        | begin_group | outer | Outer  |            |
        |        | integer     | age   | Age    |            |
        |        | begin group | inner |        | ${age} > 9 |
        |        | text        | why   | Why?   |            |
        |        | end group   |       |        |            |
        |        | end_group   |       |        |            |
    """,
    "a group that some are asked": """
        | survey |               |      |       |               |
        |        | type          | name | label | relevant      |
        |        | select_one yn | dog  | A dog? |              |
        |        | begin_group   | g    | Dogs  | ${dog} = 'yes' |
        |        | text          | nick | Name? |               |
        |        | integer       | old  | Age?  | ${nick} != '' |
        |        | end_group     |      |       |               |
    """
    + YES_NO,
    "several answers in a filter": """
        | survey |                    |      |        |                           |
        |        | type               | name | label  | relevant                  |
        |        | select_multiple yn | both | Which? |                           |
        |        | text               | t    | Why?   | selected(${both}, 'yes')  |
        |        | text               | u    | And?   | not(selected(${both}, 'no')) |
    """
    + YES_NO,
    "a repeat with a count": """
        | survey |              |       |       |              |               |
        |        | type         | name  | label | repeat_count | constraint    |
        |        | integer      | kids  | Kids? |              | . >= 0 and . <= 9 |
        |        | begin_repeat | kid   | Kid   | ${kids}      |               |
        |        | integer      | years | Age?  |              |               |
        |        | end_repeat   |       |       |              |               |
    """,
    "a table of choices": """
        | survey |               |        |          |            |
        |        | type          | name   | label    | appearance |
        |        | begin_group   | grid   | How?     | table-list |
        |        | select_one yn | grid_a | Clean?   |            |
        |        | select_one yn | grid_b | Quiet?   |            |
        |        | end_group     |        |          |            |
    """
    + YES_NO,
    "an order of preference, at random": """
        | survey |         |      |        |                |
        |        | type    | name | label  | parameters     |
        |        | rank yn | best | First? | randomize=true |
    """
    + YES_NO,
    "a range": """
        | survey |       |      |       |                       |
        |        | type  | name | label | parameters            |
        |        | range | much | Much? | start=0 end=10 step=1 |
    """,
    "dates with bounds": """
        | survey |      |      |       |                                        |
        |        | type | name | label | constraint                             |
        |        | date | day  | When? | . >= '2020-01-01' and . <= '2026-12-31' |
        |        | date | on   | Then? | . >= '2020-01-01'                      |
    """,
    "an answer in a later question": """
        | survey |               |      |                     |
        |        | type          | name | label               |
        |        | select_one yn | pet  | A pet?              |
        |        | text          | t    | You said ${pet}: ok |
    """
    + YES_NO,
    "two languages with hints": """
        | survey |      |      |           |           |           |           |
        |        | type | name | label::en | label::es | hint::en  | hint::es  |
        |        | text | t    | Name?     | ¿Nombre?  | Your own. | El suyo.  |
    """,
    "a hint for interviewers": """
        | survey |      |      |       |               |
        |        | type | name | label | guidance_hint |
        |        | text | t    | Name? | Do not push.  |
    """,
}


@pytest.mark.parametrize("text", WITHIN.values(), ids=WITHIN)
def test_a_form_within_the_subset_goes_in_and_out_and_in_again_the_same(text):
    first = imported(text).instrument
    assert again(first) == first


OUTSIDE = {
    "or_other": ("| | select_one yn or_other | q | Q |", "or_other"),
    "a file of choices": ("| | select_one_from_file towns.csv | q | Q |", "select_one_from_file"),
    "an outside instance": ("| | xml-external | q | Q |", "xml-external"),
    "csv-external": ("| | csv-external | q | Q |", "csv-external"),
    "a picture": ("| | image | q | Q |", "image"),
    "a sound": ("| | audio | q | Q |", "audio"),
    "a film": ("| | video | q | Q |", "video"),
    "any file": ("| | file | q | Q |", "file"),
    "a barcode": ("| | barcode | q | Q |", "barcode"),
    "a place on the earth": ("| | geopoint | q | Q |", "geopoint"),
    "the time it began": ("| | start | start | |", "start"),
    "who is signed in": ("| | username | u | |", "username"),
    "what was pressed when": ("| | audit | audit | |", "audit"),
    "a hidden value": ("| | hidden | q | Q |", "hidden"),
    "an acknowledgment": ("| | acknowledge | q | Q |", "acknowledge"),
    "a time of day": ("| | time | q | Q |", "time"),
    "a day with its time": ("| | dateTime | q | Q |", "dateTime"),
    "a map": ("| | osm | q | Q |", "osm"),
    "a value worked out": ("| | calculate | q | Q |", "calculate"),
}


@pytest.mark.parametrize(("line", "named"), OUTSIDE.values(), ids=OUTSIDE)
def test_what_is_outside_is_refused_by_sheet_row_and_column(line, named):
    text = f"| survey | | | |\n| | type | name | label |\n| | integer | a | A |\n{line}\n{YES_NO}"
    with pytest.raises(InstrumentError) as refused:
        imported(text)
    problem = refused.value.problems[0]
    assert problem.where.startswith("sheet survey, row 3, column type (cell A3)")
    assert named.casefold() in problem.what.casefold()


def test_questions_that_wait_for_each_other_are_refused():
    text = """
        | survey |         |      |       |          |
        |        | type    | name | label | relevant |
        |        | integer | a    | A     | ${b} = 1 |
        |        | integer | b    | B     | ${a} = 1 |
    """
    with pytest.raises(InstrumentError, match="“b” is not asked before it") as refused:
        imported(text)
    assert "row 2, column relevant (cell D2)" in refused.value.problems[0].where


def test_a_question_that_waits_for_itself_is_refused():
    text = """
        | survey |         |      |       |          |
        |        | type    | name | label | relevant |
        |        | integer | a    | A     | ${a} = 1 |
    """
    with pytest.raises(InstrumentError, match="“a” is not asked before it"):
        imported(text)


def test_a_repeat_within_a_repeat_is_refused():
    text = """
        | survey |              |      |       |              |                   |
        |        | type         | name | label | repeat_count | constraint        |
        |        | integer      | n    | N     |              | . >= 0 and . <= 3 |
        |        | begin_repeat | r    | R     | ${n}         |                   |
        |        | begin_repeat | s    | S     | ${n}         |                   |
        |        | integer      | x    | X     |              |                   |
        |        | end_repeat   |      |       |              |                   |
        |        | end_repeat   |      |       |              |                   |
    """
    with pytest.raises(InstrumentError, match="repeat within a repeat") as refused:
        imported(text)
    assert "row 4" in refused.value.problems[0].where


def test_a_hundred_thousand_choices_are_refused_in_one_sentence():
    choices = [(1, ("list_name", "name", "label"))]
    choices += [(n, ("l", str(n), f"Choice {n}")) for n in range(2, 100_002)]
    survey = [(1, ("type", "name", "label")), (2, ("select_one l", "q", "Q"))]
    with pytest.raises(InstrumentError) as refused:
        import_form({"survey": survey, "choices": choices}, fallback_id="form")
    assert len(refused.value.problems) < 5
    assert "100,000 choices" in str(refused.value)
