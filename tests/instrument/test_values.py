import pytest

from surveyapp.errors import InputError
from surveyapp.instrument.values import Missing, from_json, to_json


def test_equal_answers_are_written_alike_in_whatever_order_they_came():
    one = {"b": 1, "a": (1, 2), "c": Missing.NOT_STATED, "d": "sí"}
    assert to_json(one) == to_json(dict(reversed(one.items())))
    assert to_json(one) == '{"a":[1,2],"b":1,"c":{"missing":"not stated"},"d":"s\\u00ed"}'


def test_a_text_that_names_a_kind_of_missing_stays_a_text():
    assert from_json(to_json({"wish": "not stated"})) == {"wish": "not stated"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"a":null}',
        '{"a":true}',
        '{"a":1.0}',
        '{"a":["x"]}',
        '{"a":[true]}',
        '{"a":{}}',
        '{"a":{"missing":"lost"}}',
        '{"a":{"missing":"not stated","b":1}}',
    ],
)
def test_what_was_not_written_by_us_is_refused(text):
    with pytest.raises(InputError):
        from_json(text)


def test_a_refused_value_is_named():
    with pytest.raises(InputError, match=r"The stored value of a is no answer: 1\.0\."):
        from_json('{"a":1.0}')
