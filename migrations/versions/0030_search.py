"""Searches people keep."""

revision = "0030_search"
down_revision = "0029_ratings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reserved."""


def downgrade() -> None:
    """Reserved."""
