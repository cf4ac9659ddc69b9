import pytest
from click.testing import CliRunner
from sqlalchemy import text

from surveyapp.cli import surveyapp
from surveyapp.errors import InputError, WaveError
from surveyapp.storage.verbatims import load_verbatims
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.review import approve, publishable, review_queue, withhold
from tests.workflow.fielded import DAY, SLUG, at_once, opened_desk, private_key


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
