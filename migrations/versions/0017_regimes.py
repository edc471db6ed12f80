"""The figures that regions set for the legal regimes, entered once; of each tender why it falls under its regime.

And buyers with funds of their own: an enterprise or a person, who has no credit code; what they buy has no budget line.
Going back is refused while there are any: what they signed cannot be kept without them.
"""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0017_regimes"
down_revision = "0016_heartbeat"
branch_labels = None
depends_on = None

PAID = ("contract", "payment")

REGIMES = sa.Enum(
    "BELOW_THRESHOLD",
    "GOV_PROCUREMENT",
    "STATUTORY_BIDDING",
    "STATE_ENTERPRISE",
    "PRIVATE",
    name="regime",
    native_enum=False,
    length=20,
)
BUYER_KINDS = sa.Enum("STATE_ENTERPRISE", "ENTERPRISE", "PERSON", name="buyerkind", native_enum=False, length=16)
EXEMPTIONS = sa.Enum("DISASTER", "ACCIDENT", "SECURITY", name="exemption", native_enum=False, length=16)


def upgrade() -> None:
    op.create_table(
        "regime_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("region_code", sa.String(6), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("regime", REGIMES, nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("small_purchase", sa.BigInteger(), nullable=False),
        sa.Column("window_small", sa.Integer(), nullable=False),
        sa.Column("window_large", sa.Integer(), nullable=False),
        sa.Column("publicity", sa.Integer(), nullable=False),
        sa.Column("sign_within", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(300), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("threshold IS NULL OR threshold > 0", name=op.f("ck_regime_entry_threshold_positive")),
        sa.CheckConstraint(
            "window_small > 0 AND window_large >= window_small", name=op.f("ck_regime_entry_windows_in_order")
        ),
        sa.CheckConstraint("publicity >= 0 AND sign_within >= 0", name=op.f("ck_regime_entry_not_negative")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_regime_entry_region_code")),
        sa.ForeignKeyConstraint(["entered_by"], ["user_account.id"], name=op.f("fk_regime_entry_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regime_entry")),
        sa.UniqueConstraint("ref", name=op.f("uq_regime_entry_ref")),
    )
    op.create_index("ix_regime_entry_region_code", "regime_entry", ["region_code"])
    forbid_changes(op.get_bind(), "regime_entry")
    with op.batch_alter_table("tender") as table:
        table.add_column(sa.Column("routing", sa.JSON(), nullable=True))
        table.add_column(sa.Column("exemption", EXEMPTIONS, nullable=True))
        table.add_column(sa.Column("made_at", sa.String(500), nullable=False, server_default=""))
        table.alter_column("budget_line_id", existing_type=sa.Integer(), nullable=True)
        table.create_check_constraint(
            op.f("ck_tender_fiscal_funds_have_a_line"),
            "budget_line_id IS NOT NULL OR regime IN ('STATE_ENTERPRISE', 'PRIVATE', 'STATUTORY_BIDDING')",
        )
    for name in PAID:
        with op.batch_alter_table(name) as table:
            table.alter_column("budget_line_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("organisation") as table:
        table.add_column(sa.Column("buyer_kind", BUYER_KINDS, nullable=True))
        table.alter_column("credit_code", existing_type=sa.String(18), nullable=True)
        table.create_check_constraint(
            op.f("ck_organisation_buyers_have_a_kind"), "(kind = 'BUYER') = (buyer_kind IS NOT NULL)"
        )
        table.create_check_constraint(
            op.f("ck_organisation_persons_have_no_code"),
            "(credit_code IS NULL) = (buyer_kind IS NOT NULL AND buyer_kind = 'PERSON')",
        )


def downgrade() -> None:
    if buyers := op.get_bind().scalar(sa.text("SELECT count(*) FROM organisation WHERE buyer_kind IS NOT NULL")):
        message = f"{buyers} buyers with funds of their own are registered; the earlier version knows none"
        raise RuntimeError(message)
    with op.batch_alter_table("organisation") as table:
        table.drop_constraint(op.f("ck_organisation_persons_have_no_code"), type_="check")
        table.drop_constraint(op.f("ck_organisation_buyers_have_a_kind"), type_="check")
        table.alter_column("credit_code", existing_type=sa.String(18), nullable=False)
        table.drop_column("buyer_kind")
    for name in PAID:
        with op.batch_alter_table(name) as table:
            table.alter_column("budget_line_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("tender") as table:
        table.drop_constraint(op.f("ck_tender_fiscal_funds_have_a_line"), type_="check")
        table.alter_column("budget_line_id", existing_type=sa.Integer(), nullable=False)
        table.drop_column("made_at")
        table.drop_column("exemption")
        table.drop_column("routing")
    allow_changes(op.get_bind(), "regime_entry")
    op.drop_index("ix_regime_entry_region_code", "regime_entry")
    op.drop_table("regime_entry")
