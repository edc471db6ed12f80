"""Terms of doubts."""

revision = "0028_doubt_terms"
down_revision = "0027_projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reserved."""


def downgrade() -> None:
    """Reserved."""
