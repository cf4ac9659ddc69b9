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
from surveyapp.errors import InputError, ReportError
from surveyapp.instrument.condition import leaves
from surveyapp.instrument.document import load
from surveyapp.instrument.model import PAGELESS
from surveyapp.instrument.on_paper import printed_arms, splits
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
    arms = {lot.of: lot.codes[-1] for lot in splits(found)}
    lots = printed_arms(found, arms)
    printed = [one for p in booklet_parts(found, language, words, lots) for one in p.questions]
    asked = [item for item in found.asked if item.kind not in PAGELESS]
    assert len(printed) == len(asked)
    for item, one in zip(asked, printed, strict=True):
        assert len(one.labels) + len(one.points) == len(item.options)
        assert len(one.rows) == len(item.rows)
        by_arm = any(leaf.variable in lots for leaf in leaves(item.show_if))
        assert bool(one.only) == (item.show_if is not None and not by_arm)
        assert "{" not in one.text + one.only + one.hint
    html, _ = booklet_html(found, language, COVER, TEMPLATES, arms=arms)
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


def test_each_wording_has_a_booklet_that_says_which_it_is_and_asks_what_it_leads_to() -> None:
    path = FEATURES / "split_ballot.toml"
    pages = {
        arm: booklet_html(load(path), "en", COVER, TEMPLATES, arms={"wording": arm})[0]
        for arm in (1, 2)
    }
    assert "Should the park have more lights?" in pages[1]
    assert "Should the city pay for more lights" in pages[2]
    assert "A light costs $3,000." in pages[2]
    assert "Would you pay for it?" not in pages[1]
    assert "Would you pay for it?" in pages[2]
    for arm, page in pages.items():
        assert f"Wording: <strong>wording {arm}</strong>" in page
        assert "More lights in the park" not in page, "the name it has in reports"
        assert "Answer this only if" not in page
        assert "Kept too is which wording" in page
    assert "Kept too is which wording" not in html_of(EVERY_KIND)[0]


@pytest.mark.parametrize("arms", [{}, {"wording": 3}, {"other": 1}])
def test_a_booklet_without_its_arms_is_refused_and_they_are_named(arms: dict[str, int]) -> None:
    with pytest.raises(InputError) as refused:
        booklet_html(load(FEATURES / "split_ballot.toml"), "en", COVER, TEMPLATES, arms=arms)
    last = refused.value.problems[-1]
    assert (last.where, last.code) == ("split wording", "arm")
    assert last.remedies == (
        "wording=1: “Should the park have more lights?”",
        "wording=2: “Should the city pay for more lights in the park?”",
    )
    done = CliRunner().invoke(
        verb, ["paper", str(FEATURES / "split_ballot.toml"), "--arm", "wording"]
    )
    assert done.exit_code == 2
    assert "as wording=2" in done.output


def test_a_worked_out_filter_is_printed_as_what_must_have_been_answered() -> None:
    words = load_words(TEMPLATES, "en")
    (part,) = booklet_parts(load(FEATURES / "calculated.toml"), "en", words)
    room = part.questions[-1]
    assert room.only == "the answers to questions 1 and 2 add up to at least 5"
