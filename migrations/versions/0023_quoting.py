"""How bids are quoted, an amount or a discount rate that its price follows from, and who alone may be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0023_quoting"
down_revision = "0022_independence"
branch_labels = None
depends_on = None

QUOTE = sa.Enum("AMOUNT", "DISCOUNT_RATE", name="quote", native_enum=False, length=16)
IS_OPENED = "state IN ('VALID', 'INVALID')"


def upgrade() -> None:
    with op.batch_alter_table("tender") as batch:
        batch.add_column(sa.Column("quote", QUOTE, nullable=False, server_default="AMOUNT"))
        batch.add_column(sa.Column("invited", sa.String(16), nullable=True))
        batch.add_column(sa.Column("invited_because", sa.String(1000), nullable=False, server_default=""))
        batch.create_foreign_key(batch.f("fk_tender_invited"), "organisation", ["invited"], ["ref"])
    with op.batch_alter_table("bid") as batch:
        batch.add_column(sa.Column("discount_rate", sa.Integer(), nullable=True))
        batch.create_check_constraint(
            "rate_below_everything", "discount_rate IS NULL OR discount_rate BETWEEN 0 AND 9999"
        )
        batch.drop_constraint("sealed_until_opened", type_="check")
        batch.create_check_constraint(
            "sealed_until_opened", f"{IS_OPENED} OR (price IS NULL AND nonce IS NULL AND discount_rate IS NULL)"
        )


def downgrade() -> None:
    """Prices that rates came to stay; the rates are gone."""
    with op.batch_alter_table("bid") as batch:
        batch.drop_constraint("sealed_until_opened", type_="check")
        batch.create_check_constraint("sealed_until_opened", f"{IS_OPENED} OR (price IS NULL AND nonce IS NULL)")
        batch.drop_constraint("rate_below_everything", type_="check")
        batch.drop_column("discount_rate")
    with op.batch_alter_table("tender") as batch:
        batch.drop_constraint(batch.f("fk_tender_invited"), type_="foreignkey")
        for name in ("invited_because", "invited", "quote"):
            batch.drop_column(name)
