"""What the policy may know of an award."""

from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.regimes.states import Regime
from marketplace.domain.tenders.models import Tender
from marketplace.policy.facts import Facts


def of_award(session: Session, award: Award) -> Facts:
    """An award notice is public."""
    tender = session.get_one(Tender, award.tender_id)
    return Facts(
        is_public=True,
        buyer_id=tender.buyer_id,
        supplier_id=award.supplier_id,
        is_private=tender.regime is Regime.PRIVATE,
        done_by={"selected": (tender.selected_by,), "ended": (award.ended_by,)},
    )
