"""The schema: every table, and the migrations that make them."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from surveyapp.errors import Problem, StorageError
from surveyapp.storage.codes import CodeCountRow, CodeRow
from surveyapp.storage.drafts import DraftRow
from surveyapp.storage.engine import Store
from surveyapp.storage.events import EventRow
from surveyapp.storage.fixed_tables import FixedTablesRow
from surveyapp.storage.imports import ImportRow
from surveyapp.storage.instruments import InstrumentRow
from surveyapp.storage.ledger import FigureRow, ReleaseRow
from surveyapp.storage.outcomes import OutcomeRow, ProgressRow
from surveyapp.storage.private_releases import PrivateReleaseRow
from surveyapp.storage.public_files import PublicFileRow
from surveyapp.storage.responses import ResponseRow
from surveyapp.storage.sealed import ReceiptRow, SealedRow
from surveyapp.storage.server_traces import gather_no_statistics
from surveyapp.storage.snapshots import SnapshotRow
from surveyapp.storage.table import Row, table_of
from surveyapp.storage.targets import TargetRow
from surveyapp.storage.verbatims import VerbatimRow
from surveyapp.storage.waves import AdditionRow, AreaRow, WaveRow
from surveyapp.storage.weights_runs import WeightsRunRow

TABLES: tuple[type[Row], ...] = (
    InstrumentRow,
    WaveRow,
    AreaRow,
    AdditionRow,
    EventRow,
    DraftRow,
    SealedRow,
    ReceiptRow,
    CodeRow,
    CodeCountRow,
    OutcomeRow,
    ProgressRow,
    ImportRow,
    ResponseRow,
    TargetRow,
    WeightsRunRow,
    SnapshotRow,
    ReleaseRow,
    FigureRow,
    FixedTablesRow,
    PublicFileRow,
    PrivateReleaseRow,
    VerbatimRow,
)
RESPONDENT_TABLES: tuple[str, ...] = tuple(
    table_of(row).name
    for row in (DraftRow, SealedRow, ReceiptRow, ResponseRow, CodeRow, VerbatimRow)
)


def metadata() -> MetaData:
    """The schema as the models declare it."""
    return Row.metadata


def upgrade(store: Store) -> tuple[str | None, str]:
    """Bring the store to this program's schema; returns the revision before and after.

    All of it is one transaction: a killed upgrade leaves the store as it was.
    """
    config = _config()
    newest = _newest(config)
    with store.connection() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        if before is not None and before not in _known(config):
            raise _too_new(before)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if not store.is_sqlite:
            gather_no_statistics(connection, RESPONDENT_TABLES)
    return before, newest


def revision(store: Store) -> str | None:
    """The revision the store is at; None where it was never upgraded."""
    with store.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def require_current(store: Store) -> None:
    """Refuse a store whose schema is not this program's (StorageError with the remedy)."""
    config = _config()
    found, newest = revision(store), _newest(config)
    if found == newest:
        return
    if found is not None and found not in _known(config):
        raise _too_new(found)
    state = "has no tables" if found is None else f"is at revision {found}, not {newest}"
    raise StorageError(
        Problem(
            f"The store {state}.",
            store.url.render_as_string(hide_password=True),
            ("Run: surveyapp db upgrade",),
            code="not upgraded",
        )
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "surveyapp.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _newest(config: Config) -> str:
    head = ScriptDirectory.from_config(config).get_current_head()
    assert head is not None
    return head


def _known(config: Config) -> frozenset[str]:
    script = ScriptDirectory.from_config(config)
    return frozenset(step.revision for step in script.walk_revisions())


def _too_new(found: str) -> StorageError:
    return StorageError(
        Problem(
            f"The store is at revision {found}, which this program does not know: it is newer.",
            remedies=("Run the newer surveyapp that upgraded it.", "Restore an older backup."),
            code="newer",
        )
    )
