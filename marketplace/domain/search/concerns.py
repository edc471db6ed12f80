"""Which documents an event is about, by the references that it carries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.contracts.models import Contract
from marketplace.domain.objections.models import Objection
from marketplace.domain.organisations.models import OfferedService, Organisation, Qualification
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.search.documents import items
from marketplace.domain.search.documents.decisions import Decision, numbered
from marketplace.domain.search.ports import Kind
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.kernel.database import AnySelect

_KEY: BindParameter[str] = bindparam("key")


_AGENCY = select(Organisation.id).where(Organisation.ref == _KEY, Organisation.kind == OrganisationKind.AGENCY)

_CONCERNED: Mapping[str, tuple[tuple[Kind, AnySelect], ...]] = {
    "tender_ref": (
        (Kind.TENDER, select(Tender.id).where(Tender.ref == _KEY)),
        (Kind.AWARD, select(Award.id).join(Tender, Tender.id == Award.tender_id).where(Tender.ref == _KEY)),
        (
            Kind.DECISION,
            select(numbered(Decision.OVERRIDE, RestrictionOverride.__table__.c.id))
            .join(Tender, Tender.id == RestrictionOverride.tender_id)
            .where(Tender.ref == _KEY),
        ),
    ),
    "contract_ref": (
        (Kind.AWARD, select(Contract.award_id).where(Contract.ref == _KEY)),
        (Kind.PROVIDER, select(Contract.supplier_id).where(Contract.ref == _KEY)),
    ),
    "supplier_ref": ((Kind.PROVIDER, _AGENCY),),
    "ref": (
        (Kind.PROVIDER, _AGENCY),
        (
            Kind.TENDER,
            select(Tender.id).join(Organisation, Organisation.id == Tender.buyer_id).where(Organisation.ref == _KEY),
        ),
        (
            Kind.AWARD,
            select(Award.id).join(Organisation, Organisation.id == Award.supplier_id).where(Organisation.ref == _KEY),
        ),
    ),
    "complaint_ref": (
        (Kind.DECISION, select(numbered(Decision.COMPLAINT, Complaint.__table__.c.id)).where(Complaint.ref == _KEY)),
    ),
    "objection_ref": (
        (Kind.DECISION, select(numbered(Decision.OBJECTION, Objection.__table__.c.id)).where(Objection.ref == _KEY)),
    ),
    "item_code": (
        (Kind.TENDER, select(Tender.id).where(Tender.item_code == _KEY)),
        (Kind.AWARD, select(Award.id).join(Tender, Tender.id == Award.tender_id).where(Tender.item_code == _KEY)),
        (Kind.PROVIDER, select(OfferedService.organisation_id).where(OfferedService.item_code == _KEY)),
    ),
}
"""A name in an organisation's profile stands in the documents of what it buys and of what it won, too. Awards and
overrides need no lines: whatever is told of one names its tender."""


def of(session: Session, payloads: Iterable[Mapping[str, Any]]) -> Mapping[Kind, set[int]]:
    """The numbers of the documents that events with these payloads may have changed, by kind."""
    named = {(name, str(value)) for payload in payloads for name, value in payload.items()}
    found: dict[Kind, set[int]] = defaultdict(set)
    for name, key in named:
        for kind, numbers in _CONCERNED.get(name, ()):
            found[kind].update(session.scalars(numbers, {"key": key}))
        if name == "item_code":
            found[Kind.ITEM].add(items.number_of(key))
    return found


LOOKED_BACK = timedelta(days=3)
"""A night that was missed is made good by the next ones within these days [ours]."""


def turned(session: Session, on: date) -> Mapping[Kind, set[int]]:
    """The numbers of the providers for whom a certificate began or ended to count lately, which no event tells."""
    lately = (on - LOOKED_BACK, on)
    has_turned = or_(Qualification.valid_from.between(*lately), Qualification.valid_to.between(*lately))
    return {Kind.PROVIDER: set(session.scalars(select(Qualification.organisation_id).where(has_turned)))}
