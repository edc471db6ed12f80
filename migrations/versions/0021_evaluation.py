"""What evaluators say, alone and together."""

revision = "0021_evaluation"
down_revision = "0020_rounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
