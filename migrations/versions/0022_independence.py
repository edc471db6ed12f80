"""Ties that shut a bidder out, and what is said about them."""

import sqlalchemy as sa
from alembic import op

revision = "0022_independence"
down_revision = "0021_evaluation"
branch_labels = None
depends_on = None

KINDS = sa.Enum(
    "SUBORDINATE",
    "SUPERVISED",
    "RUN_BY",
    "STAFF_POST",
    "SHAREHOLDING",
    name="affiliationkind",
    native_enum=False,
    length=16,
)
GROUNDS = sa.Enum("AFFILIATION", "TIED_BIDDERS", "LOW_PRICE", name="ground", native_enum=False, length=16)
STATES = sa.Enum("ASKED", "ANSWERED", "ADMITTED", "EXCLUDED", "SILENT", name="doubtstate", native_enum=False, length=16)
ROLES = sa.Enum(
    "DESIGN",
    "SPECIFICATION",
    "MANAGEMENT",
    "SUPERVISION",
    "TESTING",
    "PRICE_BASIS",
    name="earlierrole",
    native_enum=False,
    length=16,
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The register of ties, what agencies say of their shareholders, and doubts about opened bids."""
    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("exception_law", sa.String(200), nullable=False),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("ended_because", sa.String(500), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_affiliation_days_in_order")),
        sa.CheckConstraint("agency_id != department_id", name=op.f("ck_affiliation_two_organisations")),
        sa.ForeignKeyConstraint(["agency_id"], ["organisation.id"], name="fk_affiliation_agency_id"),
        sa.ForeignKeyConstraint(["department_id"], ["organisation.id"], name="fk_affiliation_department_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["user_account.id"], name="fk_affiliation_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_affiliation"),
        sa.UniqueConstraint("ref", name="uq_affiliation_ref"),
    )
    op.create_index("ix_affiliation_agency_id_department_id", "affiliation", ["agency_id", "department_id"])
    op.create_index("ix_affiliation_department_id", "affiliation", ["department_id"])
    op.create_table(
        "bid_doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("ground", GROUNDS, nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_at", INSTANT, nullable=True),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(1000), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('ASKED', 'ANSWERED')) = (settled_at IS NULL)", name=op.f("ck_bid_doubt_settled_at_a_time")
        ),
        sa.CheckConstraint(
            "(state IN ('ADMITTED', 'EXCLUDED')) = (decision IS NOT NULL)",
            name=op.f("ck_bid_doubt_decided_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_bid_doubt_tender_id"),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name="fk_bid_doubt_bid_id"),
        sa.ForeignKeyConstraint(["replied_by"], ["user_account.id"], name="fk_bid_doubt_replied_by"),
        sa.ForeignKeyConstraint(["settled_by"], ["user_account.id"], name="fk_bid_doubt_settled_by"),
        sa.PrimaryKeyConstraint("id", name="pk_bid_doubt"),
        sa.UniqueConstraint("ref", name="uq_bid_doubt_ref"),
        sa.UniqueConstraint("bid_id", "ground", name="uq_bid_doubt_bid_id_ground"),
    )
    op.create_index("ix_bid_doubt_tender_id", "bid_doubt", ["tender_id"])
    op.create_index("ix_bid_doubt_state_due_at", "bid_doubt", ["state", "due_at"])
    op.create_table(
        "recusal",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("role", ROLES, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_recusal_tender_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["organisation.id"], name="fk_recusal_agency_id"),
        sa.PrimaryKeyConstraint("tender_id", "agency_id", name="pk_recusal"),
    )
    op.add_column("bid", sa.Column("ties", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("rating", sa.Column("is_affiliated", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("organisation", sa.Column("shareholders", sa.String(2000), server_default="", nullable=False))
    op.add_column("organisation", sa.Column("address", sa.String(200), server_default="", nullable=False))
    op.add_column("organisation", sa.Column("account", sa.String(40), server_default="", nullable=False))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("organisation", "account")
    op.drop_column("organisation", "address")
    op.drop_column("organisation", "shareholders")
    op.drop_column("rating", "is_affiliated")
    op.drop_column("bid", "ties")
    op.drop_table("recusal")
    op.drop_index("ix_bid_doubt_state_due_at", "bid_doubt")
    op.drop_index("ix_bid_doubt_tender_id", "bid_doubt")
    op.drop_table("bid_doubt")
    op.drop_index("ix_affiliation_department_id", "affiliation")
    op.drop_index("ix_affiliation_agency_id_department_id", "affiliation")
    op.drop_table("affiliation")
