"""What the policy may know of a tender."""

from sqlalchemy.orm import Session

from marketplace.domain.regimes.states import Regime
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.policy.facts import Facts


def of_tender(session: Session, tender: Tender) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A draft is its department's; a published tender is everybody's to see."""
    return Facts(
        is_public=tender.is_public,
        buyer_id=tender.buyer_id,
        is_private=tender.regime is Regime.PRIVATE,
        done_by={"drafted": tender.authors, "selected": (tender.selected_by,), "opens": tender.openers},
    )


def of_override(session: Session, override: RestrictionOverride) -> Facts:
    """It is published with the tender it is about."""
    tender = session.get_one(Tender, override.tender_id)
    return Facts(is_public=tender.is_public, buyer_id=tender.buyer_id)
