"""Ratings of two sides."""

revision = "0029_ratings"
down_revision = "0028_doubt_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reserved."""


def downgrade() -> None:
    """Reserved."""
