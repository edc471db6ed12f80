"""The log: a tree for every tender, the platform's log, checkpoints and their stamps.

Tenders that took bids before this have no tree; their receipts stay as they were.
"""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes
from marketplace.kernel.database import UtcDateTime

revision = "0014_log"
down_revision = "0013_openers"
branch_labels = None
depends_on = None

WRITE_ONCE = ("tender_leaf", "closed_tree", "log_entry", "checkpoint", "checkpoint_stamp")

LATE_LEAF_ON_POSTGRESQL = (
    """
    CREATE FUNCTION refuse_late_leaf() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF EXISTS (SELECT 1 FROM closed_tree WHERE tender_id = NEW.tender_id) THEN
        RAISE EXCEPTION 'the tree of this tender is closed';
      END IF;
      RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER tender_leaf_in_time BEFORE INSERT ON tender_leaf FOR EACH ROW EXECUTE FUNCTION refuse_late_leaf()",
)
LATE_LEAF_ON_SQLITE = (
    """
    CREATE TRIGGER tender_leaf_in_time BEFORE INSERT ON tender_leaf
    WHEN EXISTS (SELECT 1 FROM closed_tree WHERE tender_id = NEW.tender_id)
    BEGIN SELECT RAISE(ABORT, 'the tree of this tender is closed'); END
    """,
)


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "tender_leaf",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("envelope_sha256", sa.String(64), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("blind", sa.String(64), nullable=False),
        sa.Column("nodes", sa.LargeBinary(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_tender_leaf_tender_id")),
        sa.PrimaryKeyConstraint("tender_id", "place", name=op.f("pk_tender_leaf")),
        sa.UniqueConstraint("envelope_sha256", name=op.f("uq_tender_leaf_envelope_sha256")),
    )
    op.create_table(
        "closed_tree",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_closed_tree_tender_id")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_closed_tree")),
    )
    op.create_table(
        "log_entry",
        sa.Column("place", big, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("journal_seq", big, nullable=True),
        sa.Column("nodes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_log_entry")),
    )
    op.create_index(op.f("ix_log_entry_value"), "log_entry", ["value"])
    op.create_index(op.f("ix_log_entry_journal_seq"), "log_entry", ["journal_seq"])
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", big, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint("size", name=op.f("uq_checkpoint_size")),
    )
    op.create_table(
        "checkpoint_stamp",
        sa.Column("checkpoint_number", sa.Integer(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_number"], ["checkpoint.number"], name=op.f("fk_checkpoint_stamp_checkpoint_number")
        ),
        sa.PrimaryKeyConstraint("checkpoint_number", name=op.f("pk_checkpoint_stamp")),
    )
    bind = op.get_bind()
    for table in WRITE_ONCE:
        forbid_changes(bind, table)
    for statement in LATE_LEAF_ON_POSTGRESQL if bind.dialect.name == "postgresql" else LATE_LEAF_ON_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    bind = op.get_bind()
    op.execute("DROP TRIGGER tender_leaf_in_time" + (" ON tender_leaf" if bind.dialect.name == "postgresql" else ""))
    if bind.dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_late_leaf()")
    for table in reversed(WRITE_ONCE):
        allow_changes(bind, table)
        op.drop_table(table)
