import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.text_file import decoded
from surveyapp.errors import InputError

WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=50
)


@given(WORDS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_a_marked_or_plain_unicode_file_is_read_whoever_wrote_it(words, encoding):
    if encoding == "utf-8" and words.startswith("\ufeff"):
        return
    assert decoded(words.encode(encoding)) == words


def test_another_encoding_is_refused_with_the_line_and_how_it_might_read():
    data = "name\nplain\nNúñez here\n".encode("cp1252")
    with pytest.raises(InputError) as refused:
        decoded(data)
    problem = refused.value.problems[0]
    assert problem.where == "line 3"
    assert "Núñez" in problem.what
    assert problem.remedies[0] == 'If that reads right, set encoding = "cp1252".'
    assert decoded(data, "cp1252") == "name\nplain\nNúñez here\n"


def test_an_unknown_encoding_and_nul_characters_are_refused():
    with pytest.raises(InputError, match="no encoding 'klingon'"):
        decoded(b"a", "klingon")
    with pytest.raises(InputError, match="line 2: The file holds NUL"):
        decoded(b"a\nb\0c")
