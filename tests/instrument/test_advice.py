from dataclasses import replace

from surveyapp.instrument.advice import advice
from surveyapp.instrument.model import Option
from tests.instrument.sample import fielded, questionnaire


def codes(instrument):
    return [(problem.where, problem.code) for problem in advice(instrument)]


def with_options(count, order):
    """The questionnaire of random options with so many that may move, beside those that stay."""
    instrument = questionnaire("random_options")
    (item,) = instrument.items
    free = tuple(Option(20 + k, {"en": "Sport " + "abcdefghi"[k]}) for k in range(count))
    stay = tuple(option for option in item.options if option.anchored)
    return replace(instrument, items=(replace(item, options=free + stay, options_order=order),))


def test_a_long_list_in_one_order_is_remarked_upon():
    assert codes(with_options(7, "")) == [("item sport", "advice-primacy")]
    assert codes(with_options(7, "random")) == []
    assert codes(with_options(6, "")) == []
    ages = with_options(9, "")
    (item,) = ages.items
    numbered = tuple(replace(option, label={"en": f"{option.code}"}) for option in item.options)
    assert codes(replace(ages, items=(replace(item, options=numbered),))) == []
    assert advice(with_options(9, ""))[0].what.startswith("9 options always stand in the same")


def test_a_scale_reversed_for_half_is_remarked_upon_for_the_sake_of_series():
    assert codes(questionnaire("reversed_scale")) == [("item park", "advice-reversed")]


def test_scales_that_all_begin_alike_are_remarked_upon_once():
    assert codes(questionnaire("zero_to_ten")) == [("items", "advice-scales")]


def test_advice_keeps_nothing_from_being_fielded():
    assert all(problem.code.startswith("advice-") for problem in advice(fielded()))
