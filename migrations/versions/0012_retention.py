"""Reserved."""

revision = "0012_retention"
down_revision = "0011_passkeys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
