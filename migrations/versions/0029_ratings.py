"""Ratings of both sides, blind until both are in or the time is over, and the figures counted from them."""

import sqlalchemy as sa
from alembic import op

revision = "0029_ratings"
down_revision = "0028_doubt_terms"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DAYS_LEFT = 30
"""For a contract that is over already, both sides may rate so many days from this upgrade on."""


def upgrade() -> None:
    """What was rated before was public at once, and stays so."""
    op.add_column("contract", sa.Column("rate_until", INSTANT, nullable=True))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    later = f"datetime('now', '+{DAYS_LEFT} days')" if is_sqlite else f"now() + interval '{DAYS_LEFT} days'"
    op.execute(f"UPDATE contract SET rate_until = {later} WHERE state IN ('FULFILLED', 'COMPLETED', 'TERMINATED')")
    with op.batch_alter_table("rating") as table:
        table.add_column(sa.Column("by_supplier", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("shown_at", INSTANT, nullable=True))
        table.add_column(sa.Column("announced_at", INSTANT, nullable=True))
        table.add_column(sa.Column("amended_at", INSTANT, nullable=True))
        table.add_column(sa.Column("corrected_at", INSTANT, nullable=True))
        table.drop_constraint("uq_rating_contract_id", type_="unique")
        table.create_unique_constraint("uq_rating_contract_id_by_supplier", ["contract_id", "by_supplier"])
        table.drop_index("ix_rating_supplier_id")
    op.execute("UPDATE rating SET shown_at = at, announced_at = at")
    with op.batch_alter_table("rating") as table:
        table.alter_column("shown_at", existing_type=INSTANT, nullable=False)
        table.create_index("ix_rating_supplier_id_shown_at", ["supplier_id", "by_supplier", "shown_at"])
        table.create_index("ix_rating_buyer_id_by_supplier", ["buyer_id", "by_supplier"])
        table.create_index("ix_rating_announced_at_shown_at", ["announced_at", "shown_at"])
    op.create_index("ix_organisation_contact_phone", "organisation", ["contact_phone"])
    op.create_table(
        "provider_standing",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("star", sa.Numeric(3, 2), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Numeric(9, 2), nullable=False),
        sa.Column("prior", sa.Numeric(3, 2), nullable=False),
        sa.Column("low", sa.Numeric(3, 2), nullable=False),
        sa.Column("high", sa.Numeric(3, 2), nullable=False),
        sa.Column("distribution", sa.JSON(), nullable=False),
        sa.Column("means", sa.JSON(), nullable=False),
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_provider_standing_organisation_id"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_provider_standing"),
    )
    op.create_index("ix_provider_standing_star", "provider_standing", ["star", "organisation_id"])
    op.create_table(
        "rating_mean",
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.Column("mean", sa.Numeric(3, 2), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("recounted_to", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("counted_at", name="pk_rating_mean"),
    )
    op.create_table(
        "yearly_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("evidence", sa.String(2000), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(2000), nullable=True),
        sa.Column("replied_at", INSTANT, nullable=True),
        sa.CheckConstraint("grade BETWEEN 1 AND 5", name=op.f("ck_yearly_grade_one_to_five")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_yearly_grade_organisation_id"),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name="fk_yearly_grade_by"),
        sa.PrimaryKeyConstraint("id", name="pk_yearly_grade"),
        sa.UniqueConstraint("ref", name="uq_yearly_grade_ref"),
        sa.UniqueConstraint("organisation_id", "year", name="uq_yearly_grade_organisation_id_year"),
    )


def downgrade() -> None:
    """What agencies said of departments has no place any more."""
    op.drop_table("yearly_grade")
    op.drop_table("rating_mean")
    op.drop_index("ix_provider_standing_star", "provider_standing")
    op.drop_table("provider_standing")
    op.drop_index("ix_organisation_contact_phone", "organisation")
    op.execute("DELETE FROM rating WHERE by_supplier")
    with op.batch_alter_table("rating") as table:
        table.drop_index("ix_rating_announced_at_shown_at")
        table.drop_index("ix_rating_buyer_id_by_supplier")
        table.drop_index("ix_rating_supplier_id_shown_at")
        table.drop_constraint("uq_rating_contract_id_by_supplier", type_="unique")
        table.create_unique_constraint("uq_rating_contract_id", ["contract_id"])
        for name in ("corrected_at", "amended_at", "announced_at", "shown_at", "by_supplier"):
            table.drop_column(name)
        table.create_index("ix_rating_supplier_id", ["supplier_id"])
    op.drop_column("contract", "rate_until")
