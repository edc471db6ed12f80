"""Terms of doubts: until when a department decides, that it did not, and whether the bid is out meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0028_doubt_terms"
down_revision = "0027_projects"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What was doubted before keeps its effect: ties kept out, low prices did not."""
    op.add_column("bid_doubt", sa.Column("keeps_out", sa.Boolean(), server_default=sa.true(), nullable=False))
    doubt = sa.table("bid_doubt", sa.column("ground", sa.String()), sa.column("keeps_out", sa.Boolean()))
    op.execute(doubt.update().where(doubt.c.ground == "LOW_PRICE").values(keeps_out=False))
    op.add_column("bid_doubt", sa.Column("decide_by", INSTANT, nullable=True))
    op.add_column("bid_doubt", sa.Column("overdue_at", INSTANT, nullable=True))
    op.create_index("ix_bid_doubt_state_decide_by", "bid_doubt", ["state", "decide_by"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_bid_doubt_state_decide_by", "bid_doubt")
    op.drop_column("bid_doubt", "overdue_at")
    op.drop_column("bid_doubt", "decide_by")
    op.drop_column("bid_doubt", "keeps_out")
