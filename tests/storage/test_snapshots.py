from dataclasses import replace

from surveyapp.storage.snapshots import Snapshot, load_snapshot, load_snapshots, save_snapshot

SNAPSHOT = Snapshot(
    "quarterly", "2026Q3", "en", ("w1", "w2"), '{"n":1}', "<p>1</p>", "var/1.pdf", "ab"
)


def test_a_snapshot_comes_back_as_it_was_built(any_store):
    name = any_store.write(lambda session: save_snapshot(session, SNAPSHOT))
    with any_store.reading() as session:
        assert load_snapshot(session, name) == SNAPSHOT
        assert load_snapshot(session, "0" * 64) is None


def test_what_is_published_is_never_replaced(any_store):
    built = SNAPSHOT
    any_store.write(lambda session: save_snapshot(session, built))
    out = replace(built, published=True)
    any_store.write(lambda session: save_snapshot(session, out))
    altered = replace(built, html="<p>2</p>")
    name = any_store.write(lambda session: save_snapshot(session, altered))
    with any_store.reading() as session:
        assert load_snapshot(session, name) == out


def test_snapshots_are_listed_newest_period_first(any_store):
    older = replace(SNAPSHOT, period="2026Q2", report_json='{"n":2}', published=True)
    spanish = replace(SNAPSHOT, language="es")
    for kept in (older, spanish, SNAPSHOT):
        any_store.write(lambda session, kept=kept: save_snapshot(session, kept))
    with any_store.reading() as session:
        assert load_snapshots(session) == (SNAPSHOT, spanish, older)
        assert load_snapshots(session, published_only=True) == (older,)
