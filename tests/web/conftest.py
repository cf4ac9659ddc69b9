from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.city import City, Resident, make_city


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path)


@pytest.fixture
def resident(city: City) -> Resident:
    return Resident(city)
