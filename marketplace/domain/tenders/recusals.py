"""Who must stay out of a tender for earlier work on the same project, as the notice says (是否有企业回避).

Whoever made the overall design or the specification, managed, supervised or tested the project does not bid in it
(政府采购法实施条例 Art 18), nor who prepared its price basis (招标投标法实施条例 Art 27).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Recusal, Tender
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import Conflict, Invalid, NotFound, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork

LONGEST_REASON = 500

_R = Recusal.__table__.c
STAYS_OUT = select(_R.agency_id).where(_R.tender_id == bindparam("tender"), _R.agency_id == Organisation.id).exists()
"""Whether the notice of `tender`, a key, keeps an `Organisation` out; part of a question about organisations."""


def of_tender(session: Session, tender_id: int) -> Sequence[AnyRow]:
    """(Recusal, the agency's reference and names); whoever may know of the tender may know of them."""
    return session.execute(
        select(Recusal, Organisation.ref, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == Recusal.agency_id)
        .where(Recusal.tender_id == tender_id)
        .order_by(Recusal.agency_id)
    ).all()


@dataclass(frozen=True, slots=True)
class Named:
    """An agency by its credit code, what it did for the project, and what shows that."""

    code: str
    role: EarlierRole | None
    because: str


def add(uow: UnitOfWork, tender: Tender, named: Named) -> Recusal:
    """Name an agency in a claimed tender; Invalid by field (``credit_code``, ``role``, ``because``)."""
    agency, role = organisations.agency_named(uow.session, named.code), named.role
    if role is None:
        raise Invalid(fields={"role": mark("Choose what the provider did.")})
    with at_field("because"):
        said = one_line(named.because, longest=LONGEST_REASON)
    if uow.session.get(Recusal, (tender.id, agency.id)) is not None:
        raise Conflict(mark("The notice names this provider already."))
    recusal = uow.add(Recusal(tender_id=tender.id, agency_id=agency.id, role=role, reason=said))
    uow.record("tender:recuse", tender, agency=agency.ref, role=role)
    return recusal


def remove(uow: UnitOfWork, tender: Tender, agency_ref: str) -> None:
    """Take an agency out of the list of a claimed tender; NotFound for one that is not in it."""
    agency_id = uow.session.scalar(select(Organisation.id).where(Organisation.ref == agency_ref))
    found = uow.session.get(Recusal, (tender.id, agency_id)) if agency_id is not None else None
    if found is None:
        raise NotFound
    uow.session.delete(found)
    uow.flush()
    uow.record("tender:let_bid", tender, agency=agency_ref)


def as_json(session: Session, tender_id: int) -> list[dict[str, str]]:
    """As a corrigendum keeps them: ``[{"agency", "name", "role", "reason"}]``."""
    return [
        {"agency": row.ref, "name": row.name, "role": row.Recusal.role, "reason": row.Recusal.reason}
        for row in of_tender(session, tender_id)
    ]


def carry(uow: UnitOfWork, before: Tender, after: Tender) -> None:
    """The same for a tender that is issued again."""
    uow.session.add_all(
        Recusal(tender_id=after.id, agency_id=row.Recusal.agency_id, role=row.Recusal.role, reason=row.Recusal.reason)
        for row in of_tender(uow.session, before.id)
    )
