from __future__ import annotations

import pytest

from surveyapp.instrument.document import load
from surveyapp.instrument.values import Missing
from surveyapp.web.resident.render import first_sentence, typed_from
from surveyapp.web.resident.review import Given, date_in_words, parts, said
from tests.web.city import EVERY_KIND, Resident

INSTRUMENT = load(EVERY_KIND)


def test_a_date_goes_back_into_its_three_fields() -> None:
    typed = typed_from(INSTRUMENT.index["when"], {"when": "2026-03-02"})
    assert typed == {"when-year": ["2026"], "when-month": ["3"], "when-day": ["2"]}


def test_a_grid_goes_back_row_by_row_and_what_is_missing_stays_blank() -> None:
    answers = {"fair.listen": 2, "fair.respect": Missing.NOT_STATED}
    assert typed_from(INSTRUMENT.index["fair"], answers) == {"fair.listen": ["2"]}


@pytest.mark.parametrize(
    ("text", "heading", "rest"),
    [
        ("Almost done. Six questions follow.", "Almost done.", "Six questions follow."),
        ("¿Listo? Siga.", "¿Listo?", "Siga."),
        ("Only one sentence.", "Only one sentence.", ""),
        ("No full stop at all", "No full stop at all", ""),
        (f"{'very ' * 30}long. End.", f"{'very ' * 30}long. End.", ""),
    ],
)
def test_an_information_page_has_its_first_sentence_as_heading(
    text: str, heading: str, rest: str
) -> None:
    assert first_sentence(text) == (heading, rest)


def test_the_review_words_every_kind_of_answer_and_leaves_unasked_questions_out() -> None:
    answers = {"safe": 8, "fair.listen": 3, "contact": 1, "when": "2026-03-02", "race": (1, 3)}
    sections = parts(INSTRUMENT, answers, "es")
    lines = {line.page: line.given for part in sections for line in part.lines}
    assert [part.title for part in sections] == ["Su vecindario", "Sobre usted"]
    assert lines["safe"] == (Given("No sé"),)
    assert lines["fair"] == (
        Given("De acuerdo", "La policía escucha a la gente."),
        Given("", "La policía trata con respeto."),
    )
    assert lines["when"] == (Given("2 de marzo de 2026"),)
    assert lines["race"] == (Given("Asiática"), Given("Blanca"))
    assert lines["adults"] == ()
    assert "hello" not in lines
    without = parts(INSTRUMENT, {"contact": 2}, "en")
    assert "when" not in {line.page for part in without for line in part.lines}


def test_what_cannot_be_read_as_a_date_stays_as_it_is() -> None:
    assert date_in_words("2026-11-12", "en") == "November 12, 2026"
    assert date_in_words("soon", "en") == "soon"
    assert date_in_words("2026-11-12", "no such language") == "2026-11-12"


def test_a_text_without_the_language_is_said_in_the_first_it_has() -> None:
    assert said({"en": "Yes", "es": "Sí"}, "ar") == "Yes"
    assert said({}, "en") == ""


def test_texts_of_the_questionnaire_are_escaped(resident: Resident) -> None:
    resident.press("start")
    assert resident.page.heading == "First, a few words about <your> neighborhood & home"
    assert "&lt;your&gt; neighborhood &amp; home" in resident.response.text


def test_progress_never_runs_backward(resident: Resident) -> None:
    resident.press("start")
    shares = []
    while resident.page.hidden["_page"] != "review":
        tag = resident.response.text.partition("<progress")[2].partition(">")[0]
        value, most = (
            int(tag.partition(f'{name}="')[2].partition('"')[0]) for name in ("value", "max")
        )
        shares.append(value / most)
        resident.press("continue", contact="2")
    assert shares == sorted(shares)
    assert shares[-1] == 1
