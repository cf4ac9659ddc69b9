from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.web.city import City, Resident, make_city, open_city


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city made once; every test works on a copy of its own."""
    folder = tmp_path_factory.mktemp("founded")
    make_city(folder).store.close()
    return folder


@pytest.fixture
def city(founded: Path, tmp_path: Path) -> City:
    shutil.copytree(founded, tmp_path / "city")
    return open_city(tmp_path / "city")


@pytest.fixture
def resident(city: City) -> Resident:
    return Resident(city)
