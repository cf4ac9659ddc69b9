"""What the first pages say is kept, by the settings in force, the way in and the language."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from babel.dates import format_date
from markupsafe import escape

from surveyapp.collection.frame import FrameType
from surveyapp.collection.plan import DesignCell, DesignSpec, Plan
from surveyapp.instrument.document import load
from surveyapp.web import front as fronts
from surveyapp.web.resident import consent
from surveyapp.web.resident.pages import most_questions
from surveyapp.web.resident.ways import WAYS
from surveyapp.web.wording import wording
from surveyapp.workflow.desk import Fielded, load_fielded
from surveyapp.workflow.feed import plan_publication
from tests.web.city import DAY, EVERY_KIND, SLUG, City, Resident, make_city
from tests.web.coded_city import Coded, make_coded_city
from tests.web.test_ways import Visitor

LANGUAGES = ("en", "es", "ar", "zh-Hans")
FEATURES = Path(__file__).parents[1] / "instrument" / "questionnaires"
ALWAYS = {"kept_answers", "kept_quality", "kept_receipt", "kept_nothing_before"}
CELLS = (
    DesignCell("n1", "north", "blocks 1", contact="call", issued=30),
    DesignCell("s2", "south", "blocks 2", contact="stop", issued=30),
)


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Coded:
    return make_coded_city(tmp_path_factory.mktemp("consent-coded"))


def fielded(city: City) -> Fielded:
    with city.store.reading() as session:
        return load_fielded(session, city.slug)


def said(language: str, key: str) -> str:
    return str(wording(language)(key))


def city_of(folder: Path, name: str, plan: Plan | None = None) -> City:
    frame: FrameType = "opt-in" if plan is None else "probability"
    return make_city(folder, document=FEATURES / f"{name}.toml", plan=plan, frame=frame)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", ["s", "kiosk", "interview"])
def test_each_way_in_says_what_it_keeps_of_itself_and_of_no_other(
    city: City, way: str, language: str
) -> None:
    page = Visitor(city, way, language).response.text
    own = {"s": "kept_language", "kiosk": "kept_kiosk", "interview": "kept_interview"}
    for key in ALWAYS | {own[way], "kept_area"}:
        assert f"<li>{said(language, key)}</li>" in page, key
    for key in {*own.values(), "kept_cell", "kept_arm", "kept_order", "kept_place"} - {own[way]}:
        assert said(language, key) not in page, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", ["s", "kiosk", "interview"])
def test_a_wave_with_codes_says_that_the_group_of_a_letter_is_kept(
    coded: Coded, way: str, language: str
) -> None:
    visitor = Visitor(coded.city, way, language)
    page = visitor.response.text
    assert f"<li>{said(language, 'kept_cell')}</li>" in page
    assert f"<li>{said(language, 'kept_cell_stratum')}</li>" in page
    assert said(language, "kept_cell_contact") not in page, "no cell is of a kind of contact"
    assert said(language, "kept_cell_unit") not in page, "no cell is of a unit"


@pytest.mark.parametrize("way", ["s", "kiosk"])
def test_after_the_code_nothing_more_is_promised_than_holds(coded: Coded, way: str) -> None:
    for language in LANGUAGES:
        visitor = Visitor(coded.city, way, language)
        visitor.press("redeem", _code=coded.codes.pop()[0])
        assert said(language, "ready_cell_text") in visitor.response.text
        assert said(language, "ready_text") not in visitor.response.text
        coming_back = said(language, "ready_resume") in visitor.response.text
        assert coming_back == WAYS[way].comes_back


def test_a_code_without_a_cell_leaves_nothing_of_the_letter(city: City) -> None:
    one = fielded(city)
    assert consent.cell_lines(one) == ()
    assert "kept_cell" not in consent.kept(one, "s", coded=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interviewer_reads_aloud_what_is_kept_before_asking_whether_to_begin(
    coded: Coded, city: City, language: str
) -> None:
    visitor = Visitor(coded.city, "interview", language)
    visitor.press("redeem", _code=coded.codes.pop()[0])
    for page, celled in (
        (visitor.response.text, True),
        (Visitor(city, "interview", language).response.text, False),
    ):
        found = re.search(r'<blockquote class="aloud">(.+?)</blockquote>', page, re.DOTALL)
        assert found is not None
        assert (said(language, "interview_cell") in found[1]) == celled
        assert found[1].endswith(said(language, "interview_may_i"))


def test_every_part_of_the_design_that_a_cell_tells_is_named(tmp_path: Path) -> None:
    one = fielded(city_of(tmp_path, "single", Plan(design=DesignSpec(cells=CELLS))))
    cell = ("kept_cell", "kept_cell_stratum", "kept_cell_unit", "kept_cell_contact")
    assert consent.cell_lines(one) == cell
    assert set(cell) <= set(consent.kept(one, "s", coded=True))
    assert not set(cell) & set(consent.kept(one, "s", coded=False)), "an open link has no cell"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("split_ballot", {"kept_arm"}),
        ("random_options", {"kept_order"}),
        ("random_items", {"kept_order"}),
        ("reversed_scale", {"kept_order"}),
        ("single", set()),
        ("place", {"kept_place"}),
    ],
)
def test_what_is_drawn_and_what_places_leave_is_said_where_a_questionnaire_has_them(
    tmp_path: Path, name: str, keys: set[str]
) -> None:
    made = city_of(tmp_path, name)
    language = fielded(made).wave.languages[0]
    settings = {"kept_arm", "kept_order", "kept_place"}
    page = Visitor(made, language=language).response.text
    assert {key for key in settings if said(language, key) in page} == keys
    aloud = set(consent.aloud(fielded(made), coded=False))
    assert ("interview_lot" in aloud) == bool(keys & {"kept_arm", "kept_order"})
    assert ("interview_place" in aloud) == ("kept_place" in keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_booklet_says_that_its_group_of_letters_is_kept(language: str) -> None:
    words = Path("reports/templates/booklet") / f"{language}.toml"
    text = (Path(__file__).parents[2] / words).read_text(encoding="utf-8")
    assert "20" in next(line for line in text.splitlines() if line.startswith("anonymous = "))


class TestResults:
    """When and where the report appears."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_welcome_and_thanks_say_the_day_that_was_announced_as_the_language_writes_it(
        self, city: City, language: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fronts, "_today", lambda: DAY)
        for day in (datetime.date(2026, 10, 1), datetime.date(2026, 11, 3)):
            plan_publication(city.store, SLUG, day, on=DAY)
            resident = Resident(city, language)
            shown = format_date(day, "long", locale=language.replace("-", "_"))
            assert shown in resident.response.text
            resident.walk({"contact": {"contact": "2"}})
            resident.press("submit")
            assert resident.page.heading == wording(language)("thanks_title")
            assert shown in resident.response.text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_without_a_day_and_after_it_the_pages_say_what_is_known(
        self, city: City, language: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unknown = said(language, "results_text").partition("{link}")
        assert all(part in Resident(city, language).response.text for part in unknown[::2])
        day = datetime.date(2026, 10, 1)
        plan_publication(city.store, SLUG, day, on=DAY)
        monkeypatch.setattr(fronts, "_today", lambda: day + datetime.timedelta(days=1))
        page = Resident(city, language).response.text
        assert all(part in page for part in unknown[::2])
        assert str(escape(format_date(day, "long", locale=language.replace("-", "_")))) not in page


@pytest.mark.parametrize(
    ("name", "most"), [("calculated", 4), ("repeat_another", 9), ("single", 1), ("information", 1)]
)
def test_the_first_page_counts_the_pages_that_ask_something_and_every_repetition(
    tmp_path: Path, name: str, most: int
) -> None:
    made = city_of(tmp_path, name)
    one = fielded(made)
    assert most_questions(one.instrument) == most
    language = one.wave.languages[0]
    assert wording(language)("fact_time_more", pages=most) in Visitor(made).response.text


def test_no_more_questions_are_counted_than_a_questionnaire_has_pages() -> None:
    instrument = load(EVERY_KIND)
    assert most_questions(instrument) == len(instrument.pages) - 1, "one page asks nothing"
