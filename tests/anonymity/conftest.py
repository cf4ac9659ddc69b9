from __future__ import annotations

import os
import secrets

import pytest

from tests.storage.stores import any_store, postgres_address, store

__all__ = ["any_store", "postgres_address", "store"]

FEW = 120
ORIGINAL = 20260701
FRESH = int(os.environ.get("ANONYMITY_SEED") or secrets.randbits(32))


@pytest.fixture
def codes() -> int:
    """How many codes are issued: few in the daily suite, 400 where ANONYMITY_CODES says so."""
    return int(os.environ.get("ANONYMITY_CODES", FEW))


@pytest.fixture(params=["original", "fresh"])
def seed(request: pytest.FixtureRequest) -> int:
    """The first seed this test ever had, and one that nobody chose; ANONYMITY_SEED repeats it."""
    return ORIGINAL if request.param == "original" else FRESH
