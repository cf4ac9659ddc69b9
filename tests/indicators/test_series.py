from dataclasses import replace

import pytest

from surveyapp.errors import EstimationError
from surveyapp.indicators.series import Limits, Profile, series, shift
from surveyapp.instrument.document import loads
from surveyapp.instrument.ruling import Ruling
from tests.instrument.sample import FOLDER

LATER = loads((FOLDER / "two_editions.toml").read_text(encoding="utf-8"))
EARLIER = replace(LATER, version="1", rulings=())
FAIRNESS = LATER.indicators


def reworded(instrument, name="fair", words="How fair?"):
    items = tuple(
        replace(item, text={"en": words, "es": "¿?"}) if item.id == name else item
        for item in instrument.items
    )
    return replace(instrument, items=items)


def wave(slug, instrument=EARLIER, frame="probability", modes=None, languages=None):
    return Profile(slug, instrument, frame, modes or {"web": 100}, languages or {"en": 100})


def test_waves_of_one_edition_are_one_line():
    found = series([wave("a"), wave("b"), wave("c")], FAIRNESS)
    assert found.segments("fairness") == (("a", "b", "c"),)
    assert not found.broken_at("b")
    assert found.joins("fairness", ["a", "c"])


def test_a_reworded_item_starts_the_line_anew():
    found = series([wave("a"), wave("b", reworded(LATER)), wave("c", reworded(LATER))], FAIRNESS)
    assert found.segments("fairness") == (("a",), ("b", "c"))
    assert found.broken_at("b") == {"fairness"}
    assert found.steps[0].causes == ("wording",)
    assert not found.joins("fairness", ["a", "b"])
    assert found.joins("fairness", ["b", "c"])


def test_an_item_of_no_indicator_breaks_nothing():
    assert not series([wave("a"), wave("b", reworded(LATER, "age"))], FAIRNESS).broken_at("b")


def test_a_ruling_joins_the_line_and_is_kept_to_be_printed():
    ruling = Ruling("fair", "1", "comparable", {"en": "A pretest found no difference."})
    later = replace(reworded(LATER), rulings=(ruling,))
    step = series([wave("a"), wave("b", later)], FAIRNESS).steps[0]
    assert not step.breaks
    assert step.rulings == (ruling,)
    against = replace(LATER, rulings=(replace(ruling, verdict="breaks the trend"),))
    assert series([wave("a"), wave("b", against)], FAIRNESS).steps[0].causes == ("ruling",)


def test_a_wave_that_did_not_ask_is_stepped_over():
    without = replace(EARLIER, items=EARLIER.items[2:], indicators=())
    found = series([wave("a"), wave("b", without), wave("c")], FAIRNESS)
    assert found.segments("fairness") == (("a", "c"),)


@pytest.mark.parametrize(
    ("mix", "breaks"), [({"web": 90, "paper": 10}, False), ({"web": 89, "paper": 11}, True)]
)
def test_a_shift_of_mode_or_language_breaks_above_the_stated_size(mix, breaks):
    by_mode = series([wave("a"), wave("b", modes=mix)], FAIRNESS).steps[0]
    assert by_mode.breaks is breaks
    languages = {"en": mix["web"], "es": mix["paper"]}
    by_language = series([wave("a"), wave("b", languages=languages)], FAIRNESS).steps[0]
    assert by_language.causes == (("language",) if breaks else ())
    wide = Limits(mode=0.5, language=0.5)
    assert not series([wave("a"), wave("b", modes=mix)], FAIRNESS, wide).steps[0].breaks


@pytest.mark.parametrize("other", ["probability", "census", "opt-in"])
def test_those_who_came_to_an_event_stand_on_no_line_with_others(other):
    with pytest.raises(EstimationError, match="never joined in a series") as refused:
        series([wave("a", frame=other), wave("b", frame="event")], FAIRNESS)
    assert refused.value.problems[0].code == "mixed-frames"
    both = [wave("a", frame="event"), wave("b", frame="event")]
    assert series(both, FAIRNESS).segments("fairness") == (("a", "b"),)


def test_another_frame_type_breaks_the_line():
    assert series([wave("a"), wave("b", frame="opt-in")], FAIRNESS).steps[0].causes == ("frame",)


def test_the_shift_is_the_share_that_would_have_to_move():
    assert shift({"web": 1}, {"web": 9}) == 0
    assert shift({"web": 1}, {"paper": 1}) == 1
    assert shift({"web": 60, "paper": 40}, {"web": 30, "paper": 30, "phone": 40}) == pytest.approx(
        0.4
    )
    assert shift({}, {"web": 1}) == 0
