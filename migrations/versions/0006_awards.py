"""An award may end before its contract is signed and be followed by another; departments are dissolved into others."""

import sqlalchemy as sa
from alembic import op

revision = "0006_awards"
down_revision = "0005_requirements"
branch_labels = None
depends_on = None

STANDING = sa.text("state NOT IN ('DECLINED', 'LAPSED', 'REVOKED')")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("award") as batch:
        batch.drop_constraint("uq_award_tender_id", type_="unique")
        batch.add_column(sa.Column("overdue_at", TIME, nullable=True))
        batch.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("ended_at", TIME, nullable=True))
        batch.add_column(sa.Column("ended_by", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("ended_because", sa.String(length=1000), nullable=True))
        batch.add_column(sa.Column("default", sa.String(length=16), nullable=True))
        batch.create_foreign_key(batch.f("fk_award_follows_id"), "award", ["follows_id"], ["id"])
        batch.create_foreign_key(batch.f("fk_award_ended_by"), "user_account", ["ended_by"], ["id"])
        batch.create_unique_constraint(batch.f("uq_award_follows_id"), ["follows_id"])
        batch.create_check_constraint(
            "ended_with_a_reason",
            "(state IN ('DECLINED', 'LAPSED', 'REVOKED')) = (ended_because IS NOT NULL)",
        )
        batch.create_index(batch.f("ix_award_tender_id"), ["tender_id"])
        batch.create_index(
            "ix_award_standing", ["tender_id"], unique=True, sqlite_where=STANDING, postgresql_where=STANDING
        )
    op.execute("UPDATE award SET next_check_at = sign_by WHERE state = 'CONFIRMED'")
    with op.batch_alter_table("contract") as batch:
        batch.drop_constraint("uq_contract_tender_id", type_="unique")
        batch.create_index(batch.f("ix_contract_tender_id"), ["tender_id"])
    op.create_table(
        "dissolution",
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("successor_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("present_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("recorded_by", sa.Integer(), sa.ForeignKey("user_account.id"), nullable=True),
        sa.CheckConstraint(
            "organisation_id NOT IN (successor_id, present_id)", name=op.f("ck_dissolution_not_into_itself")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_dissolution")),
    )
    op.create_index(op.f("ix_dissolution_present_id"), "dissolution", ["present_id"])


def downgrade() -> None:
    op.drop_table("dissolution")
    with op.batch_alter_table("contract") as batch:
        batch.drop_index(batch.f("ix_contract_tender_id"))
        batch.create_unique_constraint(batch.f("uq_contract_tender_id"), ["tender_id"])
    op.execute("UPDATE award SET next_check_at = NULL WHERE state = 'CONFIRMED'")
    with op.batch_alter_table("award") as batch:
        batch.drop_index("ix_award_standing")
        batch.drop_index(batch.f("ix_award_tender_id"))
        batch.drop_constraint("ended_with_a_reason", type_="check")
        batch.drop_constraint(batch.f("uq_award_follows_id"), type_="unique")
        batch.drop_constraint(batch.f("fk_award_ended_by"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_award_follows_id"), type_="foreignkey")
        for name in ("default", "ended_because", "ended_by", "ended_at", "follows_id", "overdue_at"):
            batch.drop_column(name)
        batch.create_unique_constraint(batch.f("uq_award_tender_id"), ["tender_id"])
