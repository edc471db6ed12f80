"""What the structural checks of a tender look at."""

revision = "0023_structure"
down_revision = "0022_independence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
