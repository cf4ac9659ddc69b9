"""What a wave chose: the modules residents are asked, and the age under which nothing is kept."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from surveyapp.collection.analysis_file import NOT_ASKED, NOT_STATED
from surveyapp.collection.area import Area
from surveyapp.collection.asked import chosen_of
from surveyapp.collection.draft import Draft
from surveyapp.collection.gathered import gather
from surveyapp.collection.gathered_file import RecordFile
from surveyapp.collection.mapping import ColumnRule, Mapping
from surveyapp.collection.plan import Asks, Family, Plan
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError
from surveyapp.indicators.analysis import analyse
from surveyapp.instrument.document import load
from surveyapp.reporting.booklet import booklet_parts, load_words
from surveyapp.reporting.data_files import report_json
from surveyapp.storage.engine import Store
from surveyapp.storage.responses import load_analysis_file
from surveyapp.storage.sealed import count_sealed
from surveyapp.storage.snapshots import Snapshot, save_snapshot
from surveyapp.storage.waves import load_wave
from surveyapp.weighting.planned import weigh_waves
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.desk import Desk, load_fielded
from surveyapp.workflow.estimate import estimate
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.key_store import load_server_key, load_wave_key, make_server_key
from surveyapp.workflow.paper import Printed, begin_booklet
from surveyapp.workflow.release import publish_release
from surveyapp.workflow.report_build import report_of
from tests.workflow.released import ABOUT, DEFINITION

ROOT = Path(__file__).parents[2]
QUESTIONNAIRES = ROOT / "tests" / "instrument" / "questionnaires"
PARK = load(QUESTIONNAIRES / "modules.toml")
YOUNG = load(QUESTIONNAIRES / "minimum_age.toml")
YOUTH = load(ROOT / "instruments" / "youth" / "1.toml")
DAY = datetime.date(2026, 7, 1)
AREAS = tuple(Area(f"a{n}", f"Area {n}", adults=3000) for n in range(1, 3))


def fielded_desk(store, folder, instrument, slug, *, period="2026Q3", families=(), **asks):
    keys = folder / "keys"
    if not (keys / "server.key").exists():
        make_server_key(keys)
    names = {name for one in families for name in one.indicators}
    plan = Plan(asks=Asks(**asks), families=families, change_of_interest=dict.fromkeys(names, 5.0))
    wave = Wave(
        slug, "pd", "", "", "", slug, period, "probability", ("en", "es"), AREAS, plan,
        simulated=True,
    )  # fmt: skip
    plan_wave(store, wave, instrument, on=DAY)
    key = folder / f"{slug}.json"
    open_wave(store, slug, key, on=DAY, passphrase=None, overrule="Nobody reads it.")
    return Desk(store, load_server_key(keys))


def counts(store: Store, slug: str) -> tuple[int, int]:
    with store.reading() as session:
        drafts = session.connection().execute(
            text("SELECT count(*) FROM draft WHERE wave = :wave"), {"wave": slug}
        )
        return int(drafts.scalar_one()), count_sealed(session, slug)


# ---------------------------------------------------------------- modules


def answer_park(desk: Desk, slug: str, folder: Path, people: int) -> None:
    with desk.store.reading() as session:
        fielded = load_fielded(session, slug)
    forms = [
        {"visited": [str(1 + (n % 3 == 0))], "shade": [str(1 + n % 2)], "sat": [str(1 + n % 2)]}
        for n in range(people)
    ]
    drafts = [
        respond.answer_pages(fielded, lambda _p, _a, form=form: form, language="en")
        for form in forms
    ]
    respond.answer_at_once(desk, slug, drafts)
    close(desk.store, slug, load_wave_key(folder / f"{slug}.json", slug), on=DAY)


@pytest.fixture
def rotated(store: Store, tmp_path: Path) -> Store:
    """Three waves: shade is asked in the first and the last, sitting in the middle one."""
    tested = (Family("core", "Core", ("visited",)), Family("shade", "Shade", ("shade",)))
    for slug, period, first, families in (
        ("park-1", "2026Q1", "trees", ()),
        ("park-2", "2026Q2", "benches", ()),
        ("park-3", "2026Q3", "trees", tested),
    ):
        modules = {"first": first, "second": "none"}
        desk = fielded_desk(
            store, tmp_path, PARK, slug, period=period, families=families, modules=modules
        )
        answer_park(desk, slug, tmp_path, 240)
    return store


def test_a_wave_asks_only_the_pages_of_its_modules_and_keeps_the_choice(rotated: Store):
    with rotated.reading() as session:
        for slug, pages in (("park-1", ["visited", "shade"]), ("park-2", ["visited", "sat"])):
            assert [page.id for page in load_fielded(session, slug).instrument.pages] == pages
        kept = load_wave(session, "park-2").plan.asks.modules
    assert kept == {"first": "benches", "second": "none"}


def test_columns_say_where_a_wave_did_not_ask_and_it_is_no_item_nonresponse(rotated: Store):
    with rotated.reading() as session:
        file = load_analysis_file(session, ["park-1", "park-2", "park-3"])
    shade, sat = file.columns["shade"].missing, file.columns["sat"].missing
    assert (shade[file.in_wave("park-2")] == NOT_ASKED).all()
    assert not (shade[~file.in_wave("park-2")] == NOT_ASKED).any()
    assert (sat[~file.in_wave("park-2")] == NOT_ASKED).all()
    assert (file.columns["paved"].missing == NOT_ASKED).all(), "no wave chose that module"
    assert not any((column.missing == NOT_STATED).any() for column in file.columns.values())
    assert not file.flagged.any()


def test_a_line_joins_only_the_waves_that_asked(rotated: Store):
    with rotated.reading() as session:
        file = load_analysis_file(session, ["park-1", "park-2", "park-3"])
    found = analyse(file, weigh_waves(file, {}), level="city")
    steps = {(s.indicator, s.earlier, s.later): s.breaks for s in found.series.steps}
    assert steps == {
        ("visited", "park-1", "park-2"): False,
        ("visited", "park-2", "park-3"): False,
        ("shade", "park-1", "park-3"): False,
    }
    cells = {(c.indicator, c.wave): c for c in found.cells if c.place == "city"}
    assert cells["shade", "park-2"].reason == "not asked in this wave"
    assert cells["shade", "park-2"].value is None
    assert cells["shade", "park-1"].value is not None
    previous = {c.indicator: c for c in found.comparisons}
    assert previous["visited"].reference == "park-2"
    assert previous["shade"].reference == "park-1", "the wave before that asked it"
    assert previous["shade"].withheld is None


def test_an_indicator_asked_for_the_first_time_is_withheld_and_says_so(rotated: Store):
    with rotated.reading() as session:
        file = load_analysis_file(session, ["park-2", "park-3"])
    found = analyse(file, weigh_waves(file, {}), level="city")
    shade = next(c for c in found.comparisons if c.indicator == "shade")
    assert (shade.withheld, shade.reason) == ("not comparable", "one of these waves did not ask it")


def test_reports_of_waves_with_different_modules_are_audited_beside_each_other(rotated: Store):
    for number, slug in enumerate(("park-1", "park-2", "park-3"), 1):
        report = report_of(estimate(rotated, slug, level="city"), DEFINITION, ABOUT, published=DAY)
        asked = {"park-2": {"visited"}}.get(slug, {"visited", "shade"})
        assert {one.id for one in report.indicators} == asked
        assert {one.item for one in report.topline} <= {"visited", "shade", "sat"}
        waves, values = tuple(one.id for one in report.waves), report_json(report).decode()
        snapshot = Snapshot("short", report.waves[-1].period, "en", waves, values, "")
        made = rotated.write(lambda session, kept=snapshot: save_snapshot(session, kept))
        assert publish_release(rotated, made, on=DAY).number == number


# ---------------------------------------------------------------- the least age


def begin(desk: Desk, slug: str, **pages: str) -> tuple[str, respond.Step]:
    secret = respond.start(desk, slug, language="en")
    step = None
    for page, value in pages.items():
        step = respond.take_page(desk, slug, secret, page, {page: [value]})
    assert step is not None
    return secret, step


@pytest.mark.parametrize("least", [13, 16])
def test_whoever_is_too_young_is_thanked_and_leaves_nothing(store, tmp_path, least):
    desk = fielded_desk(store, tmp_path, YOUNG, "y", minimum_age=least)
    secret, step = begin(desk, "y", guardian="1", years=str(least - 1))
    assert step.ended
    assert step.page is not None
    assert step.page.id == "too_young"
    assert f"from {least} on" in step.standing.instrument.index["too_young"].text["en"]
    assert counts(store, "y") == (0, 0)
    for action in (respond.resume, respond.submit):
        with pytest.raises(InputError) as refused:
            action(desk, "y", secret)
        assert refused.value.problems[0].code == "no draft"
    _, step = begin(desk, "y", guardian="1", years=str(least))
    assert not step.ended
    assert counts(store, "y") == (1, 0)


def test_a_guardian_s_no_leaves_nothing_and_the_child_is_asked_nothing(store, tmp_path):
    desk = fielded_desk(store, tmp_path, YOUNG, "y", minimum_age=13)
    _, step = begin(desk, "y", guardian="2")
    assert step.ended
    assert counts(store, "y") == (0, 0)


def test_changing_the_age_from_the_review_ends_it_too(store, tmp_path):
    desk = fielded_desk(store, tmp_path, YOUNG, "y", minimum_age=14)
    secret, _ = begin(desk, "y", guardian="1", years="15", happy="1")
    step = respond.take_page(desk, "y", secret, "years", {"years": ["9"]}, to_review=True)
    assert step.ended
    assert counts(store, "y") == (0, 0)


def test_nothing_that_is_stored_tells_which_guardian_agreed(store, tmp_path):
    """The guardian is asked for a yes and for nothing else, so there is nothing to link."""
    asked = {item.id for item in YOUTH.items if item.consent == "guardian"}
    assert asked == {"guardian_consent"}
    before = [item.id for item in YOUTH.items][: [i.id for i in YOUTH.items].index("for_you")]
    assert before == ["for_guardian", "guardian_consent"]
    assert {o.code for o in YOUTH.index["guardian_consent"].options} == {1, 2}


def test_a_booklet_without_consent_or_of_somebody_too_young_is_refused(store, tmp_path):
    desk = fielded_desk(store, tmp_path, YOUNG, "y", minimum_age=13)
    for answers in ({"guardian": 2}, {"guardian": 1, "years": 11}):
        secret = begin_booklet(desk, "y", "17", Printed("en"), "first")
        for page, value in answers.items():
            step = respond.take_page(desk, "y", secret, page, {page: [str(value)]})
        assert step.ended
        with pytest.raises(InputError) as refused:
            respond.answer_at_once(desk, "y", [Draft("en", "paper", answers)])
        (problem,) = refused.value.problems
        assert problem.code == "ended"
        assert "nothing of them may be kept" in problem.what
        assert "Destroy the booklet or the row." in problem.remedies
    assert counts(store, "y") == (0, 0)


def test_a_file_with_a_row_that_may_not_be_kept_is_refused_by_row(store, tmp_path):
    fielded_desk(store, tmp_path, YOUNG, "y", minimum_age=15)
    with store.reading() as session:
        fielded = load_fielded(session, "y")
    rules = Mapping(columns=(ColumnRule(column="guardian"), ColumnRule(column="years")))
    rows = ((2, ("1", "16")), (3, ("1", "14")), (4, ("2", "")))
    records = RecordFile(("guardian", "years"), rows, {})
    with pytest.raises(InputError) as refused:
        gather(records, rules, [(fielded.wave, fielded.instrument)], default_wave="y")
    assert [(p.where, p.code) for p in refused.value.problems] == [
        ("row 3", "ended"),
        ("row 4", "ended"),
    ]
    assert refused.value.problems[0].remedies == ("Delete the row from the file.",)


def test_the_number_is_frozen_with_the_wave(store, tmp_path):
    fielded_desk(store, tmp_path, YOUTH, "y", minimum_age=14)
    with store.reading() as session:
        assert load_wave(session, "y").plan.asks.minimum_age == 14
        assert "14 to 17" in load_fielded(session, "y").instrument.welcome["en"]


# ---------------------------------------------------------------- on paper

BOOKLET = ROOT / "reports" / "templates" / "booklet"


def printed(instrument, language="en"):
    parts = booklet_parts(instrument, language, load_words(BOOKLET, language))
    return [question for part in parts for question in part.questions]


def test_a_booklet_holds_the_modules_of_the_wave_and_no_other(rotated: Store):
    with rotated.reading() as session:
        booklets = {
            slug: {q.text for q in printed(load_fielded(session, slug).instrument)}
            for slug in ("park-1", "park-2")
        }
    assert booklets["park-1"] == {"Were you in the park?", "Is there shade?"}
    assert booklets["park-2"] == {"Were you in the park?", "Did you sit down?"}


def test_a_booklet_says_the_least_age_and_what_must_have_been_answered_to_go_on():
    questions = printed(chosen_of(YOUTH, Asks(minimum_age=14)))
    assert "aged 14 to 17" in questions[0].text
    assert not any("question 0" in question.only for question in questions)
    safe = next(question for question in questions if question.text.startswith("How safe"))
    for part in ("question 1 is “Yes”", "question 3 is “Yes”", "question 2 is at least 14"):
        assert part in safe.only
