"""The release ledger: editions and the numbers they printed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("snapshot", AutoString(), nullable=False),
        sa.Column("procedure", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("figures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_release_wave_wave")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release")),
    )
    op.create_table(
        "released_figure",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("answer", AutoString(), nullable=False),
        sa.Column("waves", AutoString(), nullable=False),
        sa.Column("areas", AutoString(), nullable=False),
        sa.Column("group_level", AutoString(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("withheld", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release"], ["release.number"], name=op.f("fk_released_figure_release_release")
        ),
        sa.PrimaryKeyConstraint("release", "position", name=op.f("pk_released_figure")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("released_figure")
    op.drop_table("release")
