"""Ties that shut a bidder out, and what is said about them."""

revision = "0022_independence"
down_revision = "0021_evaluation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
