"""One public-use file a wave: a second one would be joined with the first by the answers."""

import csv
import datetime
import io
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from surveyapp.collection.analysis_file import Column
from surveyapp.errors import DisclosureRefused
from surveyapp.exports.microdata import microdata_csv
from surveyapp.storage.events import load_events
from surveyapp.storage.ledger import load_releases, printed_figures
from surveyapp.storage.public_files import load_public_file
from surveyapp.storage.responses import load_analysis_file
from surveyapp.workflow.microdata import _answers, public_file
from surveyapp.workflow.release import publish_release
from surveyapp.workflow.release_microdata import release_file
from tests.workflow.released import SIZES, SLUG, closed_wave, edition

ON = datetime.date(2026, 11, 1)
ANSWERS = ("trust", "fair.listen", "fair.polite", "contact", "seen:1", "seen:2", "seen:7")


def out(store, sizes=SIZES):
    closed_wave(store, sizes)
    publish_release(store, edition(store), on=ON)


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_file_enters_the_ledger_and_the_log_with_its_arguments_and_digest(any_store):
    out(any_store)
    made = release_file(any_store, SLUG, on=ON, k=6)
    with any_store.reading() as session:
        kept = load_public_file(session, SLUG)
        releases = load_releases(session)
        last = load_events(session, SLUG)[-1]
    assert kept == made.out
    assert kept.arguments["k"] == 6
    assert releases[-1].number == kept.release == 2
    assert (last.kind, last.detail["sha256"]) == ("public-use file", kept.sha256)


def test_the_same_arguments_give_the_same_bytes_and_enter_nothing(store):
    out(store)
    first, second = release_file(store, SLUG, on=ON), release_file(store, SLUG, on=ON)
    assert (first.again, second.again) == (False, True)
    assert first.content == second.content
    with store.reading() as session:
        assert len(load_releases(session)) == 2


def test_other_arguments_are_refused_naming_the_first_file_and_the_way_out(store):
    out(store)
    first = release_file(store, SLUG, on=ON)
    for other in ({"quasi": ("area",)}, {"k": 7}, {"l": 3}, {"sensitive": ("contact",)}):
        with pytest.raises(DisclosureRefused) as refused:
            release_file(store, SLUG, on=ON, **other)
        (problem,) = refused.value.problems
        assert problem.code == "second-file"
        assert "release 2" in problem.what
        assert first.out.sha256[:12] in str(refused.value)
        assert "release microdata tiny-2026q3 --out FILE -k 5 -l 2" in str(refused.value)


def test_a_wave_whose_report_is_not_out_has_no_public_file(store):
    closed_wave(store)
    with pytest.raises(DisclosureRefused, match="release publish EDITION"):
        release_file(store, SLUG, on=ON)


def test_files_joined_by_their_answers_would_single_people_out_so_there_is_only_one(store):
    """The attack: three files, each safe by itself, joined row by row on the answers."""
    out(store, {"n1": 40, "n2": 60, "n3": 50})
    with store.reading() as session:
        file = load_analysis_file(session, [SLUG])
    alone = public_file(store, SLUG, quasi=("area",))
    assert alone.anonymity.k >= 5
    vectors = Counter(
        tuple(row) for row in zip(*(alone.answers[n].tolist() for n in ANSWERS), strict=True)
    )
    assert len(vectors) < file.n, "answers of this little city repeat; the rule does not ask"
    release_file(store, SLUG, on=ON, quasi=("area",))
    for quasi in (None, ("area",)):
        for k in (6, 8):
            with pytest.raises(DisclosureRefused, match="joined with it by the answers"):
                release_file(store, SLUG, on=ON, quasi=quasi, k=k)


def test_what_the_tables_withhold_cannot_be_counted_in_the_file(store):
    """An area of 14 people is withheld by the tables though five rows would do for a file."""
    out(store, {"n1": 120, "n2": 14, "n3": 180})
    with store.reading() as session:
        hidden = [
            f
            for f in printed_figures(session, [SLUG])
            if f.withheld == "confidential" and f.areas and f.topic == "trust"
        ]
    assert ("n2",) in {f.areas for f in hidden}
    rows = rows_of(release_file(store, SLUG, on=ON, most_blanked=0.5).content)
    for figure in hidden:
        told = [row for row in rows if row["area"] in figure.areas and row["trust"]]
        assert not told, figure.named()


def test_a_rare_answer_that_is_withheld_is_blank_in_the_file(store):
    closed_wave(store, {"n1": 32})
    publish_release(store, edition(store), on=ON)
    with store.reading() as session:
        rare = {
            (f.topic.removeprefix("question "), f.answer)
            for f in printed_figures(session, [SLUG])
            if f.withheld == "confidential" and f.topic == "question trust" and not f.areas
        }
    assert rare, "some answer to this question is withheld"
    counts = Counter(row["trust"] for row in rows_of(release_file(store, SLUG, on=ON).content))
    for _, answer in rare:
        assert counts[answer.lstrip("~")] == 0 or answer.startswith("~")


def test_a_number_stays_out_whatever_its_column_is_called(store):
    closed_wave(store)
    with store.reading() as session:
        file = load_analysis_file(session, [SLUG])
    sneaky = Column("x:1", np.arange(file.n, dtype=float), np.zeros(file.n, dtype=np.int8))
    widened = replace(file, columns={**file.columns, "x:1": sneaky})
    kept, left = _answers(widened, file.instrument_of(file.waves[-1]))
    assert "x:1" not in kept
    assert left["x:1"] == "a number may be known to outsiders"


def test_looking_enters_nothing(store):
    out(store)
    microdata_csv(public_file(store, SLUG, k=9))
    with store.reading() as session:
        assert load_public_file(session, SLUG) is None
