"""Public randomness: the round a tender named in advance and what came out of it."""

revision = "0015_beacon"
down_revision = "0014_log"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
