"""The published report of the restriction check, and overrides by a legal officer that the regulator reviews."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0018_restrictions"
down_revision = "0017_regimes"
branch_labels = None
depends_on = None

STATES = sa.Enum("GIVEN", "CONFIRMED", "OBJECTED", name="overridestate", native_enum=False, length=16)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tender_report",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_tender_report_tender_id"),
        sa.PrimaryKeyConstraint("tender_id", "number", name="pk_tender_report"),
    )
    op.create_table(
        "restriction_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("rule", sa.String(16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("law", sa.String(120), nullable=False),
        sa.Column("article", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("review", sa.String(1000), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_restriction_override_tender_id"),
        sa.ForeignKeyConstraint(["given_by"], ["user_account.id"], name="fk_restriction_override_given_by"),
        sa.ForeignKeyConstraint(["reviewed_by"], ["user_account.id"], name="fk_restriction_override_reviewed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_restriction_override"),
        sa.UniqueConstraint("ref", name="uq_restriction_override_ref"),
    )
    op.create_index("ix_restriction_override_tender_id", "restriction_override", ["tender_id"])
    forbid_changes(op.get_bind(), "tender_report")


def downgrade() -> None:
    allow_changes(op.get_bind(), "tender_report")
    op.drop_index("ix_restriction_override_tender_id", "restriction_override")
    op.drop_table("restriction_override")
    op.drop_table("tender_report")
