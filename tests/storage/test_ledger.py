import datetime
from dataclasses import replace

from surveyapp.disclosure.figure import Figure
from surveyapp.storage.ledger import add_release, load_releases, printed_figures
from surveyapp.workflow.field import plan_wave
from tests.collection.tiny import tiny, tiny_wave

DAY = datetime.date(2026, 10, 1)
CITY = Figure("trust", "", ("q3",), n=300, value=61.5)
NORTH = Figure("trust", "", ("q3",), ("a1", "a2"), n=80, value=55.25)
HIDDEN = Figure("trust", "", ("q3",), ("a3",), "age:1", n=7, withheld="confidential")
CHANGE = Figure("trust", "previous quarter q2", ("q3",), value=-1.5)


def test_what_was_printed_is_read_back_as_it_was(any_store):
    figures = (CITY, NORTH, HIDDEN, CHANGE)

    plan_wave(any_store, tiny_wave("tiny-2026q3"), tiny(), on=DAY)

    def unit(session):
        return add_release(session, "tiny-2026q3", "abc", "new", "", DAY, figures)

    release = any_store.write(unit)
    assert (release.number, release.figures) == (1, 4)
    with any_store.reading() as session:
        assert printed_figures(session, ["q3"]) == figures
        assert printed_figures(session, ["q2"]) == ()
        assert load_releases(session) == (release,)


def test_the_newest_edition_of_a_number_counts_and_the_older_one_stays(store):
    plan_wave(store, tiny_wave("tiny-2026q3"), tiny(), on=DAY)

    def unit(session):
        add_release(session, "tiny-2026q3", "abc", "new", "", DAY, [CITY, NORTH])
        better = replace(CITY, value=62.0)
        return add_release(
            session, "tiny-2026q3", "def", "processing error", "Old weights.", DAY, [better]
        )

    assert store.write(unit).number == 2
    with store.reading() as session:
        assert printed_figures(session, ["q3"]) == (replace(CITY, value=62.0), NORTH)
        assert [r.procedure for r in load_releases(session)] == ["new", "processing error"]
