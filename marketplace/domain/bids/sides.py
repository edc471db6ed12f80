"""Nobody sits on both sides of one tender."""

from sqlalchemy.orm import Session

from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.i18n import mark


def refuse_own_department(session: Session, tender: Tender, agency: Organisation) -> None:
    """Nobody sits on both sides of one tender (政府采购法 Art 12: whoever has an interest stands aside)."""
    members = succession.members_and_buyers(session, agency.id, tender.buyer_id)
    if any(members.values()):
        raise NotPermitted(
            mark("A member of this agency works for the department that buys; the agency does not bid in its tenders."),
        )
    if not members.keys().isdisjoint(tender.openers):
        raise NotPermitted(mark("A member of this agency holds a key of this tender; the agency does not bid in it."))
