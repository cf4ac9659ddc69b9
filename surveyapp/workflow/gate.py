"""The gate: attempts from one network are slowed, never refused, and nothing about them is kept.

A network is the first 24 bits of an IPv4 address or 56 of an IPv6 address. Attempts are counted in
memory under a key of the day, shared by all workers and forgotten at midnight (UTC), or by the
next attempt, mix or close after it; a machine without memory for it counts nothing. Whoever has
to wait gets a ticket; with it, after the wait, the same request goes through once, from the same
network and with the same words. Shared addresses (carriers, shelters, libraries) therefore lose
seconds, and nobody is turned away.
"""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from surveyapp.collection.form_age import form_age, form_token
from surveyapp.collection.quality_rules import (
    BURST_FIRST,
    BURST_LEAST,
    BURST_MINUTES,
    BURST_TIMES,
    NETWORK_RESPONSES,
)
from surveyapp.storage.shared_counts import DayCounts, shared_folder

Action = Literal["code", "start", "submit", "resume", "receipt"]
FREE: Mapping[Action, int] = {"code": 10, "resume": 10, "receipt": 10, "start": 30, "submit": 60}
"""Attempts of one network within ten minutes that go through at once."""
LONGEST_WAIT = 60
_WINDOW = BURST_MINUTES * 60
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Pace:
    """What the gate says of one request.

    Attributes
    ----------
    wait : seconds after which it may be sent again; 0: go on.
    ticket : to be sent along then, as `waited`.
    """

    wait: int = 0
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """Counts shared by all workers, and the server key that signs tickets."""

    counts: DayCounts
    key: bytes

    def attempt(
        self,
        wave: str,
        action: Action,
        address: str,
        now: datetime.datetime,
        waited: str = "",
        *,
        words: str = "",
    ) -> Pace:
        """Whether a request may go on at once.

        After the free attempts each further one within ten minutes waits twice as long as the one
        before: 2, 4, 8, ... up to 60 seconds.

        Parameters
        ----------
        address : where it comes from; used here and kept nowhere.
        waited : the ticket of an earlier answer, where there was one.
        words : what is tried. A ticket is for one attempt at it, so that a code that was waited
            for opens the gate to no other code.
        """
        second = int(now.timestamp())
        day, window = _moments(second)
        tried = hashlib.sha256(f"{action}\0{wave}\0{network(address)}\0{words}".encode())
        about = tried.hexdigest()
        if waited and self._has_waited(about, waited, second, day):
            return Pace()
        thing = f"{action}\0{wave}\0{window}\0{network(address)}".encode()
        over = self._count(thing, day) - FREE[action]
        if over <= 0:
            return Pace()
        wait = min(2 ** min(over, 6), LONGEST_WAIT)
        return Pace(wait, self._ticket(about, wait, second))

    def observe_submit(self, wave: str, address: str, now: datetime.datetime) -> dict[str, bool]:
        """The yes-or-no flags of a response about to be stored: shared address, burst."""
        day, window = _moments(int(now.timestamp()))
        from_network = self._count(f"from\0{wave}\0{network(address)}".encode(), day)
        today = self._count(f"today\0{wave}".encode(), day)
        lately = self._count(f"lately\0{wave}\0{window}".encode(), day)
        busy = self._count(f"busy\0{wave}".encode(), day, 1 if lately == 1 else 0)
        pace = (today - lately) / (busy - 1) if busy > 1 else BURST_FIRST / BURST_TIMES
        return {
            "shared_address": from_network > NETWORK_RESPONSES,
            "burst": lately > max(BURST_LEAST, BURST_TIMES * pace),
        }

    def note_code(self, wave: str, cell: str, now: datetime.datetime) -> None:
        """Count a code of a design cell that was spent today; see `code_rush`."""
        day, _ = _moments(int(now.timestamp()))
        self._count(_spent_in(wave, cell), day)

    def _count(self, thing: bytes, day: int, times: int = 1) -> int:
        try:
            return self.counts.add(thing, day, times)
        except OSError:
            return 0  # no memory left to count in: nobody waits

    def _ticket(self, about: str, wait: int, second: int) -> str:
        return f"{wait}.{form_token(self.key, f'wait {wait} {about}', second)}"

    def _has_waited(self, about: str, ticket: str, second: int, day: int) -> bool:
        """Whether this ticket is for this attempt, its wait is over, and nobody used it before."""
        wait, _, token = ticket.partition(".")
        age = form_age(self.key, f"wait {wait} {about}", token, second)
        if age is None or not int(wait) <= age <= _WINDOW:
            return False
        return self._count(f"ticket\0{ticket}".encode(), day) <= 1


def gate_counts(folder: Path | None) -> DayCounts:
    """The counts of the gate in the folder in memory; None: nothing is counted."""
    return DayCounts(folder / "gate" if folder is not None else None)


def forget_earlier_days(service: str, now: datetime.datetime) -> bool:
    """Zero what a service still holds in memory of an earlier day; returns whether it held any.

    Parameters
    ----------
    service : the address of its store.
    """
    counts = gate_counts(shared_folder(service))
    try:
        return counts.forget_before(_moments(int(now.timestamp()))[0])
    finally:
        counts.close()


def spent_today(
    counts: DayCounts, wave: str, cells: Iterable[str], now: datetime.datetime
) -> dict[str, int]:
    """Design cell -> codes spent at this service today, never fewer than it were."""
    day, _ = _moments(int(now.timestamp()))
    return {cell: counts.seen(_spent_in(wave, cell), day) for cell in cells}


def _spent_in(wave: str, cell: str) -> bytes:
    return f"spent\0{wave}\0{cell}".encode()


def network(address: str) -> str:
    """The network of an address: /24 or /56; one name for everything that is no address."""
    try:
        found = ipaddress.ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return "unknown"
    plain = getattr(found, "ipv4_mapped", None) or found
    bits = 24 if plain.version == 4 else 56
    return str(ipaddress.ip_network((plain, bits), strict=False))


def _moments(second: int) -> tuple[int, int]:
    """Number of the day, and of the ten minutes within it."""
    return second // _DAY, second % _DAY // _WINDOW
