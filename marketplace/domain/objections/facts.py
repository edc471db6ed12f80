"""What the policy may know of an objection."""

from sqlalchemy.orm import Session

from marketplace.domain.objections.models import Objection
from marketplace.domain.tenders.models import Tender
from marketplace.policy.facts import Facts


def of_objection(session: Session, objection: Objection) -> Facts:
    """It is between objector and department; regulators see it, the public reads a part on the tender's page."""
    tender = session.get_one(Tender, objection.tender_id)
    return Facts(buyer_id=tender.buyer_id, supplier_id=objection.objector_id)
