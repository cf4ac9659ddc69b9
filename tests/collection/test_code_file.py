import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.code_file import (
    Marked,
    code_key_text,
    marks_text,
    read_code_key,
    read_marks,
)
from surveyapp.collection.outcome import OUTCOMES, outcomes_text, read_outcomes
from surveyapp.collection.ticket import Ticket, read_ticket, ticket_text
from surveyapp.errors import InputError

CELL = st.text(
    st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029"), max_size=20
)
MARKED = st.builds(Marked, st.binary(min_size=32, max_size=32), CELL)
KEY = bytes(range(32))


@given(st.lists(MARKED, unique_by=lambda one: one.mark, max_size=30))
def test_marks_come_back_as_they_were_written_in_their_own_order(marks):
    text = marks_text("w", marks)
    assert read_marks(text.encode(), "w") == tuple(sorted(marks))
    assert marks_text("w", reversed(marks)) == text


@given(st.binary(max_size=400))
def test_any_bytes_are_marks_or_are_refused(data):
    for read in (read_marks, read_outcomes):
        with pytest.raises(InputError):
            read(data, "w")


def test_a_file_of_another_wave_or_kind_is_refused():
    text = marks_text("w", [Marked(bytes(32), "a")]).encode()
    with pytest.raises(InputError, match="of wave 'w', not 'v'"):
        read_marks(text, "v")
    with pytest.raises(InputError, match="not a file of code marks"):
        read_marks(b"name,address\nSomebody,Street 1\n", "w")
    with pytest.raises(InputError, match=r"no design cell 'a'.*Use one of: b"):
        read_marks(text, "w", ["b"])


def test_every_bad_line_is_named_and_a_mark_stands_once():
    text = marks_text("w", [Marked(bytes(32), "a")]) + "a,zz\na\n" + f"b,{bytes(32).hex()}\n"
    with pytest.raises(InputError) as refused:
        read_marks(text.encode(), "w")
    said = [str(problem) for problem in refused.value.problems]
    assert said[0].startswith("line 4:")
    assert said[1].startswith("line 5:")
    assert "1 marks stand in the file more than once" in said[2]


def test_very_many_problems_are_counted_not_printed():
    text = marks_text("w", []) + "bad\n" * 1000
    with pytest.raises(InputError) as refused:
        read_marks(text.encode(), "w")
    assert len(refused.value.problems) == 21
    assert "980 more" in refused.value.problems[-1].what


def test_a_code_key_is_read_for_its_own_wave_only():
    text = code_key_text("w", KEY)
    assert read_code_key(text, "w") == KEY
    with pytest.raises(InputError, match="belongs to wave 'w', not to 'v'"):
        read_code_key(text, "v")
    for damaged in ("", "surveyapp server key\nw\n" + KEY.hex(), text[:-3], text.replace("0", "x")):
        with pytest.raises(InputError, match="code key"):
            read_code_key(damaged, "w")


@given(st.dictionaries(CELL, st.dictionaries(st.sampled_from(OUTCOMES[1:]), st.integers(0, 9))))
def test_outcomes_come_back_as_they_were_written(counts):
    for of_cell in counts.values():
        of_cell["issued"] = 100
    back = read_outcomes(outcomes_text("w", counts).encode(), "w")
    assert back == {
        cell: {outcome: of.get(outcome, 0) for outcome in OUTCOMES} for cell, of in counts.items()
    }


def test_outcomes_that_cannot_be_are_refused_together():
    text = (
        outcomes_text("w", {"a": {"issued": 5, "refused": 6}})
        + "a,issued,5\nb,gone,1\nb,unable,-1\n"
    )
    with pytest.raises(InputError) as refused:
        read_outcomes(text.encode(), "w")
    said = " ".join(str(problem) for problem in refused.value.problems)
    for part in (
        "counts 'issued' twice",
        "line 11",
        "line 12",
        "6 cases have an outcome, and only 5",
    ):
        assert part in said


@given(st.binary(min_size=10, max_size=10), st.text(max_size=60))
def test_a_ticket_is_read_by_the_server_that_wrote_it_for_its_wave(secret, cell):
    text = ticket_text(KEY, Ticket("w", secret, cell))
    assert read_ticket(KEY, "w", text) == Ticket("w", secret, cell)
    assert ticket_text(KEY, Ticket("w", secret, cell)) != text
    for key, wave, changed in (
        (bytes(32), "w", text),
        (KEY, "v", text),
        (KEY, "w", text[:-8] + "AAAAAAA="),
        (KEY, "w", "x"),
        (KEY, "w", "é"),
    ):
        with pytest.raises(InputError) as refused:
            read_ticket(key, wave, changed)
        assert refused.value.problems[0].code == "ticket"


def test_the_length_of_a_ticket_does_not_tell_its_cell():
    lengths = {len(ticket_text(KEY, Ticket("w", bytes(10), "c" * n))) for n in range(1, 40)}
    assert len(lengths) == 1
