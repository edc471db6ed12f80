"""Openers' keys, the policies that tenders publish, and what was handed in at an opening.

Bids that were sealed to the platform's own key cannot be opened by anybody's keys: an instance finishes its running
tenders with the version that published them.
"""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0013_openers"
down_revision = "0012_retention"
branch_labels = None
depends_on = None

WRITE_ONCE = ("tender_policy", "key_share", "opening_record")
STATES = sa.Enum("UNPROVED", "PROVED", "RETIRED", name="openerstate", native_enum=False, length=16)
SEALED_BY = sa.Enum("BIDDER", "PLATFORM", name="sealedby", native_enum=False, length=16)


def upgrade() -> None:
    running = op.get_bind().scalar(sa.text("SELECT count(*) FROM tender WHERE state IN ('PUBLISHED', 'CLOSED')"))
    if running:
        message = f"{running} published tenders were sealed by an earlier version: open or cancel them with it first"
        raise RuntimeError(message)
    op.create_table(
        "opener",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("challenge", sa.String(160), nullable=False),
        sa.Column("challenge_sha256", sa.String(64), nullable=False),
        sa.Column("challenged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ref"),
        sa.UniqueConstraint("public_key"),
    )
    op.create_index("ix_opener_user_id", "opener", ["user_id"])
    op.create_table(
        "tender_policy",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("tender_id", "version"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_table(
        "key_share",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("opener_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["opener_id"], ["opener.id"]),
        sa.PrimaryKeyConstraint("tender_id", "opener_id"),
    )
    op.create_table(
        "opening_record",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("liars", sa.JSON(), nullable=False),
        sa.Column("bids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("tender_id"),
    )
    for table in WRITE_ONCE:
        forbid_changes(op.get_bind(), table)
    with op.batch_alter_table("tender") as table:
        table.add_column(sa.Column("openers", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("bid") as table:
        table.add_column(sa.Column("keys", sa.JSON(), nullable=False, server_default="{}"))
    allow_changes(op.get_bind(), "bid_envelope")
    with op.batch_alter_table("bid_envelope") as table:
        table.add_column(sa.Column("sealed_by", SEALED_BY, nullable=False, server_default="PLATFORM"))
    forbid_changes(op.get_bind(), "bid_envelope")


def downgrade() -> None:
    allow_changes(op.get_bind(), "bid_envelope")
    with op.batch_alter_table("bid_envelope") as table:
        table.drop_column("sealed_by")
    forbid_changes(op.get_bind(), "bid_envelope")
    with op.batch_alter_table("bid") as table:
        table.drop_column("keys")
    with op.batch_alter_table("tender") as table:
        table.drop_column("openers")
    for table in WRITE_ONCE:
        allow_changes(op.get_bind(), table)
    for name in ("opening_record", "key_share", "tender_policy"):
        op.drop_table(name)
    op.drop_index("ix_opener_user_id", "opener")
    op.drop_table("opener")
