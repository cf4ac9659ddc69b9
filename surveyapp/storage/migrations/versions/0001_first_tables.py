"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_file",
        sa.Column("id", AutoString(length=64), nullable=False),
        sa.Column("file_name", AutoString(), nullable=False),
        sa.Column("mapping", AutoString(), nullable=False),
        sa.Column("rows", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "instrument",
        sa.Column("content_hash", AutoString(length=64), nullable=False),
        sa.Column("instrument_id", AutoString(), nullable=False),
        sa.Column("version", AutoString(), nullable=False),
        sa.Column("document", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name=op.f("pk_instrument")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_snapshot",
        sa.Column("id", AutoString(length=64), nullable=False),
        sa.Column("definition", AutoString(), nullable=False),
        sa.Column("period", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("waves", AutoString(), nullable=False),
        sa.Column("report_json", AutoString(), nullable=False),
        sa.Column("html", AutoString(), nullable=False),
        sa.Column("pdf_path", AutoString(), nullable=False),
        sa.Column("pdf_hash", AutoString(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "target",
        sa.Column("target_set", AutoString(), nullable=False),
        sa.Column("margin", AutoString(), nullable=False),
        sa.Column("category", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", AutoString(), nullable=False),
        sa.Column("population", sa.Float(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("vintage", AutoString(), nullable=False),
        sa.Column("margin_of_error", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("target_set", "margin", "category", name=op.f("pk_target")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wave_event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("detail", AutoString(), nullable=False),
        sa.Column("hash", AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_wave_event")),
    )
    op.create_table(
        "weights_run",
        sa.Column("id", AutoString(length=64), nullable=False),
        sa.Column("waves", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recipe", AutoString(), nullable=False),
        sa.Column("summary", AutoString(), nullable=False),
        sa.Column("arrays", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weights_run")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_weights_run_waves"), "weights_run", ["waves"], unique=False)
    op.create_table(
        "wave",
        sa.Column("slug", AutoString(), nullable=False),
        sa.Column("department", AutoString(), nullable=False),
        sa.Column("instrument_id", AutoString(), nullable=False),
        sa.Column("instrument_version", AutoString(), nullable=False),
        sa.Column("instrument_hash", AutoString(length=64), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("period", AutoString(), nullable=False),
        sa.Column("frame", AutoString(), nullable=False),
        sa.Column("languages", AutoString(), nullable=False),
        sa.Column("plan", AutoString(), nullable=False),
        sa.Column("plan_hash", AutoString(length=64), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instrument_hash"],
            ["instrument.content_hash"],
            name=op.f("fk_wave_instrument_hash_instrument"),
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_wave")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "area",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("parents", AutoString(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_area_wave_wave")),
        sa.PrimaryKeyConstraint("wave", "id", name=op.f("pk_area")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plan_addition",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("wave_state", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_plan_addition_wave_wave")),
        sa.PrimaryKeyConstraint("wave", "number", name=op.f("pk_plan_addition")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipt",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("receipt_hash", AutoString(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_receipt_wave_wave")),
        sa.PrimaryKeyConstraint("wave", "receipt_hash", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("department", AutoString(), nullable=False),
        sa.Column("mode", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("design_cell", AutoString(), nullable=False),
        sa.Column("area", AutoString(), nullable=False),
        sa.Column("quality", AutoString(), nullable=False),
        sa.Column("answers", AutoString(), nullable=False),
        sa.Column("import_id", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_file.id"], name=op.f("fk_response_import_id_import_file")
        ),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_response_wave_wave")),
        sa.PrimaryKeyConstraint("wave", "id", name=op.f("pk_response")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_response",
        sa.Column("wave", AutoString(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_hash", AutoString(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.slug"], name=op.f("fk_sealed_response_wave_wave")),
        sa.PrimaryKeyConstraint("wave", "id", name=op.f("pk_sealed_response")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("sealed_response")
    op.drop_table("response")
    op.drop_table("receipt")
    op.drop_table("plan_addition")
    op.drop_table("area")
    op.drop_table("wave")
    op.drop_table("weights_run")
    op.drop_table("wave_event")
    op.drop_table("target")
    op.drop_table("report_snapshot")
    op.drop_table("instrument")
    op.drop_table("import_file")
    op.drop_table("draft")
