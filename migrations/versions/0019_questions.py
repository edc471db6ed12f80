"""Reserved."""

revision = "0019_questions"
down_revision = "0018_restrictions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
