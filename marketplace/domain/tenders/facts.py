"""What the policy may know of a tender."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.regimes.states import Regime
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.states import PUBLIC
from marketplace.policy.facts import Facts


def of_tender(session: Session, tender: Tender) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A draft is its department's; a published tender is everybody's to see."""
    return Facts(
        is_public=tender.is_public,
        buyer_id=tender.buyer_id,
        is_private=tender.regime is Regime.PRIVATE,
        done_by={"drafted": tender.authors, "selected": (tender.selected_by,), "opens": tender.openers},
    )


def of_shortlist(session: Session, shortlist: ShortList) -> Facts:
    """Its buyer's alone until a notice that rests on it is published, then everybody's."""
    rests = select(Tender.id).where(
        Tender.shortlist == shortlist.ref, Tender.published_at.is_not(None), Tender.state.in_(PUBLIC)
    )
    return Facts(is_public=session.scalar(rests.limit(1)) is not None, buyer_id=shortlist.buyer_id)


def of_override(session: Session, override: RestrictionOverride) -> Facts:
    """It is published with the tender it is about."""
    tender = session.get_one(Tender, override.tender_id)
    return Facts(is_public=tender.is_public, buyer_id=tender.buyer_id)
