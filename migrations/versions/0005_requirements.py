"""What a tender asks, its files, the sealed files of bids, and what was typed into a draft's form."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0005_requirements"
down_revision = "0004_agencies"
branch_labels = None
depends_on = None

ADDED = (
    ("tender", sa.Column("conditions", sa.JSON(), nullable=False, server_default="[]")),
    ("bid", sa.Column("files", sa.JSON(), nullable=False, server_default="[]")),
    ("bid_draft", sa.Column("number", sa.Integer(), nullable=False, server_default="1")),
)


def upgrade() -> None:
    for table, column in ADDED:
        op.add_column(table, column)
    op.create_table(
        "tender_attachment",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_tender_attachment_document_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_tender_attachment_tender_id")),
        sa.PrimaryKeyConstraint("tender_id", "document_id", name=op.f("pk_tender_attachment")),
    )
    op.create_table(
        "tender_sketch",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=48), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_tender_sketch_user_id")),
        sa.PrimaryKeyConstraint("user_id", "about", name=op.f("pk_tender_sketch")),
    )
    op.create_table(
        "sealed_file",
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("tenderer_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_by", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sealed_by"], ["user_account.id"], name=op.f("fk_sealed_file_sealed_by")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_sealed_file_tender_id")),
        sa.ForeignKeyConstraint(["tenderer_id"], ["organisation.id"], name=op.f("fk_sealed_file_tenderer_id")),
        sa.PrimaryKeyConstraint("storage_key", name=op.f("pk_sealed_file")),
    )
    op.create_index("ix_sealed_file_sealed_by_at", "sealed_file", ["sealed_by", "sealed_at"])
    forbid_changes(op.get_bind(), "sealed_file")


def downgrade() -> None:
    allow_changes(op.get_bind(), "sealed_file")
    op.drop_index("ix_sealed_file_sealed_by_at", "sealed_file")
    for table in ("sealed_file", "tender_sketch", "tender_attachment"):
        op.drop_table(table)
    for table, column in reversed(ADDED):
        op.drop_column(table, column.name)
