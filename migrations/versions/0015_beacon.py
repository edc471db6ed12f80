"""Public randomness: the round a tender named in advance and what came out of it."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0015_beacon"
down_revision = "0014_log"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tender", sa.Column("beacon_source", sa.String(length=32), nullable=False, server_default="none"))
    op.add_column("tender", sa.Column("beacon_round", sa.Integer(), nullable=True))
    op.create_table(
        "beacon_round",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=True),
        sa.Column("signature", sa.String(length=192), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(value IS NULL) = (signature IS NULL)", name=op.f("ck_beacon_round_whole_or_missing")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_beacon_round_tender_id")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_beacon_round")),
    )
    forbid_changes(op.get_bind(), "beacon_round")


def downgrade() -> None:
    allow_changes(op.get_bind(), "beacon_round")
    op.drop_table("beacon_round")
    op.drop_column("tender", "beacon_round")
    op.drop_column("tender", "beacon_source")
