from pathlib import Path

import pytest

from surveyapp.collection.double_keying import Difference
from surveyapp.collection.wave import Wave
from surveyapp.errors import InputError
from surveyapp.instrument.answers import Missing
from surveyapp.instrument.document import load
from surveyapp.instrument.drawing import outcome
from surveyapp.storage.outcomes import load_progress
from surveyapp.storage.responses import load_responses
from surveyapp.storage.sealed import count_sealed
from surveyapp.storage.shared_counts import ProgressCounts
from surveyapp.workflow import respond
from surveyapp.workflow.close_wave import close
from surveyapp.workflow.desk import Desk
from surveyapp.workflow.field import open_wave, plan_wave
from surveyapp.workflow.key_store import load_server_key, make_server_key
from surveyapp.workflow.paper import Printed, begin_booklet, compare_booklet
from tests.collection.tiny import tiny_wave
from tests.workflow.coded import coded_desk
from tests.workflow.fielded import DAY, FORMS, SLUG, answer, opened_desk, private_key

FEATURES = Path(__file__).parents[1] / "instrument" / "questionnaires"
NORTH = Printed("en", "north")
FEATURE = "feature"


def key_in(desk, turn, booklet="B-1", printed=NORTH, slug=SLUG, **changes):
    """Type a booklet in once, up to its end, and compare."""
    secret = begin_booklet(desk, slug, booklet, printed, turn)
    type_on(desk, slug, secret, {**FORMS, **changes})
    return compare_booklet(desk, slug, secret), secret


def type_on(desk, slug, secret, forms):
    page = respond.resume(desk, slug, secret).here
    while page is not None:
        page = respond.take_page(desk, slug, secret, page.id, forms.get(page.id, {})).page


def opened(store, folder, slug=SLUG):
    close(store, slug, private_key(folder, slug), on=DAY)
    with store.reading() as session:
        return load_responses(session, slug)


def feature_desk(store, folder, name):
    """A desk at an open wave of one of the tiny questionnaires."""
    make_server_key(folder / "keys")
    instrument = load(FEATURES / f"{name}.toml")
    wave = tiny_wave(FEATURE)
    fields = {name: getattr(wave, name) for name in Wave.__dataclass_fields__}
    fields |= {"instrument_id": instrument.id, "instrument_version": instrument.version}
    plan_wave(store, Wave(**{**fields, "languages": ("en",)}), instrument, on=DAY)
    key = folder / f"{FEATURE}.json"
    open_wave(store, FEATURE, key, on=DAY, passphrase=None, overrule="Nobody reads it.")
    return Desk(store, load_server_key(folder / "keys"))


def code(refused):
    return refused.value.problems[0].code


def test_a_booklet_is_sealed_when_two_keyings_agree(any_store, tmp_path):
    desk, _ = coded_desk(any_store, tmp_path)
    assert key_in(desk, "first", "b-0001")[0].state == "waiting"
    done, secret = key_in(desk, "second", " B-0001 ")
    assert done.state == "sealed"
    assert compare_booklet(desk, SLUG, secret).state == "sealed", "again changes nothing"
    with pytest.raises(InputError, match="typed in twice and stored") as refused:
        begin_booklet(desk, SLUG, "b-0001", NORTH, "second")
    assert code(refused) == "keyed"
    [response] = opened(any_store, tmp_path)
    assert (response.mode, response.design_cell, response.answers["trust"]) == ("paper", "north", 3)


def test_every_difference_is_named_and_corrected_from_the_paper(store, tmp_path):
    desk, _ = coded_desk(store, tmp_path)
    key_in(desk, "first", "7")
    changes = {"trust": {"trust": ["1"]}, "contact": {"contact": ["2"]}}
    found, secret = key_in(desk, "second", "7", Printed("en", "south"), **changes)
    assert found.state == "differs"
    assert found.disagreement.design_cell
    assert not found.disagreement.language
    assert found.disagreement.answers == (
        Difference("trust", 3, 1),
        Difference("contact", 1, 2),
        Difference("when", "2026-05-04", Missing.NOT_APPLICABLE),
    )
    first = found.keyings["first"].secret
    respond.take_page(desk, SLUG, first, "trust", {"trust": ["1"]}, to_review=True)
    respond.take_page(desk, SLUG, secret, "contact", {"contact": ["1"]}, to_review=True)
    type_on(desk, SLUG, secret, FORMS)
    found = compare_booklet(desk, SLUG, secret)
    assert (found.state, found.disagreement.answers) == ("differs", ())
    assert compare_booklet(desk, SLUG, secret, Printed("en", "south")).state == "sealed"
    [response] = opened(store, tmp_path)
    assert (response.answers["trust"], response.design_cell) == (1, "south")


def test_what_cannot_be_keyed_is_refused_all_at_once(store, tmp_path):
    desk, _ = coded_desk(store, tmp_path)
    for booklet, cell, expected in (
        ("", "north", ["booklet"]),
        ("x" * 30, "north", ["booklet"]),
        ("9", "west", ["cell"]),
        ("<9>", "", ["booklet", "cell"]),
    ):
        with pytest.raises(InputError) as refused:
            begin_booklet(desk, SLUG, booklet, Printed("en", cell), "first")
        assert [problem.code for problem in refused.value.problems] == expected
    with pytest.raises(InputError, match="not offered"):
        begin_booklet(desk, SLUG, "9", Printed("vi", "north"), "first")


def test_one_keying_alone_is_never_stored(store, tmp_path):
    desk, _ = coded_desk(store, tmp_path)
    found, secret = key_in(desk, "second")
    assert found.state == "waiting"
    with pytest.raises(InputError, match="when both times it was typed in agree") as refused:
        respond.submit(desk, SLUG, secret)
    assert code(refused) == "booklet"
    with store.reading() as session:
        assert count_sealed(session, SLUG) == 0


def test_nobody_elses_answers_are_taken_for_a_booklet(store, tmp_path):
    desk = opened_desk(store, tmp_path)
    secret = answer(desk)
    assert compare_booklet(desk, SLUG, secret, Printed("en")).keyings == {}
    assert not respond.submit(desk, SLUG, secret).repeated


def test_a_booklet_carries_the_arm_that_is_printed_in_it(store, tmp_path):
    desk = feature_desk(store, tmp_path, "split_ballot")
    typed = {"lights": {"lights": ["1"]}, "tax": {"tax": ["2"]}}
    for arm in (1, 2):
        printed = Printed("en", arms={"wording": arm})
        for turn, state in (("first", "waiting"), ("second", "sealed")):
            found, _ = key_in(desk, turn, f"P{arm}", printed, FEATURE, **typed)
            assert found.state == state
    answers = [response.answers for response in opened(store, tmp_path, FEATURE)]
    assert sorted((one["wording.arm"], one["tax"]) for one in answers) == [
        (1, Missing.NOT_APPLICABLE),
        (2, 2),
    ]


def test_an_arm_that_was_misread_is_corrected_and_its_pages_are_typed_in(store, tmp_path):
    desk = feature_desk(store, tmp_path, "split_ballot")
    typed = {"lights": {"lights": ["1"]}, "tax": {"tax": ["2"]}}
    one, two = (Printed("en", arms={"wording": arm}) for arm in (1, 2))
    key_in(desk, "first", "P", two, FEATURE, **typed)
    found, secret = key_in(desk, "second", "P", one, FEATURE, **typed)
    assert found.state == "differs"
    assert Difference("wording.arm", 2, 1) in found.disagreement.answers
    found = compare_booklet(desk, FEATURE, secret, two)
    assert found.state == "waiting"
    late = [keying for keying in found.keyings.values() if not keying.finished]
    assert [keying.standing.here.id for keying in late] == ["tax"]
    type_on(desk, FEATURE, late[0].secret, typed)
    assert compare_booklet(desk, FEATURE, secret).state == "sealed"
    [response] = opened(store, tmp_path, FEATURE)
    assert (response.answers["wording.arm"], response.answers["tax"]) == (2, 2)


@pytest.mark.parametrize("arms", [{}, {"wording": 3}, {"wording": 1, "hint": 1}])
def test_the_printed_arm_is_asked_for(store, tmp_path, arms):
    desk = feature_desk(store, tmp_path, "split_ballot")
    with pytest.raises(InputError) as refused:
        begin_booklet(desk, FEATURE, "P", Printed("en", arms=arms), "first")
    assert code(refused) == "arm"


@pytest.mark.parametrize("name", ["random_options", "random_items", "reversed_scale"])
def test_nothing_is_drawn_for_paper(store, tmp_path, name):
    desk = feature_desk(store, tmp_path, name)
    for turn in ("first", "second"):
        secret = begin_booklet(desk, FEATURE, "P", Printed("en"), turn)
        standing = respond.resume(desk, FEATURE, secret)
        assert standing.draft.answers == {}
        type_on(desk, FEATURE, secret, {})
        state = compare_booklet(desk, FEATURE, secret).state
    assert state == "sealed"
    secret = respond.start(desk, FEATURE, language="en", mode="paper")
    assert respond.resume(desk, FEATURE, secret).draft.answers == {}
    [response] = opened(store, tmp_path, FEATURE)
    instrument = standing.instrument
    assert instrument.draws
    for lot in instrument.draws:
        assert response.answers[lot.name] is Missing.NOT_APPLICABLE
        assert outcome(instrument, lot.name, response.answers) is None


def test_keyings_are_no_people_who_began_or_broke_off(store, tmp_path):
    opened_ = opened_desk(store, tmp_path)
    folder = tmp_path / "counts"
    folder.mkdir()
    desk = Desk(store, opened_.key, progress=ProgressCounts(folder, batch=1))
    for turn in ("first", "second"):
        key_in(desk, turn, printed=Printed("en"))
    with store.reading() as session:
        assert not load_progress(session, SLUG)
    respond.submit(desk, SLUG, answer(desk))
    with store.reading() as session:
        counts = load_progress(session, SLUG)
    assert sum(shown for shown, _ in counts.values()) == 1, "one person began, none was a keying"
