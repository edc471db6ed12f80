"""Steps that a selection asks people for after the opening, and their journal."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0020_rounds"
down_revision = "0019_questions"
branch_labels = None
depends_on = None

KINDS = sa.Enum(
    "CALL",
    "ANSWER",
    "EXTEND",
    "POSTPONE",
    "PAUSE",
    "RESUME",
    "MAKE_GOOD",
    "CLOSE",
    name="entrykind",
    native_enum=False,
    length=16,
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "round_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("prompt", sa.JSON(), nullable=False),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("paused_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("next_check_at", INSTANT, nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("made_good", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_round_step_tender_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_step"),
        sa.UniqueConstraint("tender_id", "name", name="uq_round_step_tender_id_name"),
    )
    op.create_index("ix_round_step_next_check_at", "round_step", ["next_check_at"])
    op.create_table(
        "round_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(100), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_round_entry_tender_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_entry"),
        sa.UniqueConstraint("tender_id", "number", name="uq_round_entry_tender_id_number"),
    )
    op.create_index("ix_round_entry_price", "round_entry", ["tender_id", "by", "price"])
    forbid_changes(op.get_bind(), "round_entry")


def downgrade() -> None:
    allow_changes(op.get_bind(), "round_entry")
    op.drop_index("ix_round_entry_price", "round_entry")
    op.drop_table("round_entry")
    op.drop_index("ix_round_step_next_check_at", "round_step")
    op.drop_table("round_step")
