"""The paper booklet: the same questionnaire, to be filled in with a pen."""

from __future__ import annotations

import datetime
import io
import re
import tomllib
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from surveyapp.commands.instrument import instrument as verb
from surveyapp.errors import ReportError
from surveyapp.instrument.document import load
from surveyapp.instrument.model import PAGELESS
from surveyapp.reporting.booklet import Cover, booklet_html, booklet_parts, load_words
from surveyapp.reporting.pdf import print_pages

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "reports" / "templates" / "booklet"
FEATURES = ROOT / "tests" / "instrument" / "questionnaires"
EVERY_KIND = ROOT / "tests" / "web" / "questionnaires" / "every-kind.toml"
COVER = Cover("Riverbend", "Riverbend Police", "555-0100")
LANGUAGES = ("en", "es", "ar", "zh-Hans")


def html_of(path: Path, language: str = "en", *, large: bool = False) -> tuple[str, str]:
    return booklet_html(load(path), language, COVER, TEMPLATES, large=large)


@pytest.mark.parametrize("path", sorted(FEATURES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_question_of_every_feature_is_printed_with_its_options(path: Path) -> None:
    found = load(path)
    language = found.languages[0]
    words = load_words(TEMPLATES, language)
    printed = [one for part in booklet_parts(found, language, words) for one in part.questions]
    asked = [item for item in found.asked if item.kind not in PAGELESS]
    assert len(printed) == len(asked)
    for item, one in zip(asked, printed, strict=True):
        assert len(one.labels) + len(one.points) == len(item.options)
        assert len(one.rows) == len(item.rows)
        assert bool(one.only) == (item.show_if is not None)
        assert "{" not in one.text + one.only + one.hint
    html, _ = html_of(path, language)
    assert 'class="item' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_booklet_is_in_one_language_and_tells_when_to_answer(language: str) -> None:
    html, _ = html_of(EVERY_KIND, language)
    found = load(EVERY_KIND)
    assert f'lang="{language}"' in html
    assert found.title[language] in html
    if language != "en":
        assert found.title["en"] not in html
    assert load_words(TEMPLATES, language)["only"] in html
    assert "<your>" not in html, "texts are escaped"


def test_a_condition_names_the_question_and_the_answer_as_they_are_printed() -> None:
    words = load_words(TEMPLATES, "en")
    parts = booklet_parts(load(EVERY_KIND), "en", words)
    when = next(one for part in parts for one in part.questions if one.kind == "date")
    assert when.only == "the answer to question 4 is “Yes”"


def test_every_language_has_the_words_and_holes_of_english() -> None:
    english = tomllib.loads((TEMPLATES / "en.toml").read_text())
    for language in LANGUAGES:
        words = tomllib.loads((TEMPLATES / f"{language}.toml").read_text())
        assert words.keys() == english.keys()
        for key, text in english.items():
            if isinstance(text, str):
                assert re.findall(r"{\w+}", words[key]) == re.findall(r"{\w+}", text), key


def test_no_booklet_asks_for_a_name_or_a_code() -> None:
    html, _ = html_of(EVERY_KIND)
    assert "Nothing joins the two" in html
    assert "do not write your name" in html


def test_large_print_is_18_points_and_takes_more_pages() -> None:
    pages = {}
    for large in (False, True):
        html, style = html_of(EVERY_KIND, large=large)
        assert ("font-size: 18pt" in style) is large
        made, pages[large] = print_pages(
            html, style, ROOT / "reports" / "fonts", day=datetime.date(2026, 7, 1)
        )
        with pikepdf.open(io.BytesIO(made)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == "en"
    assert pages[True] > pages[False]


def test_a_language_it_is_not_in_is_refused_with_those_it_is_in() -> None:
    with pytest.raises(ReportError, match="en, es, ar, zh-Hans"):
        html_of(EVERY_KIND, "vi")


def test_the_verb_writes_a_pdf_and_says_how_long_it_is(tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    arguments = ["paper", str(EVERY_KIND), "--language", "ar", "--out", str(target)]
    done = CliRunner().invoke(verb, arguments)
    assert done.exit_code == 0, done.output
    assert re.fullmatch(r".*paper\.pdf: \d+ pages\.\n", done.output, re.DOTALL)
    assert target.read_bytes().startswith(b"%PDF-1.7")
