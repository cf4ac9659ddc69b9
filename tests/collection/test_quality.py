from surveyapp.collection.quality import many_unanswered, quality_flags, straight_lining
from surveyapp.instrument.answers import Missing, complete
from surveyapp.instrument.document import loads
from tests.collection.tiny import TOML, bound

ROWS = "\n".join(
    f'  {{ id = "r{k}", text = {{ en = "row {k}", es = "fila {k}" }} }},' for k in range(5)
)
WIDE = loads(TOML.replace("rows = [", f"rows = [\n{ROWS}"))


def rows(codes):
    names = [name for name in WIDE.variables if name.startswith("fair.")][: len(codes)]
    return dict(zip(names, codes, strict=True))


def test_five_equal_substantive_answers_on_one_scale_are_a_straight_line():
    assert straight_lining(WIDE, rows([2, 2, 2, 2, 2]))
    assert not straight_lining(WIDE, rows([2, 2, 2, 2]))
    assert not straight_lining(WIDE, rows([2, 2, 2, 2, 3]))
    assert not straight_lining(WIDE, rows([8, 8, 8, 8, 8]))


def test_over_half_unanswered_of_what_was_asked_is_flagged():
    assert many_unanswered({"a": Missing.NOT_STATED, "b": Missing.NOT_REACHED, "c": 1})
    assert not many_unanswered({"a": Missing.NOT_STATED, "b": 1})
    assert not many_unanswered({"a": Missing.NOT_APPLICABLE, "b": 1})


def test_flags_are_yes_or_no_and_keep_what_was_observed():
    answers = complete(bound(), {"trust": 3})
    flags = quality_flags(bound(), answers, {"faster_than_reading": True})
    assert flags == {
        "faster_than_reading": True,
        "many_unanswered": True,
        "straight_lining": False,
    }
