"""What evaluators say together, and openings that are held twice: for the technical parts, then for the prices."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0021_evaluation"
down_revision = "0020_rounds"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SITTINGS = sa.Enum("WHOLE", "TECHNICAL", "PRICES", name="sitting", native_enum=False, length=16)
SCORINGS = sa.Enum("MEANS", "CONSENSUS", "TWO_ENVELOPES", name="scoring", native_enum=False, length=16)
WRITE_ONCE = ("consensus_sheet", "consensus_confirmation")


def upgrade() -> None:
    with op.batch_alter_table("tender") as table:
        table.add_column(sa.Column("scoring", SCORINGS, nullable=False, server_default="MEANS"))
        table.add_column(sa.Column("agreed_at", INSTANT, nullable=True))
        table.add_column(sa.Column("prices_opened_at", INSTANT, nullable=True))
    _rebuild("key_share", _key_share("sitting"), "tender_id, opener_id, at, shares", "sitting", "'WHOLE'")
    _rebuild(
        "opening_record",
        _opening_record("sitting"),
        "tender_id, at, present, absent, liars, bids",
        "sitting",
        "'WHOLE'",
    )
    op.create_table(
        "consensus_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.String(2000), nullable=False),
        sa.Column("deviation", sa.String(1000), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name="fk_consensus_sheet_bid_id"),
        sa.ForeignKeyConstraint(["proposed_by"], ["user_account.id"], name="fk_consensus_sheet_proposed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_consensus_sheet"),
        sa.UniqueConstraint("bid_id", "number", name="uq_consensus_sheet_bid_id_number"),
    )
    op.create_table(
        "consensus_confirmation",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["consensus_sheet.id"], name="fk_consensus_confirmation_sheet_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_consensus_confirmation_user_id"),
        sa.PrimaryKeyConstraint("sheet_id", "user_id", name="pk_consensus_confirmation"),
    )
    for name in WRITE_ONCE:
        forbid_changes(op.get_bind(), name)


def downgrade() -> None:
    """Prices that were opened in a sitting of their own stay with the bids; its minutes are given up."""
    for name in WRITE_ONCE:
        allow_changes(op.get_bind(), name)
    op.drop_table("consensus_confirmation")
    op.drop_table("consensus_sheet")
    _rebuild("opening_record", _opening_record(), "tender_id, at, present, absent, liars, bids")
    _rebuild("key_share", _key_share(), "tender_id, opener_id, at, shares")
    with op.batch_alter_table("tender") as table:
        table.drop_column("prices_opened_at")
        table.drop_column("agreed_at")
        table.drop_column("scoring")


def _key_share(*more: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("opener_id", sa.Integer(), nullable=False),
        *(sa.Column(name, SITTINGS, nullable=False) for name in more),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.ForeignKeyConstraint(["opener_id"], ["opener.id"]),
        sa.PrimaryKeyConstraint("tender_id", "opener_id", *more),
    )


def _opening_record(*more: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("tender_id", sa.Integer(), nullable=False),
        *(sa.Column(name, SITTINGS, nullable=False) for name in more),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("liars", sa.JSON(), nullable=False),
        sa.Column("bids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"]),
        sa.PrimaryKeyConstraint("tender_id", *more),
    )


def _rebuild(name: str, items: tuple[sa.schema.SchemaItem, ...], kept: str, added: str = "", value: str = "") -> None:
    """Make the table anew with another primary key; of two sittings the first is kept where there is no room for both.

    The rows are copied as they are.
    """
    before = f"{name}_before"
    allow_changes(op.get_bind(), name)
    op.rename_table(name, before)
    if op.get_bind().dialect.name == "postgresql":  # where the key's index keeps its name, which the new table needs
        op.execute(sa.text(f"ALTER INDEX pk_{name} RENAME TO pk_{before}"))
    op.create_table(name, *items)
    into, out, where = (f", {added}", f", {value}", "") if added else ("", "", " WHERE sitting != 'PRICES'")
    op.execute(sa.text(f"INSERT INTO {name} ({kept}{into}) SELECT {kept}{out} FROM {before}{where}"))
    op.drop_table(before)
    forbid_changes(op.get_bind(), name)
