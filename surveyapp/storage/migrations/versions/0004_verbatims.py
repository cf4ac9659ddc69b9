"""Open answers under review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "verbatim",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("item", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("decision", AutoString(), nullable=False),
        sa.Column("shown", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_verbatim_wave_wave")),
        sa.PrimaryKeyConstraint("wave", "id", name=op.f("pk_verbatim")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("verbatim")
