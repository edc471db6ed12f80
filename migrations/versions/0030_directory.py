"""The directory: one stored record for each agency, and one for the market of each catalogue item."""

import sqlalchemy as sa
from alembic import op

revision = "0030_directory"
down_revision = "0029_ratings"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Every agency gets an empty record of long ago; whoever reads it gathers it, and the worker fills it in."""
    op.create_table(
        "provider_record",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("star", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.Column("awards", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_provider_record_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_provider_record")),
    )
    op.create_index("ix_provider_record_star", "provider_record", [sa.text("star DESC"), "organisation_id"])
    op.create_index("ix_provider_record_checked_at", "provider_record", ["checked_at"])
    op.execute(
        "INSERT INTO provider_record (organisation_id, star, ratings, awards, version, checked_at, line, record, details)"
        " SELECT id, 0, 0, 0, 0, '1970-01-01 00:00:00', '[]', '{}', '{}' FROM organisation WHERE kind = 'AGENCY'"
    )
    op.create_table(
        "item_market",
        sa.Column("item_code", sa.String(length=48), nullable=False),
        sa.Column("agencies", sa.Integer(), nullable=False),
        sa.Column("awards", sa.Integer(), nullable=False),
        sa.Column("buyers", sa.Integer(), nullable=False),
        sa.Column("winners", sa.Integer(), nullable=False),
        sa.Column("price_low", sa.BigInteger(), nullable=True),
        sa.Column("price_middle", sa.BigInteger(), nullable=True),
        sa.Column("price_high", sa.BigInteger(), nullable=True),
        sa.Column("contracts", sa.Integer(), nullable=False),
        sa.Column("days_low", sa.Integer(), nullable=True),
        sa.Column("days_middle", sa.Integer(), nullable=True),
        sa.Column("days_high", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_code"], ["service_item.code"], name=op.f("fk_item_market_item_code")),
        sa.PrimaryKeyConstraint("item_code", name=op.f("pk_item_market")),
    )
    op.create_index("ix_item_market_version", "item_market", ["version"])


def downgrade() -> None:
    """Take them away again; everything in them can be built anew."""
    op.drop_table("item_market")
    op.drop_table("provider_record")
