from dataclasses import replace

import numpy as np
import pytest

from surveyapp.errors import WaveError
from surveyapp.reporting.language import Language
from surveyapp.storage.outcomes import add_progress
from surveyapp.storage.responses import load_analysis_file
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.estimate import estimated
from surveyapp.workflow.fieldwork import fieldwork
from surveyapp.workflow.quality_report import quality_report
from surveyapp.workflow.report_sensitivity import (
    sensitivity_values,
    sensitivity_words,
    without_flagged,
)
from surveyapp.workflow.weigh import weigh_unsaved
from tests.workflow.fielded import DAY, FORMS, SLUG, answer, opened_desk, private_key


@pytest.fixture
def closed_wave(store, tmp_path):
    """45 responses: 25 who trust, and 20 in a hurry who do not."""
    desk = opened_desk(store, tmp_path)
    for k in range(45):
        trusts = "3" if k < 25 else "1"
        words = {"words": [f"answer {k}"]}
        secret = answer(desk, trust={"trust": [trusts]}, words=words)
        respond.submit(desk, SLUG, secret, observed={"burst": False}, seconds=600 if k < 25 else 2)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    return store


def test_every_flag_is_counted_with_its_rule_and_figures_are_given_without_the_flagged(closed_wave):
    with closed_wave.reading() as session:
        found = quality_report(session, SLUG)
    assert (found.n, found.flagged) == (45, 20)
    counts = {flag.flag: flag.count for flag in found.flags}
    assert counts == {
        "burst": 0,
        "duplicate_pattern": 0,
        "faster_than_reading": 20,
        "many_unanswered": 0,
        "near_duplicate": 0,
        "straight_lining": 0,
    }
    assert all(flag.rule and flag.source for flag in found.flags)
    [trust] = found.sensitivity
    assert (trust.value, trust.n) == (pytest.approx(100 * 25 / 45), 45)
    assert (trust.value_without, trust.n_without) == (pytest.approx(100), 25)
    assert trust.difference == pytest.approx(100 * 20 / 45)


def test_nothing_is_told_of_a_few_who_were_flagged(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    for k in range(22):
        secret = answer(desk, words={"words": [f"answer {k}"]})
        respond.submit(desk, SLUG, secret, observed={"burst": k == 0}, seconds=600)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    with store.reading() as session:
        found = quality_report(session, SLUG)
        weighed = weigh_unsaved(session, SLUG)
    assert (found.flagged, found.sensitivity) == (1, ())
    [said] = sensitivity_words(estimated(weighed), Language.of("en"))
    assert said.startswith("Fewer than 20 answers raised a flag")


def test_the_annex_prints_the_figure_with_and_without(closed_wave):
    with closed_wave.reading() as session:
        weighed = weigh_unsaved(session, SLUG)
    found = estimated(weighed)
    assert sensitivity_words(found, Language.of("en")) == ()
    wave = weighed.file.waves[0]
    planned = replace(wave, plan=replace(wave.plan, primary=("trust",)))
    file = replace(weighed.file, waves=(planned,))
    named = replace(found, weighed=replace(weighed, file=file))
    assert sensitivity_words(named, Language.of("es")) == ()  # its figure is withheld: 45 people
    open_ = tuple(replace(cell, withheld=None, value=55.6) for cell in found.analysis.cells)
    shown = replace(named, analysis=replace(found.analysis, cells=open_))
    [said] = sensitivity_words(shown, Language.of("es"))
    assert said.startswith("Confianza: 56")
    assert "sin las 20 señaladas" in said


def test_nothing_is_told_of_a_few_flagged_among_an_indicator_s_own_answers(closed_wave):
    """Twenty of the wave were flagged; where six of them never answered, fourteen would be told."""
    with closed_wave.reading() as session:
        weighed = weigh_unsaved(session, SLUG)
    wave = weighed.file.waves[0]
    planned = replace(wave, plan=replace(wave.plan, primary=("trust",)))
    found = estimated(replace(weighed, file=replace(weighed.file, waves=(planned,))))
    open_ = tuple(replace(cell, withheld=None, value=55.6) for cell in found.analysis.cells)
    shown = replace(found, analysis=replace(found.analysis, cells=open_))
    assert [line.n - line.n_without for line in without_flagged(shown)] == [20]
    assert [line.n for line in sensitivity_values(shown)] == [25]
    column = shown.weighed.file.columns["trust"]
    silent = np.flatnonzero(shown.weighed.file.flagged)[:6]
    missing, values = column.missing.copy(), column.values.copy()
    missing[silent], values[silent] = 1, np.nan
    columns = shown.weighed.file.columns | {
        "trust": replace(column, missing=missing, values=values)
    }
    fewer = replace(shown.weighed.file, columns=columns)
    few = replace(shown, weighed=replace(shown.weighed, file=fewer))
    assert without_flagged(few) == ()
    assert sensitivity_words(few, Language.of("en")) == ()


def test_leaving_nobody_out_changes_nothing(closed_wave):
    with closed_wave.reading() as session:
        file = load_analysis_file(session, [SLUG])
        found = quality_report(session, SLUG, weighted=False)
    assert found.sensitivity == ()
    assert file.flagged.sum() == 20


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
