"""Access codes, what became of the cases, and progress by page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0002"
down_revision = "0001"


def _wave(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f(f"fk_{table}_wave_wave"))


def upgrade() -> None:
    op.create_table(
        "access_code",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("cell", AutoString(), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        _wave("access_code"),
        sa.PrimaryKeyConstraint("wave", "mark", name=op.f("pk_access_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "code_count",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("cell", AutoString(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        _wave("code_count"),
        sa.PrimaryKeyConstraint("wave", "cell", name=op.f("pk_code_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_outcome",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("cell", AutoString(), nullable=False),
        sa.Column("outcome", AutoString(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        _wave("case_outcome"),
        sa.PrimaryKeyConstraint("wave", "cell", "outcome", name=op.f("pk_case_outcome")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "page_progress",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("page", AutoString(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        _wave("page_progress"),
        sa.PrimaryKeyConstraint("wave", "page", name=op.f("pk_page_progress")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("page_progress")
    op.drop_table("case_outcome")
    op.drop_table("code_count")
    op.drop_table("access_code")
