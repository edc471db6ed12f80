"""What is written once stays as it was written: the database itself refuses to change or delete it."""

from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0002_append_only"
down_revision = "0001_purchase"
branch_labels = None
depends_on = None

WRITE_ONCE = (
    "journal",
    "bid_envelope",
    "closing_head",
    "selection",
    "budget_entry",
    "score_sheet",
    "conflict_declaration",
)


def upgrade() -> None:
    for table in WRITE_ONCE:
        forbid_changes(op.get_bind(), table)


def downgrade() -> None:
    for table in WRITE_ONCE:
        allow_changes(op.get_bind(), table)
