"""Questions about a notice, objections to a result, and what waits for the answers: the closing, the signing."""

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
OBJECTIONS = sa.Enum(
    "FILED", "INADMISSIBLE", "ANSWERED", "UPHELD", "WITHDRAWN", name="objectionstate", native_enum=False, length=16
)
REMEDIES = sa.Enum("LEAVE_OUT", "REPEAT", name="remedy", native_enum=False, length=16)
ENDED_BEFORE = "('DECLINED', 'LAPSED', 'REVOKED')"
ENDED = "('DECLINED', 'LAPSED', 'REVOKED', 'WITHDRAWN')"
"""States of an award of which nothing comes."""
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
        sa.CheckConstraint("(state = 'ASKED') = (answered_at IS NULL)", name=op.f("ck_question_settled_at_a_time")),
        sa.CheckConstraint(
            "(state IN ('ANSWERED', 'REFUSED')) = (answer IS NOT NULL)", name=op.f("ck_question_answered_in_words")
        ),
        sa.CheckConstraint(
            "(state = 'MERGED') = (merged_into_id IS NOT NULL)", name=op.f("ck_question_merged_into_another")
        ),
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
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("objector_id", sa.Integer(), nullable=False),
        sa.Column("state", OBJECTIONS, nullable=False),
        sa.Column("facts", sa.String(4000), nullable=False),
        sa.Column("request", sa.String(1000), nullable=False),
        sa.Column("filed_at", INSTANT, nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("overdue_at", INSTANT, nullable=True),
        sa.Column("answer", sa.String(1000), nullable=True),
        sa.Column("remedy", REMEDIES, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'FILED') = (settled_at IS NULL)", name=op.f("ck_objection_settled_at_a_time")),
        sa.CheckConstraint(
            "(state IN ('INADMISSIBLE', 'ANSWERED', 'UPHELD')) = (answer IS NOT NULL)",
            name=op.f("ck_objection_settled_in_words"),
        ),
        sa.CheckConstraint("(state = 'UPHELD') = (remedy IS NOT NULL)", name=op.f("ck_objection_upheld_with_a_remedy")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name="fk_objection_tender_id"),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name="fk_objection_award_id"),
        sa.ForeignKeyConstraint(["objector_id"], ["organisation.id"], name="fk_objection_objector_id"),
        sa.ForeignKeyConstraint(["filed_by"], ["user_account.id"], name="fk_objection_filed_by"),
        sa.ForeignKeyConstraint(["settled_by"], ["user_account.id"], name="fk_objection_settled_by"),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
        sa.UniqueConstraint("ref", name="uq_objection_ref"),
        sa.UniqueConstraint("award_id", "objector_id", name="uq_objection_award_id_objector_id"),
    )
    op.create_index("ix_objection_tender_id", "objection", ["tender_id"])
    op.create_index("ix_objection_objector_id", "objection", ["objector_id"])
    op.create_index("ix_objection_state_due_at", "objection", ["state", "due_at"])
    _ends_in(ENDED)
    for table in WRITE_ONCE:
        forbid_changes(op.get_bind(), table)


def downgrade() -> None:
    for table in WRITE_ONCE:
        allow_changes(op.get_bind(), table)
    op.execute("UPDATE award SET state = 'LAPSED' WHERE state = 'WITHDRAWN'")
    _ends_in(ENDED_BEFORE)
    op.drop_table("objection")
    for table in ("question_asker", "question", "deadline_move", "tender_hold"):
        op.drop_table(table)


def _ends_in(states: str) -> None:
    """An award that has ended says why, and only one of a tender's awards has not."""
    standing = sa.text(f"state NOT IN {states}")
    op.drop_index("ix_award_standing", "award")
    with op.batch_alter_table("award") as batch:
        batch.drop_constraint("ended_with_a_reason", type_="check")
        batch.create_check_constraint("ended_with_a_reason", f"(state IN {states}) = (ended_because IS NOT NULL)")
    op.create_index(
        "ix_award_standing", "award", ["tender_id"], unique=True, sqlite_where=standing, postgresql_where=standing
    )
