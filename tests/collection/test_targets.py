import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection.targets import read_targets
from surveyapp.errors import InputError

HEADER = "margin,category,label,population,source\n"
GOOD = HEADER + "age,1,Young,400,ACS\nage,2,Old,600,ACS\nsex,m,Male,500,ACS\nsex,f,Female,500,ACS\n"


def test_margins_are_read_with_their_totals_and_order():
    targets = read_targets("acs", GOOD.encode())
    assert targets.margins == {"age": {"1": 400, "2": 600}, "sex": {"m": 500, "f": 500}}
    assert targets.totals == {"age": 1000, "sex": 1000}
    assert [target.label for target in targets.of("age")] == ["Young", "Old"]


def test_vintage_and_margin_of_error_are_kept_where_they_are_there():
    text = HEADER.strip() + ',vintage,margin_of_error\nage,1,All,"1,000",ACS,2020-2024,25.5\n'
    [target] = read_targets("acs", b"\xef\xbb\xbf" + text.encode()).targets
    assert (target.population, target.vintage, target.margin_of_error) == (1000, "2020-2024", 25.5)


def test_totals_that_disagree_are_named_with_their_amounts():
    text = GOOD.replace("Male,500", "Male,530").replace("1,Young,400", "1,Young,900")
    with pytest.raises(InputError) as refused:
        read_targets("acs", text.encode())
    assert str(refused.value) == (
        "The margins count different populations: age = 1,500, sex = 1,030. Remedy: Take them "
        "from one source and date. Or: Scale them to one total: --scale-to age"
    )


def test_scaling_to_one_total_keeps_shares_and_says_so_in_the_source():
    text = GOOD.replace("m,Male,500", "m,Male,750")
    targets = read_targets("acs", text.encode(), scale_to="age")
    assert targets.totals == pytest.approx({"age": 1000, "sex": 1000})
    assert targets.margins["sex"]["m"] == pytest.approx(600)
    assert targets.of("sex")[0].source == "ACS; scaled by 0.8 to the total of age"
    assert targets.of("age")[0].source == "ACS"
    with pytest.raises(InputError, match="no margin 'race'; there are: age, sex"):
        read_targets("acs", text.encode(), scale_to="race")


@given(st.floats(0.999, 1.001))
def test_totals_within_one_in_a_thousand_pass(factor):
    text = GOOD.replace("m,Male,500", f"m,Male,{1000 * factor - 500:.6f}")
    assert read_targets("acs", text.encode()).totals["age"] == 1000


def test_every_bad_cell_is_named_at_once():
    text = HEADER + "age,1,Young,few,ACS\nage,1,Old,,ACS\nage,3,None,0,ACS\nage,4,Neg,-5,\n"
    with pytest.raises(InputError) as refused:
        read_targets("acs", text.encode())
    said = [str(problem) for problem in refused.value.problems]
    assert said == [
        "row 2, column population: 'few' is no count. Remedy: Write a count of persons, "
        "such as 1234.5.",
        "row 3, column population: The cell is empty. Remedy: Fill it in.",
        "row 4, column population: The category holds nobody. Remedy: Leave out a category that "
        "holds nobody.",
        "row 5, column source: The cell is empty. Remedy: Fill it in.",
        "row 5, column population: '-5' is no count. Remedy: Write a count of persons, such as "
        "1234.5.",
        "age 1: The category is given 2 times. Remedy: Keep one.",
    ]


def test_a_header_that_does_not_fit_is_refused():
    with pytest.raises(InputError) as refused:
        read_targets("acs", b"margin,category,label,population,population,color\n1,2,3\n")
    text = str(refused.value)
    assert "source: The column is missing" in text
    assert "color: The column is not known" in text
    assert "population: The header names this column twice" in text
    assert "row 2: It has 3 cells" in text
    with pytest.raises(InputError, match="no target"):
        read_targets("acs", HEADER.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_targets_or_refused(data):
    with pytest.raises(InputError):
        read_targets("x", data)
