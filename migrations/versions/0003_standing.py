"""Who stands behind a credit code: proof, written commitments, disputes; administrators and invitations."""

import sqlalchemy as sa
from alembic import op

from marketplace.kernel.append_only import allow_changes, forbid_changes

revision = "0003_standing"
down_revision = "0002_append_only"
branch_labels = None
depends_on = None

ROLES = sa.Enum(
    "AGENCY_MEMBER",
    "DRAFTER",
    "APPROVER",
    "EVALUATOR",
    "FINANCE_OFFICER",
    "REGULATOR",
    "OPERATOR",
    name="role",
    native_enum=False,
    length=20,
)


def upgrade() -> None:
    _claims()
    _people()
    _disputes()
    _commitments()


def _claims() -> None:
    claim = sa.Enum("UNVERIFIED", "VERIFIED", name="claimstate", native_enum=False, length=16)
    proof = sa.Enum("DOCUMENT", "MAIL_DOMAIN", "CONTRACT", name="proof", native_enum=False, length=16)
    for column in (
        sa.Column("claim", claim, nullable=False, server_default="UNVERIFIED"),
        sa.Column("proof", proof, nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof_note", sa.String(200), nullable=False, server_default=""),
        sa.Column("mail_domain", sa.String(253), nullable=False, server_default=""),
    ):
        op.add_column("organisation", column)


def _people() -> None:
    op.add_column("membership", sa.Column("is_administrator", sa.Boolean(), nullable=False, server_default=sa.false()))
    # the earliest member becomes the administrator, in all of their roles
    op.execute(
        """
        UPDATE membership SET is_administrator = true WHERE user_id = (
            SELECT first.user_id FROM membership AS first
            WHERE first.organisation_id = membership.organisation_id
            ORDER BY first.granted_at, first.id LIMIT 1
        )
        """
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("role", ROLES, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column(
            "state",
            sa.Enum("SENT", "ACCEPTED", "REVOKED", name="invitationstate", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["user_account.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(["accepted_by"], ["user_account.id"], name=op.f("fk_invitation_accepted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("ref", name=op.f("uq_invitation_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_organisation_id"), "invitation", ["organisation_id"])
    op.create_index("ix_invitation_email_state", "invitation", ["email", "state"])


def _disputes() -> None:
    op.add_column("document", sa.Column("is_personal", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("OPEN", "UPHELD", "REJECTED", "WITHDRAWN", name="disputestate", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(500), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dispute_organisation_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["user_account.id"], name=op.f("fk_dispute_claimant_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_dispute_document_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_dispute_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("ref", name=op.f("uq_dispute_ref")),
    )
    op.create_index(op.f("ix_dispute_claimant_id"), "dispute", ["claimant_id"])
    op.create_index("ix_dispute_organisation_id_state", "dispute", ["organisation_id", "state"])


def _commitments() -> None:
    op.create_table(
        "bid_commitment",
        sa.Column("envelope_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["envelope_id"], ["bid_envelope.id"], name=op.f("fk_bid_commitment_envelope_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["user_account.id"], name=op.f("fk_bid_commitment_signed_by")),
        sa.PrimaryKeyConstraint("envelope_id", name=op.f("pk_bid_commitment")),
    )
    forbid_changes(op.get_bind(), "bid_commitment")


def downgrade() -> None:
    allow_changes(op.get_bind(), "bid_commitment")
    for table in ("bid_commitment", "dispute", "invitation"):
        op.drop_table(table)
    op.drop_column("document", "is_personal")
    op.drop_column("membership", "is_administrator")
    for column in ("mail_domain", "proof_note", "verified_at", "proof", "claim"):
        op.drop_column("organisation", column)
