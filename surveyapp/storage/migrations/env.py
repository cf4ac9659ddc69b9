"""What alembic runs: the connection is handed in by `storage.schema`, never read from a file."""

from __future__ import annotations

from alembic import context

from surveyapp.storage.table import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
