"""What a drafter does beside the terms: put files in and out, and keep what was typed but not saved."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import attachments, operations, recusals
from marketplace.domain.tenders.models import Recusal, Tender, TenderSketch
from marketplace.domain.tenders.recusals import Named
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_TYPED = 200_000
"""Characters that are kept of one form: every text at its longest, several times over [own default]."""


def attach(uow: UnitOfWork, tender_ref: str, stored: StoredFile) -> Document:
    """Put a file into a draft; it was checked and stored before this transaction began.

    Raises Conflict once the draft is handed in, or holds as many files as it may.
    """
    return attachments.add(uow, _edited(uow, tender_ref), stored)


def detach(uow: UnitOfWork, tender_ref: str, document_ref: str) -> Tender:
    """Take a file out of a draft; the department keeps it. Raises NotFound for one that is not in it."""
    tender = _edited(uow, tender_ref)
    attachments.remove(uow, tender, document_ref)
    return tender


def recuse(uow: UnitOfWork, tender_ref: str, named: Named) -> Recusal:
    """Name an agency that must stay out for earlier work; Invalid by field (``credit_code``, ``role``, ``because``)."""
    return recusals.add(uow, _edited(uow, tender_ref), named)


def let_bid(uow: UnitOfWork, tender_ref: str, agency_ref: str) -> Tender:
    """Take an agency off that list; NotFound for one that is not on it."""
    tender = _edited(uow, tender_ref)
    recusals.remove(uow, tender, agency_ref)
    return tender


def keep(uow: UnitOfWork, department_ref: str, about: str, fields: Mapping[str, str], seen: int) -> TenderSketch:
    """Keep what somebody typed into the form of a tender, lawful or not; it changes no draft and binds nobody.

    `about` is the reference of the draft, or the code of the item for which none is saved yet. `seen` is the number
    that the page knew (0: nothing was kept): with another number something newer would be lost, and it is a Conflict.
    """
    department = uow.claim(Organisation, department_ref, "tender:draft")
    if sum(len(name) + len(text) for name, text in fields.items()) > MAX_TYPED:
        raise Invalid(mark("This is too much to be kept."))
    found = uow.session.get(TenderSketch, (uow.actor.user_id, about), with_for_update={"key_share": True})
    if (found.number if found else 0) != seen:
        raise Conflict(mark("This form was typed into in another window. Nothing was kept from here."))
    if found is None:
        found = TenderSketch(user_id=uow.actor.user_id, about=about, number=0)
        uow.session.add(found)
        uow.record("tender:sketch", department, about=about)
    found.number, found.fields, found.saved_at = seen + 1, dict(fields), uow.now
    return found


def forget(uow: UnitOfWork, department_ref: str, about: str) -> None:
    """Drop what the actor typed: it is saved, or not wanted any more."""
    department = uow.claim(Organisation, department_ref, "tender:draft")
    found = sketch(uow.session, uow.actor, about)
    if found is not None:
        uow.session.delete(found)
        uow.record("tender:forget_sketch", department, about=about)


def sketch(session: Session, actor: Actor, about: str) -> TenderSketch | None:
    """What this very person typed and has not saved."""
    return session.get(TenderSketch, (actor.user_id, about)) if actor.user_id is not None else None


def _edited(uow: UnitOfWork, tender_ref: str) -> Tender:
    tender = uow.claim(Tender, tender_ref, "tender:edit")
    operations.advance(uow, tender, "edit")
    tender.authors = sorted({*tender.authors, uow.actor.user_id or 0})
    return tender
