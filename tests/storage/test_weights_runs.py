import numpy as np

from surveyapp.storage.weights_runs import WeightsRun, load_run, newest_run, save_run


def run(values=(1.0, 2.0, 0.5), recipe='{"method":"rake"}'):
    arrays = {"final": np.array(values), "base": np.ones(3), "psu": np.array(["a", "b", "b"])}
    return WeightsRun(("w1", "w2"), recipe, '{"deff":1.2}', arrays)


def test_a_run_comes_back_with_its_arrays_bit_for_bit(any_store):
    kept = run()
    name = any_store.write(lambda session: save_run(session, kept))
    with any_store.reading() as session:
        found = load_run(session, name)
        assert load_run(session, "0" * 64) is None
    assert found is not None
    assert (found.waves, found.recipe, found.summary) == (kept.waves, kept.recipe, kept.summary)
    assert sorted(found.arrays) == ["base", "final", "psu"]
    for array, before in ((found.arrays[name], kept.arrays[name]) for name in found.arrays):
        assert array.dtype == before.dtype
        np.testing.assert_array_equal(array, before)
    assert found.id == name


def test_the_same_run_has_the_same_id_and_another_another():
    assert run().id == run().id
    assert run((1.0, 2.0, 0.6)).id != run().id
    assert run(recipe="{}").id != run().id


def test_the_newest_run_over_waves_is_the_last_one_kept(any_store):
    first, second = run(), run((3.0, 2.0, 1.0))
    for kept, wanted in ((first, first), (second, second), (first, first)):
        any_store.write(lambda session, kept=kept: save_run(session, kept))
        with any_store.reading() as session:
            newest = newest_run(session, ("w1", "w2"))
            assert newest is not None
            assert newest.id == wanted.id
            assert newest_run(session, ("w1",)) is None
