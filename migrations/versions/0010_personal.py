"""Reserved."""

revision = "0010_personal"
down_revision = "0009_complaints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
