"""Commitments in writing that take the place of documents (优化营商环境条例 Art 44)."""

from sqlalchemy import select

from marketplace.domain.organisations.commitments import COMMITMENTS
from marketplace.domain.organisations.events import OrganisationProfileChanged
from marketplace.domain.organisations.models import Organisation, SignedCommitment
from marketplace.domain.organisations.states import CommitmentKind
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def sign_commitment(
    uow: UnitOfWork, ref: str, kind: CommitmentKind, version: int, *, has_agreed: bool
) -> SignedCommitment:
    """Sign the present wording for the agency; `version` is the one the signer read.

    Raises Invalid (field ``has_agreed``) without the signer's agreement, Conflict for another wording than the present
    one and for one that is signed already.
    """
    agency = uow.claim(Organisation, ref, "organisation:commit")
    wording = COMMITMENTS[kind]
    if version != wording.version:
        raise Conflict(mark("The wording has changed meanwhile. Read it again before you sign."))
    if not has_agreed:
        raise Invalid(fields={"has_agreed": mark("Tick the box to sign for the agency.")})
    signed = uow.session.scalar(
        select(SignedCommitment.id).where(
            SignedCommitment.organisation_id == agency.id,
            SignedCommitment.kind == kind,
            SignedCommitment.version == version,
        )
    )
    if signed is not None:
        raise Conflict(mark("This commitment is signed already."))
    commitment = uow.add(
        SignedCommitment(
            organisation_id=agency.id,
            kind=kind,
            version=version,
            text_zh=wording.text_zh,
            text_en=wording.text_en,
            signed_by=uow.actor.user_id,
            signed_at=uow.now,
        )
    )
    uow.record("organisation:sign_commitment", agency, kind=kind.value, version=version, text=wording.text_zh)
    uow.emit(OrganisationProfileChanged(agency.ref))
    return commitment
