"""Reserved."""

revision = "0011_passkeys"
down_revision = "0010_personal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
