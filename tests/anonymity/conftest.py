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


SEEDS = ["original"] if "ANONYMITY_CODES" not in os.environ else ["original", "fresh"]


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    """The first seed this test ever had; at full size also one that nobody chose.

    ANONYMITY_SEED repeats that one. The daily suite does without it: a test that chance fails once
    in some hundred days teaches people not to look.
    """
    return ORIGINAL if request.param == "original" else FRESH
