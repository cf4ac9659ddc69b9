"""The whole job on real answers: 2,017 residents, two quarters, six council districts."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from surveyapp.collection.plan import Plan
from surveyapp.collection.targets import read_targets
from surveyapp.collection.wave_document import read_wave_document
from surveyapp.design.planned import design_of
from surveyapp.errors import WeightingError
from surveyapp.indicators.results import CITY, EVERYONE
from surveyapp.inference.association import association
from surveyapp.inference.verdict import Verdict
from surveyapp.instrument.document import load
from surveyapp.reporting.definition import load as load_definition
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade
from surveyapp.weighting.planned import weigh_waves
from surveyapp.weighting.weights import Weights
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.estimate import estimate, estimated
from surveyapp.workflow.field import plan_wave
from surveyapp.workflow.gather import import_responses, import_targets
from surveyapp.workflow.publish import build_report
from surveyapp.workflow.report_facts import About
from surveyapp.workflow.weigh import Weighed, weigh
from tests.real.by_hand import ITEMS, QUARTERS, Quarter, read

HERE = Path(__file__).parent
DATA = HERE.parents[1] / ".." / "shared" / "data" / "kcmo_resident_survey"
ON = datetime.date(2022, 4, 1)
KEY = bytes(range(32))
SLUGS = ("kcmo-2021q3", "kcmo-2022q1")

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the resident survey's data are not beside the project"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Planned, imported, closed and weighted by the code that a city would use."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('kcmo') / 'survey.sqlite'}")
    upgrade(store)
    targets = import_targets(store, DATA / "targets.csv", "acs")
    populations = {t.category: t.population for t in targets.of("council_district")}
    text = (HERE / "kcmo_wave.toml").read_text(encoding="utf-8")
    for quarter, slug in zip(QUARTERS, SLUGS, strict=True):
        own = text.replace("kcmo-2021q3", slug).replace("2021Q3", quarter)
        wave = read_wave_document(own, "kcmo_wave.toml").wave("")
        design = replace(wave.plan.design, populations=populations)
        plan_wave(
            store,
            replace(wave, plan=replace(wave.plan, design=design)),
            load(HERE / "kcmo.toml"),
            on=ON,
        )
    result = import_responses(store, KEY, DATA / "responses.csv", HERE / "kcmo_mapping.toml", on=ON)
    assert result.added == {"kcmo-2021q3": 1033, "kcmo-2022q1": 984}
    for slug in SLUGS:
        close(store, slug, None, on=ON)
    yield store
    store.close()


@pytest.fixture(scope="module")
def weighed(store):
    return weigh(store, SLUGS[-1])


@pytest.fixture(scope="module")
def found(weighed):
    return estimated(weighed)


@pytest.fixture(scope="module")
def unweighted(weighed):
    """The same analysis with every answer counting once."""
    plain = replace(weighed.file, waves=weighed.file.waves)
    ones = Weights.of(np.ones(plain.n))
    return estimated(
        Weighed(plain, ones, "", "", weighed.diagnostics, weighed.margins), level="area"
    )


@pytest.fixture(scope="module")
def by_hand():
    rows, targets = read(DATA)
    return {quarter: Quarter(rows, targets, quarter) for quarter in QUARTERS}


def cells(result, place=CITY):
    return {
        (cell.indicator, cell.wave): cell
        for cell in result.analysis.cells
        if cell.place == place and cell.group == EVERYONE
    }


def family(result, name):
    return [c for c in result.analysis.comparisons if c.family == name]


def joint(result, name):
    return next(test for test in result.analysis.families if test.family == name)


def test_importing_again_adds_nothing(store):
    with pytest.raises(Exception, match="closed"):
        import_responses(
            store, KEY, DATA / "responses.csv", HERE / "kcmo_mapping.toml", on=ON, wave="x"
        )
    again = import_responses(store, KEY, DATA / "responses.csv", HERE / "kcmo_mapping.toml", on=ON)
    assert again.repeated


def test_unweighted_counts_are_the_publisher_s(weighed):
    column = weighed.file.column("q5_01")
    counts = [
        [int((column.values[weighed.file.wave == w] == code).sum()) for code in (1, 2, 3, 4, 5, 9)]
        for w in (0, 1)
    ]
    assert counts == [[82, 145, 286, 341, 113, 66], [75, 163, 267, 326, 72, 81]]


PUBLISHED = {
    ("q5_02", 0): "99/140 95/145 54/134 67/149 80/160 110/188",
    ("q5_02", 1): "104/156 97/143 45/137 59/148 61/141 87/156",
    ("q5_01", 0): "86/147 90/153 51/141 55/162 70/166 102/198",
    ("q5_01", 1): "96/164 79/145 47/140 56/150 53/144 67/160",
    ("q2_06", 0): "113/158 107/157 63/148 89/167 104/180 135/208",
}


@pytest.mark.parametrize(("item", "wave"), PUBLISHED)
def test_satisfied_among_valid_answers_by_district_are_the_known_ones(unweighted, item, wave):
    scores = unweighted.analysis.scored[item].values
    file = unweighted.weighed.file
    got = []
    for district in "123456":
        here = (file.wave == wave) & (file.area == district) & ~np.isnan(scores)
        got.append(f"{int((scores[here] == 100).sum())}/{int(here.sum())}")
    assert " ".join(got) == PUBLISHED[item, wave]


def test_every_margin_is_met_to_a_millionth(weighed):
    assert {check.name for check in weighed.margins} == {
        "age",
        "sex",
        "race_ethnicity",
        "tenure",
        "council_district",
    }
    assert len(weighed.margins) == 10
    assert max(check.worst for check in weighed.margins) < 1e-6


def test_margins_keep_unknown_and_other_gender_apart(weighed):
    sex = [check for check in weighed.margins if check.name == "sex"]
    assert sum(check.outside for check in sex) == 17
    assert sum(check.unknown for check in sex) == 9
    unknown = {
        name: sum(c.unknown for c in weighed.margins if c.name == name)
        for name in ("age", "race_ethnicity", "tenure", "council_district")
    }
    assert unknown == {"age": 83, "race_ethnicity": 81, "tenure": 31, "council_district": 0}


def test_owners_are_81_percent_unweighted_and_58_percent_weighted(weighed):
    tenure = [check for check in weighed.margins if check.name == "tenure"]
    n = sum(check.levels[0].n for check in tenure)
    assert round(100 * n / sum(level.n for check in tenure for level in check.levels)) == 81
    for check in tenure:
        assert round(check.levels[0].weighted) == 58


def test_weights_run_from_about_80_to_5000_and_27_young_people_answered(weighed):
    assert min(d.smallest for d in weighed.diagnostics.values()) == pytest.approx(82, abs=2)
    assert max(d.largest for d in weighed.diagnostics.values()) == pytest.approx(4959, abs=50)
    young = [c.levels[0].n for c in weighed.margins if c.name == "age"]
    assert young == [27, 27]


@pytest.mark.parametrize("quarter", QUARTERS)
def test_weights_equal_those_raked_by_hand(weighed, by_hand, quarter):
    """Responses are kept in another order than the file's, so weights are compared sorted."""
    slug = SLUGS[QUARTERS.index(quarter)]
    ours = np.sort(weighed.weights.final[weighed.file.in_wave(slug)])
    np.testing.assert_allclose(ours, np.sort(by_hand[quarter].weight), rtol=1e-8)


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("item", ITEMS)
def test_city_figures_errors_and_intervals_equal_the_independent_computation(
    found, by_hand, item, quarter
):
    p, error, (lower, upper), n = by_hand[quarter].estimate(item)
    cell = cells(found)[item, SLUGS[QUARTERS.index(quarter)]]
    assert cell.n == n
    assert cell.value == pytest.approx(100 * p, rel=1e-8)
    assert cell.standard_error == pytest.approx(100 * error, rel=1e-6)
    assert (cell.lower, cell.upper) == pytest.approx((100 * lower, 100 * upper), rel=1e-6)


@pytest.mark.parametrize("item", ITEMS)
def test_changes_between_quarters_equal_the_independent_computation(found, by_hand, item):
    then, now = (by_hand[quarter].estimate(item) for quarter in QUARTERS)
    change = next(c for c in family(found, "city-changes") if c.indicator == item)
    assert change.difference == pytest.approx(100 * (now[0] - then[0]), rel=1e-7)
    assert change.standard_error == pytest.approx(100 * np.hypot(now[1], then[1]), rel=1e-6)


@pytest.mark.parametrize("item", ["q5_01", "q5_02"])
@pytest.mark.parametrize("wave", [0, 1])
@pytest.mark.parametrize("weighting", ["weighted", "unweighted"])
def test_districts_differ(weighed, unweighted, item, wave, weighting):
    result = unweighted if weighting == "unweighted" else None
    weights = weighed.weights if result is None else result.weighed.weights
    file = weighed.file
    scores = unweighted.analysis.scored[item].values
    here = (file.wave == wave) & ~np.isnan(scores)
    test = association(
        np.where(np.isnan(scores), 0, scores).astype(int),
        file.area,
        weights,
        design_of(file),
        domain=here,
    )
    assert test.p < 0.001


@pytest.mark.parametrize("weighting", ["weighted", "unweighted"])
def test_no_single_change_is_called_in_either_family(found, unweighted, weighting):
    result = found if weighting == "weighted" else unweighted
    city, districts = family(result, "city-changes"), family(result, "district-changes")
    assert (len(city), len(districts)) == (5, 30)
    assert min(c.adjusted_p for c in (*city, *districts)) > 0.05
    assert not any(c.verdict.detected for c in (*city, *districts))


def test_the_city_could_have_seen_twelve_points_and_no_district_could(found):
    city, districts = family(found, "city-changes"), family(found, "district-changes")
    assert all(c.change_of_interest == 12 for c in (*city, *districts))
    assert all(c.smallest_detectable_change < 12 for c in city)
    assert {c.verdict for c in city} == {Verdict.NO_CHANGE}
    assert min(c.smallest_detectable_change for c in districts) > 18
    assert {c.verdict for c in districts} == {Verdict.TOO_FEW}


def test_adjusted_intervals_stand_beside_adjusted_verdicts(found):
    for change in family(found, "city-changes"):
        assert change.adjusted_lower < 0 < change.adjusted_upper
        assert change.adjusted_lower <= change.lower
        assert change.method == "holm"


def test_one_joint_test_of_the_five_city_changes_is_there(found):
    test = joint(found, "city-changes")
    assert test.comparisons == 5
    assert test.df1 == 5
    assert test.df2 == 2017 - 12 - 5 + 1
    assert 0 < test.p < 1


def test_dont_know_shares_stand_beside_the_figures(found):
    shares = {
        wave: cell.dont_know_share for (item, wave), cell in cells(found).items() if item == "q5_07"
    }
    assert [round(share) for share in shares.values()] == [18, 19]


def test_the_same_answers_and_targets_give_the_same_run(store, weighed):
    assert weigh(store, SLUGS[-1]).run_id == weighed.run_id


def test_everything_estimated_from_the_store_is_the_same(store, found):
    again = estimate(store, SLUGS[-1])
    assert again.analysis.cells == found.analysis.cells
    assert again.analysis.comparisons == found.analysis.comparisons


def test_the_plan_is_the_one_that_was_frozen(weighed):
    plan = weighed.file.waves[-1].plan
    assert isinstance(plan, Plan)
    assert [f.id for f in plan.families] == ["city-changes", "district-changes", "districts"]


@pytest.fixture(scope="module")
def published(store, tmp_path_factory):
    return build_report(
        store,
        load_definition(HERE.parents[1] / "reports" / "quarterly.toml"),
        SLUGS[-1],
        tmp_path_factory.mktemp("report"),
        About(
            "Kansas City",
            "Kansas City Police Department",
            "City Hall, 311",
            place_kind="district",
            frame_source="a random sample of households, by mail, web and telephone",
        ),
        on=datetime.date(2022, 4, 15),
    )


def test_the_report_is_a_pdf_of_many_pages_with_its_values_beside_it(published):
    assert published.files.pdf.read_bytes().startswith(b"%PDF")
    assert published.files.pages > 15
    values = json.loads((published.files.folder / "report.json").read_text(encoding="utf-8"))
    change = next(
        c
        for c in values["comparisons"]
        if (c["family"], c["indicator"]) == ("city-changes", "q5_01")
    )
    assert change["verdict"] == "no detectable change"
    assert change["adjusted_p"] > 0.05
    assert change["adjusted_lower"] < 0 < change["adjusted_upper"]
    cell = next(c for c in values["cells"] if c["id"] == "q5_01/kcmo-2022q1/city/all")
    assert cell["value"] == pytest.approx(39.5018, abs=1e-3)


def test_the_method_page_says_what_it_must(published):
    method = published.report.method
    said = " ".join((*method.warnings, *method.assumptions, *method.steps))
    assert "Only 27 people of 18-24 (age) answered in Q3 2021." in method.warnings
    assert "Only 27 people of 18-24 (age) answered in Q1 2022." in method.warnings
    assert "Weights run from 82 to 4,959" in said
    assert "assumed to hold equal numbers of adults" in said
    assert "No trimming." in said
    assert "No finite population correction." in said
    unknown = dict(method.policies)["Unknown level of a margin"]
    assert unknown.startswith("keep the share (age: ")
    sex = [m for m in method.margins if m.name == "sex"]
    assert sorted(m.outside for m in sex) == [0, 12], "five people stand with the unknown instead"


def test_small_groups_are_withheld_and_say_why(published):
    hidden = [c for c in published.report.cells if c.withheld is not None]
    assert {c.withheld for c in hidden} == {"imprecise", "confidential"}
    assert all(c.reason and c.value is None and c.n is None for c in hidden)


def test_the_unknown_may_be_imputed_or_refused_instead(weighed):
    with pytest.raises(WeightingError, match="is unknown"):
        weigh_waves(_with_policy(weighed.file, "refuse"), _targets())
    imputed = weigh_waves(_with_policy(weighed.file, "impute"), _targets())
    again = weigh_waves(_with_policy(weighed.file, "impute"), _targets())
    np.testing.assert_array_equal(imputed.final, again.final)
    assert imputed.final.sum() == pytest.approx(weighed.weights.final.sum(), rel=1e-6)


def _with_policy(file, policy):
    """The same file, its waves planned with another policy for unknown levels.

    Gender code 3 stays outside the target under every policy.
    """
    waves = []
    for wave in file.waves:
        recipe = replace(wave.plan.weighting, unknown=policy)
        waves.append(replace(wave, plan=replace(wave.plan, weighting=recipe)))
    return replace(file, waves=tuple(waves))


def _targets():
    return {"acs": read_targets("acs", (DATA / "targets.csv").read_bytes())}
