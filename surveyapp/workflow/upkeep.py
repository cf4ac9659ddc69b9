"""Upkeep of open waves: what arrived is laid anew in key order, so that no copy tells its order.

Between two mixes a copy of the store still shows, in the write-ahead log or in the transactions
of rows, in which order codes were spent and sealed responses came. Nobody can read the responses,
so the order says nothing until the wave's private key is used on such a copy; mixing daily leaves
even that attacker no more than one day's order.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from surveyapp.storage.codes import rewrite_codes
from surveyapp.storage.engine import Store
from surveyapp.storage.schema import RESPONDENT_TABLES
from surveyapp.storage.sealed import rewrite_sealed
from surveyapp.storage.waves import load_waves


@dataclass(frozen=True, slots=True)
class Mixed:
    """How many codes and sealed responses were laid anew."""

    codes: int
    sealed: int


def mix(store: Store) -> Mixed:
    """Rewrite codes and sealed responses of every open wave in key order, in one transaction.

    Then free pages and the write-ahead log are destroyed. Run it daily; running it again, or
    killing it, loses nothing.

    Raises
    ------
    StorageError : somebody reads the store just now (code "busy"): mixed, but not cleaned yet.
    """
    mixed = store.write(_rewrite)
    store.compact(RESPONDENT_TABLES)
    return mixed


def _rewrite(session: Session) -> Mixed:
    waves = [wave.slug for wave in load_waves(session) if wave.state == "open"]
    codes = sum(rewrite_codes(session, slug) for slug in waves)
    return Mixed(codes, sum(rewrite_sealed(session, slug) for slug in waves))
