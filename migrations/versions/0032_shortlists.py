"""Short-lists: searches of providers that are locked as evidence, and the tenders that rest on them."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0032_shortlists"
down_revision = "0028_doubt_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table, which nobody changes, and where a tender names its list."""
    op.create_table(
        "shortlist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(48), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.Integer(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["organisation.id"], name="fk_shortlist_buyer_id"),
        sa.ForeignKeyConstraint(["item_code"], ["service_item.code"], name="fk_shortlist_item_code"),
        sa.ForeignKeyConstraint(["locked_by"], ["user_account.id"], name="fk_shortlist_locked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_shortlist"),
        sa.UniqueConstraint("ref", name="uq_shortlist_ref"),
        sa.UniqueConstraint("sha256", name="uq_shortlist_sha256"),
    )
    op.create_index("ix_shortlist_buyer_id", "shortlist", ["buyer_id"])
    forbid_changes(op.get_bind(), "shortlist")
    with op.batch_alter_table("tender") as tender:
        tender.add_column(sa.Column("shortlist", sa.String(16), nullable=True))
        tender.add_column(sa.Column("unlisted_because", sa.String(1000), server_default="", nullable=False))
        tender.create_foreign_key(tender.f("fk_tender_shortlist"), "shortlist", ["shortlist"], ["ref"])
        tender.create_index("ix_tender_shortlist", ["shortlist"])


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("tender") as tender:
        tender.drop_index("ix_tender_shortlist")
        tender.drop_constraint(tender.f("fk_tender_shortlist"), type_="foreignkey")
        tender.drop_column("unlisted_because")
        tender.drop_column("shortlist")
    allow_changes(op.get_bind(), "shortlist")
    op.drop_index("ix_shortlist_buyer_id", "shortlist")
    op.drop_table("shortlist")
