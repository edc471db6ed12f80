"""Evaluators who let the others wait and were released."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0025_evaluator_release"
down_revision = "0024_method_settings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluator_release",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_evaluator_release_tender_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_evaluator_release_user_id"),
        sa.ForeignKeyConstraint(["released_by"], ["user_account.id"], name="fk_evaluator_release_released_by"),
        sa.PrimaryKeyConstraint("tender_id", "user_id", name="pk_evaluator_release"),
    )
    forbid_changes(op.get_bind(), "evaluator_release")


def downgrade() -> None:
    """Whoever was released evaluates again."""
    allow_changes(op.get_bind(), "evaluator_release")
    op.drop_table("evaluator_release")
