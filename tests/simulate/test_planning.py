"""What a plan can see, by simulating the very tests; and the words it is told in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from surveyapp.errors import InputError
from surveyapp.simulate.plan_document import EXAMPLE, load_plan, plan_of
from surveyapp.simulate.plan_words import plain_words, table
from surveyapp.simulate.planned_answers import draw_leanings, draw_sample, latent_correlation
from surveyapp.simulate.planning import KINDS, outlook
from surveyapp.simulate.sample_plan import PlannedArea, SamplePlan, intraclass_of


def plan(**changes: Any) -> SamplePlan:
    given: dict[str, Any] = {
        "areas": tuple(PlannedArea(f"N{i}", 40_000) for i in range(4)),
        "letters": 12_000,
        "waves": 4,
        "pool": 2,
        "blocks": 40,
        "change_of_interest": 0.05,
    }
    return SamplePlan(**(given | changes))


def test_with_large_samples_simulation_agrees_with_the_closed_form() -> None:
    result = outlook(plan(), generator=np.random.default_rng(7), replicates=100)
    for place in (*result.places, result.city):
        for kind in KINDS:
            seen = place.seen[kind]
            assert seen.simulated is not None
            assert seen.simulation_error is not None
            assert seen.simulated == pytest.approx(seen.formula, rel=0.15, abs=0)
            assert seen.simulation_error < 0.12 * seen.formula
    assert max(result.false_alarms.values()) < 0.14


def test_the_same_seed_gives_the_same_outlook() -> None:
    small = plan(letters=800, blocks=5)
    one, two = (
        outlook(small, generator=np.random.default_rng(3), replicates=4).places for _ in "ab"
    )
    assert one == two


def test_progress_is_told_once_per_replicate() -> None:
    told: list[int] = []
    outlook(
        plan(letters=400, blocks=5),
        generator=np.random.default_rng(3),
        replicates=3,
        progress=told.append,
    )
    assert told == [1, 1, 1]


def test_more_tests_in_the_family_hide_more() -> None:
    few, many = outlook(plan()), outlook(plan(indicators=10))
    for kind in KINDS:
        assert many.places[0].seen[kind].formula > few.places[0].seen[kind].formula
        assert many.city.seen[kind].formula == few.city.seen[kind].formula


def test_answers_agree_within_blocks_as_planned() -> None:
    big = plan(intraclass=0.1, share=0.3, letters=40_000, response_rate=0.9, blocks=400)
    sample = draw_sample(big, big.letters_by_area(), np.random.default_rng(5))
    leaning = draw_leanings(big, sample, np.random.default_rng(6))[:, 0]
    answers = (leaning < -0.5244005127080407).astype(float)
    assert answers.mean() == pytest.approx(0.3, abs=0.01)
    counts = np.bincount(sample.block).astype(float)
    yes = np.bincount(sample.block, answers)
    pairs_yes = (yes * (yes - 1)).sum() / (counts * (counts - 1)).sum()
    assert (pairs_yes - 0.09) / 0.21 == pytest.approx(0.1, abs=0.015)


def test_latent_correlation_is_exact_at_one_half() -> None:
    # At a share of 1/2 the answers correlate as 2/pi * arcsin(r) (Sheppard, 1899).
    r = latent_correlation(0.1, 0.5)
    assert 2 / np.pi * np.arcsin(r) == pytest.approx(0.1, abs=1e-9)


def test_blocks_are_kept_or_replaced_as_planned() -> None:
    for overlap in (1.0, 0.5, 0.0):
        one = plan(overlap=overlap, blocks=200, letters=20_000, response_rate=0.9)
        sample = draw_sample(one, one.letters_by_area(), np.random.default_rng(1))
        first = set(sample.block[sample.wave == 0].tolist())
        second = set(sample.block[sample.wave == 1].tolist())
        assert len(first & second) / len(first) == pytest.approx(overlap, abs=0.06)
        assert len(first) == len(second) == 800


def test_weights_sum_to_the_adults_of_each_area_and_wave() -> None:
    one = plan()
    sample = draw_sample(one, one.letters_by_area(), np.random.default_rng(1))
    assert_allclose(np.bincount(sample.area * 4 + sample.wave, sample.weight), 40_000.0)
    kish = len(sample.weight) * (sample.weight**2).sum() / sample.weight.sum() ** 2
    assert kish == pytest.approx(one.weighting_effect, rel=0.05)


def test_the_words_say_what_cannot_be_seen() -> None:
    said = " ".join(plain_words(outlook(plan(letters=1000))))
    assert "in a family of 4 tests (holm)" in said
    assert "a change of 5 points can be seen in none of the 4 neighborhoods" in said
    assert "closed forms; simulate the tests before you rely on them" in said
    seen = " ".join(plain_words(outlook(plan(letters=150_000))))
    assert "can be seen in all 4 neighborhoods" in seen


def test_when_no_letter_count_would_do_the_words_say_so() -> None:
    small = plan(areas=tuple(PlannedArea(f"N{i}", 900) for i in range(4)), letters=1200)
    assert "not even a letter to every adult would be enough" in " ".join(
        plain_words(outlook(small))
    )


def test_a_family_that_cries_wolf_is_told() -> None:
    result = outlook(plan())
    loud = replace(result, replicates=300, false_alarms=dict.fromkeys(KINDS, 0.2))
    assert "20 of 100 simulated families found a change though nothing had changed" in " ".join(
        plain_words(loud)
    )


def test_the_table_has_a_row_per_neighborhood_and_the_city_last() -> None:
    lines = table(outlook(plan()))
    assert [line[0] for line in lines] == ["N0", "N1", "N2", "N3", "the city"]
    assert lines[-1][1:4] == ("160,000", "12,000", "3,000")


def test_a_change_larger_than_the_share_allows_is_none() -> None:
    tiny = plan(letters=60, blocks=3)
    assert table(outlook(tiny))[0][6] == "none"


def test_the_example_is_a_plan(tmp_path: Any) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(EXAMPLE)
    found = load_plan(path)
    assert [area.name for area in found.areas] == ["Riverside", "Old Town"]
    assert found.intraclass > 0
    assert found.letters_by_area().sum() == 6000


def test_every_allocation_divides_all_letters() -> None:
    areas = (PlannedArea("A", 2_000), PlannedArea("B", 20_000), PlannedArea("C", 9_000))
    for rule in ("equal", "proportional", "neyman", "power"):
        one = plan(areas=areas, letters=3000, allocation=rule)
        assert one.letters_by_area().sum() == 3000
    assert plan(areas=areas, letters=3000, allocation="equal").letters_by_area().tolist() == [
        1000,
        1000,
        1000,
    ]


def test_a_design_effect_is_split_into_weights_and_blocks() -> None:
    assert intraclass_of(1.5, 1.25, 11) == pytest.approx(0.02)
    with pytest.raises(InputError, match="cannot come from weights that give 2"):
        intraclass_of(1.5, 2.0, 11)


def test_all_problems_of_a_plan_are_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        plan(waves=1, overlap=2.0, response_rate=0.0, blocks=1)
    text = str(refused.value)
    for part in ("1 waves show no change", "overlap", "response_rate of N0", "One block"):
        assert part in text


def test_unknown_fields_and_doubled_ones_are_refused() -> None:
    areas = [{"name": "A", "adults": 100}]
    with pytest.raises(InputError, match="lettres"):
        plan_of({"neighborhoods": areas, "letters": 10, "lettres": 10})
    with pytest.raises(InputError, match="say the same thing twice"):
        plan_of({"neighborhoods": areas, "letters": 10, "design_effect": 1.4, "intraclass": 0.1})
