import json

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from surveyapp.cli import surveyapp
from surveyapp.errors import InputError, WaveError
from surveyapp.indicators.results import EVERYONE
from surveyapp.reporting.data_files import report_json
from surveyapp.reporting.document import compose
from surveyapp.storage.responses import load_analysis_file
from surveyapp.storage.verbatims import load_verbatims
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.estimate import estimate
from surveyapp.workflow.released_figures import figures_of, people_of
from surveyapp.workflow.report_build import report_of
from surveyapp.workflow.review import approve, publishable, quotable, review_queue, withhold
from tests.workflow.fielded import DAY, SLUG, answer, at_once, opened_desk, private_key
from tests.workflow.released import ABOUT, DEFINITION


def closed(store, folder, people=25):
    at_once(opened_desk(store, folder), people)
    close(store, SLUG, private_key(folder), on=DAY)


def test_nothing_verbatim_is_publishable_that_nobody_approved(any_store, tmp_path):
    closed(any_store, tmp_path)
    first, second, *rest = review_queue(any_store, SLUG)
    assert len(rest) == 23
    with any_store.reading() as session:
        assert publishable(session, SLUG) == {}
    approve(any_store, SLUG, first)
    withhold(any_store, SLUG, second)
    with any_store.reading() as session:
        assert publishable(session, SLUG) == {"words": (first.text,)}
    assert len(review_queue(any_store, SLUG)) == 23


def test_what_a_reviewer_writes_is_redacted_too(store, tmp_path):
    closed(store, tmp_path)
    verbatim = review_queue(store, SLUG)[0]
    assert approve(store, SLUG, verbatim, "Ask Officer Johnson.") == "Ask Officer [name]."
    with pytest.raises(InputError, match="nothing to show"):
        approve(store, SLUG, verbatim, "  ")


def test_a_text_under_review_is_joined_to_no_response(store, tmp_path):
    closed(store, tmp_path)
    review_queue(store, SLUG)
    with store.reading() as session:
        ids = [verbatim.id for verbatim in load_verbatims(session, SLUG)]
        responses = set(session.connection().execute(text("SELECT id FROM response")).scalars())
        order = session.connection().execute(text("SELECT answers FROM response ORDER BY id"))
        as_answered = [row[0].split('"words":"')[1].split('"')[0] for row in order]
        as_reviewed = [verbatim.text for verbatim in load_verbatims(session, SLUG)]
    assert not responses & set(ids)
    assert ids == sorted(ids)
    assert sorted(as_answered) == sorted(as_reviewed)
    assert as_answered != as_reviewed


def test_nobody_reviews_an_open_wave(store, tmp_path):
    at_once(opened_desk(store, tmp_path), 3)
    with pytest.raises(WaveError, match="open answers are read when it has closed"):
        review_queue(store, SLUG)


def test_the_queue_is_worked_off_on_the_command_line(store, tmp_path):
    closed(store, tmp_path, 4)
    runner = CliRunner(env={"DATABASE_URL": store.url.render_as_string()})
    typed = "a\ne\nBetter words\nw\nq\n"
    done = runner.invoke(surveyapp, ["responses", "review", SLUG], typed)
    assert done.exit_code == 0, done.output
    assert "Approved: Better words" in done.output
    assert "1 still to read, 2 may be published." in done.output


def test_approved_words_are_quoted_in_a_report_that_asks_for_them_and_enter_the_ledger(
    store, tmp_path
):
    closed(store, tmp_path)
    texts = review_queue(store, SLUG)
    for verbatim, shown in zip(texts[:3], ("B: more walks.", "A: slower cars.", ""), strict=True):
        approve(store, SLUG, verbatim, shown)
    withhold(store, SLUG, texts[3])
    with store.reading() as session:
        quotes = quotable(session, SLUG)
    report = report_of(estimate(store, SLUG), DEFINITION, ABOUT, published=DAY, quotes=quotes)
    document = json.loads(report_json(report))
    (block,) = document["quotes"]
    assert block["item"] == "words"
    assert block["texts"] == sorted(block["texts"])
    assert len(block["texts"]) == 3
    assert set(block) == {"item", "question", "texts"}, "no place, no group, no time"
    asked = DEFINITION.model_copy(update={"chapters": ("main points", "quotes")})
    (section,) = [one for one in compose(report, asked).sections if one.id == "quotes"]
    assert "“A: slower cars.”" in str(section.blocks)
    assert all(one.id != "quotes" for one in compose(report, DEFINITION).sections)
    with store.reading() as session:
        file = load_analysis_file(session, [SLUG])
    figures = figures_of(document, file, people_of(file, {}), {})
    words = [figure for figure in figures if figure.topic == "words words"]
    assert len(words) == 3
    assert all(f.n is None and not f.areas and f.group == EVERYONE for f in words)


def test_words_of_a_question_that_few_wrote_to_are_not_quoted(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    at_once(desk, 15)
    for _ in range(10):
        respond.submit(desk, SLUG, answer(desk, words={"words": [""]}), seconds=600)
    close(store, SLUG, private_key(tmp_path), on=DAY)
    queue = review_queue(store, SLUG)
    assert len(queue) == 15
    approve(store, SLUG, queue[0])
    with store.reading() as session:
        assert publishable(session, SLUG)
        assert quotable(session, SLUG) == {}
