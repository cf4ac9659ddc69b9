import pytest

from surveyapp.errors import InputError, WaveError
from surveyapp.storage.events import load_events
from surveyapp.storage.imports import load_imports
from surveyapp.storage.responses import count_responses, load_analysis_file, load_responses
from surveyapp.storage.targets import load_targets, target_sets
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.field import plan_wave
from surveyapp.workflow.gather import import_responses, import_targets, withdraw_import
from tests.collection.tiny import tiny, tiny_wave
from tests.workflow.fielded import DAY, at_once, opened_desk, private_key

KEY = b"k" * 32
MAPPING = """
row_id = "id"
[wave]
column = "quarter"
[mode]
value = "paper"
[[columns]]
column = "place"
[[columns]]
column = "trust"
[[columns]]
column = "words"
"""
WAVES = ("a-2026q2", "b-2026q3")


def table(*rows):
    return "id,quarter,place,trust,words\n" + "".join(f"{row}\n" for row in rows)


ROWS = [f"{k},{WAVES[k % 2]},n{k % 3 + 1},{k % 3 + 1},hello {k}" for k in range(10)]


@pytest.fixture
def planned(any_store):
    for slug in WAVES:
        plan_wave(any_store, tiny_wave(slug), tiny(), on=DAY)
    return any_store


def bring(store, folder, text, mapping=MAPPING, **more):
    (folder / "file.csv").write_text(text, encoding="utf-8")
    (folder / "mapping.toml").write_text(mapping)
    return import_responses(
        store, KEY, folder / "file.csv", folder / "mapping.toml", on=DAY, **more
    )


def counts(store):
    with store.reading() as session:
        return [count_responses(session, slug) for slug in WAVES]


def test_several_waves_come_from_one_file_and_close_without_a_key(planned, tmp_path):
    result = bring(planned, tmp_path, table(*ROWS))
    assert result.added == {"a-2026q2": 5, "b-2026q3": 5}
    closing = close(planned, "a-2026q2", None, on=DAY)
    assert (closing.opened, closing.wave.answered) == (0, 5)
    with planned.reading() as session:
        file = load_analysis_file(session, WAVES)
        assert [event.kind for event in load_events(session, "a-2026q2")] == [
            "planned",
            "imported",
            "closed",
        ]
    assert file.n == 10
    assert set(file.mode.tolist()) == {"paper"}
    assert sorted(file.texts["words"].tolist()) == sorted(f"hello {k}" for k in range(10))


def test_importing_again_adds_nothing(planned, tmp_path):
    first = bring(planned, tmp_path, table(*ROWS))
    again = bring(planned, tmp_path, table(*ROWS))
    assert again.repeated
    assert again.id == first.id
    assert counts(planned) == [5, 5]


def test_a_later_edition_of_a_file_adds_only_its_new_rows(planned, tmp_path):
    bring(planned, tmp_path, table(*ROWS[:6]))
    result = bring(planned, tmp_path, table(*reversed(ROWS)))
    assert not result.repeated
    assert result.added == {"b-2026q3": 2, "a-2026q2": 2}
    assert result.present == {"b-2026q3": 3, "a-2026q2": 3}
    assert counts(planned) == [5, 5]


def test_a_row_that_came_before_with_other_answers_is_refused_with_the_import(planned, tmp_path):
    first = bring(planned, tmp_path, table(*ROWS))
    changed = [*ROWS[:-1], ROWS[-1].replace("hello 9", "goodbye")]
    with pytest.raises(InputError, match=f"responses withdraw {first.id}") as refused:
        bring(planned, tmp_path, table(*changed))
    assert "1 rows were imported before" in str(refused.value)
    assert counts(planned) == [5, 5]
    assert withdraw_import(planned, first.id, on=DAY) == 10
    assert counts(planned) == [0, 0]
    assert bring(planned, tmp_path, table(*changed)).added == {"a-2026q2": 5, "b-2026q3": 5}


def test_one_bad_cell_keeps_every_row_out(planned, tmp_path):
    bad = table(*ROWS, "10,a-2026q2,n9,3,x", "11,a-2026q2,n1,7,x")
    with pytest.raises(InputError) as refused:
        bring(planned, tmp_path, bad)
    assert [problem.where for problem in refused.value.problems] == [
        "row 12, column place",
        "row 13, column trust",
    ]
    assert counts(planned) == [0, 0]
    with planned.reading() as session:
        assert load_imports(session) == ()


def test_a_dry_run_checks_and_keeps_nothing(planned, tmp_path):
    result = bring(planned, tmp_path, table(*ROWS), dry_run=True)
    assert result.added == {"a-2026q2": 5, "b-2026q3": 5}
    assert counts(planned) == [0, 0]


def test_a_closed_wave_takes_no_file(planned, tmp_path):
    first = bring(planned, tmp_path, table(*ROWS))
    close(planned, "a-2026q2", None, on=DAY)
    with pytest.raises(WaveError, match="a-2026q2: The wave is closed"):
        bring(planned, tmp_path, table(*ROWS, "11,a-2026q2,n1,1,x"))
    with pytest.raises(WaveError, match="The wave is closed"):
        withdraw_import(planned, first.id, on=DAY)


def test_imported_and_sealed_answers_meet_at_close(store, tmp_path):
    desk = opened_desk(store, tmp_path, "a-2026q2")
    plan_wave(store, tiny_wave("b-2026q3"), tiny(), on=DAY)
    at_once(desk, 4, "a-2026q2")
    bring(store, tmp_path, table(*ROWS))
    closing = close(store, "a-2026q2", private_key(tmp_path, "a-2026q2"), on=DAY)
    assert (closing.opened, closing.wave.answered) == (4, 9)
    with store.reading() as session:
        modes = [response.mode for response in load_responses(session, "a-2026q2")]
    assert sorted(modes) == ["paper"] * 5 + ["web"] * 4


def test_ids_of_imported_rows_cannot_be_made_without_the_key(planned, tmp_path):
    first = bring(planned, tmp_path, table(*ROWS))
    other = import_responses(
        planned,
        b"o" * 32,
        tmp_path / "file.csv",
        tmp_path / "mapping.toml",
        on=DAY,
        dry_run=True,
    )
    assert first.id != other.id


def test_targets_are_kept_and_replaced_by_name(any_store, tmp_path):
    path = tmp_path / "acs.csv"
    path.write_text(
        "margin,category,label,population,source,vintage,margin_of_error\n"
        "age,1,Young,400,ACS,2024,30\nage,2,Old,600,ACS,2024,\n"
    )
    kept = import_targets(any_store, path, "acs")
    with any_store.reading() as session:
        assert load_targets(session, "acs") == kept
    path.write_text("margin,category,label,population,source\nage,1,All,900,ACS\n")
    import_targets(any_store, path, "acs")
    with any_store.reading() as session:
        assert load_targets(session, "acs").totals == {"age": 900}
        assert target_sets(session) == ("acs",)


def test_what_is_not_there_is_refused_with_what_is(store, tmp_path):
    with pytest.raises(InputError, match="There is no import of this id"):
        withdraw_import(store, "0" * 64, on=DAY)
    with pytest.raises(InputError, match="No such file"):
        import_targets(store, tmp_path / "none.csv", "x")
