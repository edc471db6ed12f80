"""Questions about a notice and what waits for an answer: held closings, and deadlines moved for that."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0019_questions"
down_revision = "0018_restrictions"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
HOLDS = sa.Enum("CLOSING", "SIGNING", name="holdkind", native_enum=False, length=16)
CAUSES = sa.Enum("UNANSWERED", "ANSWERED", name="movecause", native_enum=False, length=16)
QUESTIONS = sa.Enum("ASKED", "ANSWERED", "MERGED", "REFUSED", name="questionstate", native_enum=False, length=16)
WRITE_ONCE = ("deadline_move", "question_asker")


def upgrade() -> None:
    op.create_table(
        "tender_hold",
        sa.Column("about", sa.String(16), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("kind", HOLDS, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_tender_hold_tender_id"),
        sa.PrimaryKeyConstraint("about", name="pk_tender_hold"),
    )
    op.create_index("ix_tender_hold_tender_id", "tender_hold", ["tender_id"])
    op.create_table(
        "deadline_move",
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("before", INSTANT, nullable=False),
        sa.Column("after", INSTANT, nullable=False),
        sa.Column("cause", CAUSES, nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_deadline_move_tender_id"),
        sa.PrimaryKeyConstraint("tender_id", "number", name="pk_deadline_move"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("state", QUESTIONS, nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer", sa.String(4000), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'ASKED') = (answered_at IS NULL)", name="ck_question_settled_at_a_time"),
        sa.CheckConstraint(
            "(state IN ('ANSWERED', 'REFUSED')) = (answer IS NOT NULL)", name="ck_question_answered_in_words"
        ),
        sa.CheckConstraint("(state = 'MERGED') = (merged_into_id IS NOT NULL)", name="ck_question_merged_into_another"),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_question_tender_id"),
        sa.ForeignKeyConstraint(["answered_by"], ["user_account.id"], name="fk_question_answered_by"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["question.id"], name="fk_question_merged_into_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("ref", name="uq_question_ref"),
    )
    op.create_index("ix_question_tender_id", "question", ["tender_id"])
    op.create_table(
        "question_asker",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name="fk_question_asker_question_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_question_asker_organisation_id"),
        sa.PrimaryKeyConstraint("question_id", name="pk_question_asker"),
    )
    op.create_index("ix_question_asker_organisation_id", "question_asker", ["organisation_id"])
    for table in WRITE_ONCE:
        forbid_changes(op.get_bind(), table)


def downgrade() -> None:
    for table in WRITE_ONCE:
        allow_changes(op.get_bind(), table)
    for table in ("question_asker", "question", "deadline_move", "tender_hold"):
        op.drop_table(table)
