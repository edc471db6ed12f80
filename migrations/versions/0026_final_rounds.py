"""Final prices asked after the opening."""

revision = "0026_final_rounds"
down_revision = "0025_evaluator_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reserved."""


def downgrade() -> None:
    """Reserved."""
