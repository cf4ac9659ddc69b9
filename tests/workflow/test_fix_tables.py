"""A wave's tables are declared by its plan and audited at once; every report prints from them."""

import datetime
from dataclasses import replace

import pytest
from click.testing import CliRunner

from surveyapp.cli import surveyapp
from surveyapp.collection.plan import Plan, Tables, plan_hash, plan_to_json
from surveyapp.disclosure.together import check_together
from surveyapp.errors import DisclosureRefused
from surveyapp.storage.events import load_events
from surveyapp.storage.fixed_tables import load_fixed_tables
from surveyapp.storage.ledger import load_releases, printed_figures
from surveyapp.storage.responses import load_analysis_file
from surveyapp.workflow.estimate import estimate, estimated
from surveyapp.workflow.fix_tables import (
    declared_tables,
    load_fixed,
    weigh_and_fix,
    withheld_by_fixed,
)
from surveyapp.workflow.release import check_areas, check_release, publish_release
from surveyapp.workflow.released_figures import people_of
from tests.workflow.released import SIZES, SLUG, arrive_late, closed_wave, edition

ON = datetime.date(2026, 10, 10)


def test_every_level_group_and_indicator_is_fixed_where_the_plan_says_nothing(any_store):
    closed_wave(any_store)
    _, fixed = weigh_and_fix(any_store, SLUG, on=ON)
    assert fixed.now
    assert fixed.tables.declared["levels"] == ["area", "district"]
    crowds = {figure.areas for figure in fixed.tables.figures}
    assert {(), ("n1",), ("n1", "n2"), ("n3",)} <= crowds
    assert all(figure.value is None for figure in fixed.tables.figures)
    with any_store.reading() as session:
        assert load_fixed_tables(session, SLUG) == fixed.tables
        last = load_events(session, SLUG)[-1]
        assert load_releases(session) == ()
    assert (last.kind, last.detail["sha256"]) == ("fixed tables", fixed.tables.sha256)


def test_fixing_the_same_again_changes_nothing_and_logs_nothing(store):
    closed_wave(store)
    weigh_and_fix(store, SLUG, on=ON)
    with store.reading() as session:
        before = len(load_events(session))
    _, again = weigh_and_fix(store, SLUG, on=ON + datetime.timedelta(days=1))
    assert not again.now
    assert again.tables.day == ON
    with store.reading() as session:
        assert len(load_events(session)) == before


def test_tables_are_fixed_for_good_once_a_figure_is_in_print(store):
    closed_wave(store)
    _, first = weigh_and_fix(store, SLUG, on=ON)
    publish_release(store, edition(store), on=ON)
    arrive_late(store, 30)
    _, later = weigh_and_fix(store, SLUG, on=ON)
    assert (later.now, later.tables) == (False, first.tables)


@pytest.mark.parametrize("sizes", [SIZES | {"n2": 7}, {"n1": 15, "n2": 140, "n3": 60}])
def test_what_is_fixed_passes_the_audit_of_the_ledger_with_all_levels_together(store, sizes):
    closed_wave(store, sizes)
    weighed, fixed = weigh_and_fix(store, SLUG, on=ON)
    people = people_of(weighed.file, {})
    check_together([], fixed.tables.figures, people)
    hidden = [f for f in fixed.tables.figures if f.withheld == "confidential" and f.areas]
    assert hidden


def test_reports_of_two_levels_withhold_the_same_and_both_go_out(store):
    """Each by itself would protect the small area by another figure; the second was refused."""
    closed_wave(store, {"n1": 120, "n2": 9, "n3": 130})
    weigh_and_fix(store, SLUG, on=ON)
    by_area, by_district = (
        {
            (c.indicator, c.place, c.group): c.withheld
            for c in estimate(store, SLUG, level=level).analysis.cells
        }
        for level in ("area", "district")
    )
    for key in by_area.keys() & by_district.keys():
        assert by_area[key] == by_district[key], key
    with store.reading() as session:
        fixed = load_fixed(session, [SLUG])
        file = load_analysis_file(session, [SLUG])
    for level in ("area", "district"):
        cells = estimate(store, SLUG, level=level).analysis.cells
        decided = withheld_by_fixed(fixed, file, cells)
        assert len(decided) == len(cells)
        for cell in cells:
            assert (cell.withheld == "confidential") == decided[cell.id]


def test_a_report_of_fixed_tables_only_is_no_custom_request(store):
    closed_wave(store)
    weigh_and_fix(store, SLUG, on=ON)
    assert check_release(store, edition(store)).custom == ()


def test_a_request_outside_the_fixed_tables_is_checked_beside_them_before_anything_is_in_print(
    store,
):
    closed_wave(store, {"n1": 120, "n2": 9, "n3": 130})
    weigh_and_fix(store, SLUG, on=ON)
    with store.reading() as session:
        assert printed_figures(session, [SLUG]) == ()
    with pytest.raises(DisclosureRefused, match=r"fewer than 10 people|worked out"):
        check_areas(store, SLUG, "trust", ["n1", "n3"])


def test_a_plan_declares_fewer_tables_and_older_plans_keep_their_hash(store):
    assert '"tables"' not in plan_to_json(Plan())
    few = Plan(tables=Tables(levels=("district",), groups=("none",), indicators=("trust",)))
    assert plan_hash(few) != plan_hash(Plan())
    closed_wave(store)
    with store.reading() as session:
        file = load_analysis_file(session, [SLUG])
    wave = replace(file.waves[-1], plan=few)
    assert declared_tables(replace(file, waves=(wave,))) == {
        "levels": ["district"],
        "groups": [],
        "indicators": ["trust"],
    }


def test_staff_see_screened_figures_marked_and_use_nothing_up(store):
    closed_wave(store, {"n1": 120, "n2": 9, "n3": 130})
    runner = CliRunner(env={"DATABASE_URL": store.url.render_as_string()})
    for _ in range(3):
        seen = runner.invoke(surveyapp, ["weigh", SLUG, "--figures", "--margins"])
        assert seen.exit_code == 0, seen.output
    lines = seen.output.splitlines()
    assert any("Not for publication" in line for line in lines)
    (small,) = [line for line in lines if line.split()[:2] == ["trust", "n2"]]
    assert "confidential" in small
    assert not any(character.isdigit() for character in small.split("confidential")[1])
    with store.reading() as session:
        assert load_releases(session) == ()
        assert printed_figures(session, [SLUG]) == ()


def test_estimates_without_fixed_tables_are_as_before(store):
    closed_wave(store)
    weighed, _ = weigh_and_fix(store, SLUG, on=ON)
    bare, with_none = estimated(weighed), estimated(weighed, fixed={})
    assert bare.analysis.cells == with_none.analysis.cells
