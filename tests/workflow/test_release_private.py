"""Noisy counts: the ledger keeps the budget, and what is spent is spent."""

import csv
import datetime
import io
from importlib.util import find_spec

import numpy as np
import pytest
from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.disclosure.noise import accuracy_of, generated_noise, variance_of
from surveyapp.errors import DisclosureRefused
from surveyapp.storage.events import load_events
from surveyapp.storage.ledger import load_releases
from surveyapp.storage.private_releases import load_private_releases
from surveyapp.workflow import opendp_noise as adapter
from surveyapp.workflow.release import publish_release
from surveyapp.workflow.release_private import release_private, released_again
from tests.workflow.released import SIZES, SLUG, closed_wave, edition

ON = datetime.date(2026, 11, 2)
TABLES = ("responses by area", "trust by district")


def out(store):
    closed_wave(store)
    publish_release(store, edition(store), on=ON)


def noise(seed=3):
    return generated_noise(np.random.default_rng(seed))


def test_a_noisy_release_is_entered_with_what_it_spent_and_how_exact_it_is(any_store):
    out(any_store)
    made = release_private(any_store, SLUG, TABLES, 0.8, on=ON, add_noise=noise())
    with any_store.reading() as session:
        assert load_private_releases(session, [SLUG]) == (made.spent,)
        assert load_releases(session)[-1].number == made.spent.release
        last = load_events(session, SLUG)[-1]
    assert (last.kind, last.detail["epsilon"]) == ("noisy counts", "0.8")
    assert made.accuracy == accuracy_of(2 / 0.8)
    assert f"within ±{made.accuracy} in 95 of 100 such releases" in made.about
    assert made.left == pytest.approx(0.2)
    rows = list(csv.DictReader(io.StringIO(made.spent.content)))
    areas = {r["level"]: int(r["noisy count"]) for r in rows if r["table"] == TABLES[0]}
    assert areas.keys() == SIZES.keys()
    assert all(abs(areas[a] - SIZES[a]) < 12 * variance_of(2 / 0.8) ** 0.5 for a in SIZES)
    assert {r["answer"] for r in rows if r["table"] == TABLES[1]} == {"counted", "not counted"}


def test_a_second_spend_beyond_the_budget_is_refused_and_draws_no_noise(store):
    out(store)
    first = release_private(store, SLUG, TABLES, 1.0, on=ON, add_noise=noise())

    def never(counts, scale):
        raise AssertionError("noise was drawn for a refused release")

    with pytest.raises(DisclosureRefused, match="0 is left") as refused:
        release_private(store, SLUG, TABLES, 0.1, on=ON, add_noise=never)
    assert f"release {first.spent.release} spent 1" in str(refused.value)
    with store.reading() as session:
        assert len(load_private_releases(session, [SLUG])) == 1


def test_a_release_that_is_out_is_written_again_without_spending(store):
    out(store)
    first = release_private(store, SLUG, TABLES[:1], 1.0, on=ON, add_noise=noise())
    assert released_again(store, SLUG, first.spent.release) == first.spent
    with pytest.raises(DisclosureRefused, match="Numbers that are out: 2"):
        released_again(store, SLUG, 9)


def test_only_fixed_tables_of_a_published_wave_are_released(store):
    closed_wave(store)
    with pytest.raises(DisclosureRefused, match="after its report"):
        release_private(store, SLUG, TABLES, 1.0, on=ON, add_noise=noise())
    publish_release(store, edition(store), on=ON)
    for name, match in (("trust by hat", "area, district"), ("fair by area", "responses, trust")):
        with pytest.raises(DisclosureRefused, match=match):
            release_private(store, SLUG, [name], 1.0, on=ON, add_noise=noise())


def test_without_opendp_the_verb_refuses_with_the_remedy_and_spends_nothing(
    store, tmp_path, monkeypatch
):
    monkeypatch.setattr(adapter, "dp", None)
    out(store)
    runner = CliRunner(env={"DATABASE_URL": store.url.render_as_string()})
    words = ["release", "private", SLUG, "--table", TABLES[0], "--out", str(tmp_path / "n.csv")]
    said = runner.invoke(surveyapp, words)
    assert isinstance(said.exception, DisclosureRefused)
    assert 'pip install "surveyapp[opendp]"' in str(said.exception)
    with store.reading() as session:
        assert load_private_releases(session, [SLUG]) == ()


@pytest.mark.skipif(find_spec("opendp") is None, reason="OpenDP is optional and not installed")
def test_opendp_draws_noise_of_the_same_distribution():
    draws = np.array(adapter.opendp_noise([100] * 20_000, 2.0)) - 100
    assert draws.var() == pytest.approx(variance_of(2.0), rel=0.1)
