"""The project a service belongs to."""

revision = "0027_projects"
down_revision = "0026_final_rounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reserved."""


def downgrade() -> None:
    """Reserved."""
