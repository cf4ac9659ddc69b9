from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.browsing import Contexts, Gated, Site, behind_a_port, chromium, contexts
from tests.web.city import City, Resident, make_city, open_city
from tests.web.coded_city import make_coded_city


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city made once; every test works on a copy of its own."""
    folder = tmp_path_factory.mktemp("founded")
    make_city(folder).store.close()
    with closing(sqlite3.connect(folder / "surveyapp.sqlite")) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def city(founded: Path, tmp_path: Path) -> City:
    # The file is whole; its log belongs to whoever looks at the first city just now.
    unlogged = shutil.ignore_patterns("*-wal", "*-shm")
    shutil.copytree(founded, tmp_path / "city", ignore=unlogged)
    return open_city(tmp_path / "city")


@pytest.fixture
def resident(city: City) -> Resident:
    return Resident(city)


@pytest.fixture(scope="module")
def site(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The city behind a port."""
    folder = tmp_path_factory.mktemp("browsed") / "city"
    shutil.copytree(founded, folder)
    with behind_a_port(open_city(folder)) as site:
        yield site


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    """A city that admits by access code, behind a port."""
    coded = make_coded_city(tmp_path_factory.mktemp("gated"))
    with behind_a_port(coded.city) as site:
        yield Gated(site, list(coded.codes))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[Contexts]:
    with contexts(browser) as make:
        yield make
