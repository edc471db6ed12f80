"""Contracts that do not go straight: proposals after the signing, what was agreed (written once), and lateness."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0007_contracts"
down_revision = "0006_awards"
branch_labels = None
depends_on = None

CHANGE_KINDS = sa.Enum(
    "SUPPLEMENT", "EXTENSION", "WAIVER", "TERMINATION", name="changekind", native_enum=False, length=16
)
CHANGE_STATES = sa.Enum(
    "PROPOSED",
    "APPROVED",
    "IN_FORCE",
    "REFUSED",
    "WITHDRAWN",
    "LAPSED",
    name="changestate",
    native_enum=False,
    length=16,
)
RECORD_KINDS = sa.Enum(
    "SUPPLEMENT",
    "EXTENSION",
    "WAIVER",
    "PARTIAL_ACCEPTANCE",
    "DEMAND",
    "TERMINATION",
    name="recordkind",
    native_enum=False,
    length=20,
)
GROUNDS = sa.Enum("AGREEMENT", "DELAY", "PURPOSE_GONE", name="endground", native_enum=False, length=16)


def upgrade() -> None:
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late_noted_at", sa.DateTime(timezone=True), nullable=True))

    op.create_table(
        "contract_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("kind", CHANGE_KINDS, nullable=False),
        sa.Column("state", CHANGE_STATES, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("difference", sa.BigInteger(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by_supplier", sa.Boolean(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("refused_because", sa.String(length=1000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by != proposed_by", name=op.f("ck_contract_change_four_eyes")
        ),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_contract_change_amount_positive")),
        sa.ForeignKeyConstraint(["answered_by"], ["user_account.id"], name=op.f("fk_contract_change_answered_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_contract_change_approved_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_change_contract_id")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"], name=op.f("fk_contract_change_milestone_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user_account.id"], name=op.f("fk_contract_change_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_change")),
        sa.UniqueConstraint("ref", name=op.f("uq_contract_change_ref")),
    )
    op.create_index("ix_contract_change_contract", "contract_change", ["contract_id", "state"], unique=False)

    op.create_table(
        "contract_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("kind", RECORD_KINDS, nullable=False),
        sa.Column("ground", GROUNDS, nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name=op.f("fk_contract_record_by")),
        sa.ForeignKeyConstraint(["change_id"], ["contract_change.id"], name=op.f("fk_contract_record_change_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_record_contract_id")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"], name=op.f("fk_contract_record_milestone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_record")),
        sa.UniqueConstraint("change_id", name=op.f("uq_contract_record_change_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_contract_record_ref")),
    )
    op.create_index(op.f("ix_contract_record_contract_id"), "contract_record", ["contract_id"], unique=False)
    forbid_changes(op.get_bind(), "contract_record")


def downgrade() -> None:
    allow_changes(op.get_bind(), "contract_record")
    op.drop_table("contract_record")
    op.drop_table("contract_change")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_column("late_noted_at")
