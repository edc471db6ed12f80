"""Reserved."""

revision = "0020_rounds"
down_revision = "0019_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
