"""Fixed tables of waves, public-use files and noisy releases, beside the ledger of reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "fixed_tables",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("declared", AutoString(), nullable=False),
        sa.Column("figures", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_fixed_tables_wave_wave")),
        sa.PrimaryKeyConstraint("wave", name=op.f("pk_fixed_tables")),
    )
    op.create_table(
        "public_file",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("arguments", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_public_file_wave_wave")),
        sa.ForeignKeyConstraint(
            ["release"], ["release.number"], name=op.f("fk_public_file_release_release")
        ),
        sa.PrimaryKeyConstraint("wave", name=op.f("pk_public_file")),
    )
    op.create_table(
        "private_release",
        sa.Column("release", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("epsilon", sa.Float(), nullable=False),
        sa.Column("tables", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_private_release_wave_wave")),
        sa.ForeignKeyConstraint(
            ["release"], ["release.number"], name=op.f("fk_private_release_release_release")
        ),
        sa.PrimaryKeyConstraint("release", name=op.f("pk_private_release")),
    )


def downgrade() -> None:
    op.drop_table("private_release")
    op.drop_table("public_file")
    op.drop_table("fixed_tables")
