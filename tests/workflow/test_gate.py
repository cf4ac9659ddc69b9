import datetime

import pytest

from surveyapp.storage.shared_counts import DayCounts
from surveyapp.workflow.gate import FREE, LONGEST_WAIT, Gate, network

NOON = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.UTC)
HERE, THERE = "203.0.113.7", "198.51.100.1"


def later(seconds):
    return NOON + datetime.timedelta(seconds=seconds)


@pytest.fixture
def gate(tmp_path):
    counts = DayCounts(tmp_path / "day")
    yield Gate(counts, bytes(32))
    counts.close()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("[2001:db8::1]", "2001:db8::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("", "unknown"),
        ("no address", "unknown"),
    ],
)
def test_a_network_stands_for_its_addresses(address, name):
    assert network(address) == name


def test_the_first_attempts_go_through_and_later_ones_wait_ever_longer(gate):
    for _ in range(FREE["code"]):
        assert gate.attempt("w", "code", HERE, NOON).wait == 0
    waits = [gate.attempt("w", "code", HERE, NOON).wait for _ in range(8)]
    assert waits == [2, 4, 8, 16, 32, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    assert gate.attempt("w", "code", THERE, NOON).wait == 0
    assert gate.attempt("w", "start", HERE, NOON).wait == 0
    assert gate.attempt("v", "code", HERE, NOON).wait == 0


def test_after_the_wait_the_same_request_goes_through_so_nobody_is_refused(gate):
    for _ in range(FREE["submit"] + 5):
        pace = gate.attempt("w", "submit", HERE, NOON)
    assert pace.wait == 32
    assert gate.attempt("w", "submit", HERE, later(31), pace.ticket).wait > 0
    assert gate.attempt("w", "submit", HERE, later(33), pace.ticket).wait == 0
    forged = pace.ticket.replace("32.", "1.")
    assert gate.attempt("w", "submit", HERE, later(5), forged).wait > 0
    assert gate.attempt("w", "submit", HERE, later(5), "nonsense").wait > 0


def test_who_waited_for_one_attempt_has_waited_for_no_other(gate):
    for _ in range(FREE["code"] + 1):
        pace = gate.attempt("w", "code", HERE, NOON, words="first code")
    assert pace.wait == 2
    others = [
        ("w", "code", HERE, "second code"),
        ("w", "code", THERE, "first code"),
        ("w", "resume", HERE, "first code"),
        ("v", "code", HERE, "first code"),
    ]
    for _ in range(max(FREE.values()) + 1):
        for wave, action, address, words in others:
            gate.attempt(wave, action, address, later(3), words=words)
    for wave, action, address, words in others:
        assert gate.attempt(wave, action, address, later(3), pace.ticket, words=words).wait > 0
    assert gate.attempt("w", "code", HERE, later(3), pace.ticket, words="first code").wait == 0
    again = gate.attempt("w", "code", HERE, later(3), pace.ticket, words="first code")
    assert again.wait > 0
    assert again.ticket != pace.ticket


def test_ten_minutes_later_attempts_are_free_again(gate):
    for _ in range(FREE["code"] + 3):
        gate.attempt("w", "code", HERE, NOON)
    assert gate.attempt("w", "code", HERE, later(600)).wait == 0


def test_many_responses_from_one_network_are_flagged_and_stored_all_the_same(gate):
    flags = [gate.observe_submit("w", HERE, later(90 * k))["shared_address"] for k in range(22)]
    assert flags == [False] * 20 + [True] * 2
    assert not gate.observe_submit("w", THERE, later(2000))["shared_address"]


def test_a_burst_stands_out_from_the_pace_of_the_day(gate):
    steady = [
        gate.observe_submit("w", f"10.{k % 200}.0.1", later(15 * k))["burst"] for k in range(400)
    ]
    assert not any(steady)
    quiet = [gate.observe_submit("v", f"10.{k}.1.1", later(1200 * k))["burst"] for k in range(20)]
    assert not any(quiet)
    sudden = [gate.observe_submit("v", f"10.{k}.2.1", later(25_000))["burst"] for k in range(30)]
    first = [gate.observe_submit("u", f"10.{k}.3.1", NOON)["burst"] for k in range(101)]
    assert [first[99], first[100]] == [False, True]
    assert sudden[-1]
    assert not any(sudden[:20])


@pytest.mark.parametrize("there", [True, False])
def test_a_machine_without_memory_to_count_in_makes_nobody_wait(tmp_path, there):
    gate = Gate(DayCounts(tmp_path / "absent" / "day" if there else None), bytes(32))
    for _ in range(3 * FREE["code"]):
        assert gate.attempt("w", "code", HERE, NOON).wait == 0
    assert gate.attempt("w", "code", HERE, NOON).wait == 0
    assert gate.observe_submit("w", HERE, NOON) == {"shared_address": False, "burst": False}
