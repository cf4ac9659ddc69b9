import pytest

from surveyapp.errors import WaveError
from surveyapp.storage.outcomes import add_progress
from surveyapp.storage.responses import load_analysis_file
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.fieldwork import fieldwork
from surveyapp.workflow.quality_report import quality_report
from tests.workflow.fielded import DAY, FORMS, SLUG, answer, opened_desk, private_key


@pytest.fixture
def closed_wave(store, tmp_path):
    """30 responses: 20 who trust, and 10 in a hurry who do not."""
    desk = opened_desk(store, tmp_path)
    for k in range(30):
        trusts = "3" if k < 20 else "1"
        words = {"words": [f"answer {k}"]}
        secret = answer(desk, trust={"trust": [trusts]}, words=words)
        respond.submit(desk, SLUG, secret, observed={"burst": False}, seconds=600 if k < 20 else 2)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    return store


def test_every_flag_is_counted_with_its_rule_and_figures_are_given_without_the_flagged(closed_wave):
    with closed_wave.reading() as session:
        found = quality_report(session, SLUG)
    assert (found.n, found.flagged) == (30, 10)
    counts = {flag.flag: flag.count for flag in found.flags}
    assert counts == {
        "burst": 0,
        "duplicate_pattern": 0,
        "faster_than_reading": 10,
        "many_unanswered": 0,
        "straight_lining": 0,
    }
    assert all(flag.rule and flag.source for flag in found.flags)
    [trust] = found.sensitivity
    assert (trust.value, trust.n) == (pytest.approx(200 / 3), 30)
    assert (trust.value_without, trust.n_without) == (pytest.approx(100), 20)
    assert trust.difference == pytest.approx(100 / 3)


def test_leaving_nobody_out_changes_nothing(closed_wave):
    with closed_wave.reading() as session:
        file = load_analysis_file(session, [SLUG])
        found = quality_report(session, SLUG, weighted=False)
    assert found.sensitivity == ()
    assert file.flagged.sum() == 10


def test_flags_of_an_open_wave_or_a_very_small_one_are_not_shown(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    respond.submit(desk, SLUG, answer(desk))
    with store.reading() as session, pytest.raises(WaveError, match="sealed with the answers"):
        quality_report(session, SLUG)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    with store.reading() as session, pytest.raises(WaveError, match="under 20 only that count"):
        quality_report(session, SLUG)


def test_completion_and_break_off_by_page_are_reported(closed_wave):
    counts = {page: (40, 38) for page in FORMS if page != "when"} | {"(review)": (31, 30)}
    closed_wave.write(lambda session: add_progress(session, SLUG, counts))
    with closed_wave.reading() as session:
        found = fieldwork(session, SLUG)
    assert found.completion == pytest.approx(30 / 40)
    assert found.total is None
    assert found.pages[0].break_off == pytest.approx(2 / 40)
