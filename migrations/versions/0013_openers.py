"""Openers' keys, the panels that tenders name, and what was handed in at an opening."""

revision = "0013_openers"
down_revision = "0012_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
