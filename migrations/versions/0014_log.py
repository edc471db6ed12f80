"""The log: a tree for every tender, the platform's log, checkpoints and their stamps."""

revision = "0014_log"
down_revision = "0013_openers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
