"""How bids are quoted, and steps after the sealed bids."""

revision = "0024_quoting"
down_revision = "0023_structure"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
