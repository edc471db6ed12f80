"""Which regime a tender falls under, from what is stored of its buyer and of the buyer's other tenders."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import BuyerKind
from marketplace.domain.regimes import queries as regimes
from marketplace.domain.regimes.purchases import Purchase, Related
from marketplace.domain.regimes.rules import RELATED_WITHIN, Routing, read_reason, route
from marketplace.domain.regimes.states import Funds, Regime
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.project_codes import normal
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.states import NOTICE_ONLY, PUBLIC, TenderState
from marketplace.kernel.money import Money

CAME_TO_NOTHING = frozenset({TenderState.FAILED, TenderState.REISSUED, TenderState.CANCELLED})
"""Nothing was bought: such a tender counts in no sum."""


def of_terms(session: Session, buyer: Organisation, item_code: str, terms: Terms, now: datetime) -> Routing:
    """Where a purchase by `buyer` on these terms belongs at this moment.

    The figures are those of the buyer's region; of the place of delivery where the buyer has none.
    """
    found = related(session, buyer.id, item_code, now, normal(terms.project_code))
    purchase = Purchase(funds_of(buyer), item_code, terms.ceiling, found, terms.exemption)
    table = regimes.in_force(session, buyer.region_code or terms.region_code, day_of(now))
    return route(purchase, table, {code: method.minimum_candidates for code, method in METHODS.items()})


def funds_of(buyer: Organisation) -> Funds:
    """Whose money a buyer pays with."""
    if buyer.buyer_kind is None:
        return Funds.FISCAL
    return Funds.STATE if buyer.buyer_kind is BuyerKind.STATE_ENTERPRISE else Funds.PRIVATE


def related(
    session: Session, buyer_id: int, item_code: str, now: datetime, project_code: str = ""
) -> tuple[Related, ...]:
    """What the same buyer put out here and still may buy, the oldest first.

    Of the same item within `RELATED_WITHIN`, and of the same project whenever that was. What is made under a law of
    bidding splits nothing and does not count (政府采购法实施条例 Art 28).
    """
    long_ago = now - RELATED_WITHIN
    of_item = and_(Tender.item_code == item_code, Tender.published_at > long_ago)
    of_project = and_(Tender.project_code != "", Tender.project_code == project_code)
    found = session.scalars(
        select(Tender)
        .where(
            Tender.buyer_id.in_(succession.family(session, buyer_id)),
            or_(of_item, of_project),
            Tender.published_at.is_not(None),
            Tender.state.in_(PUBLIC - NOTICE_ONLY - CAME_TO_NOTHING),
        )
        .order_by(Tender.published_at, Tender.id)
    )
    return tuple(
        Related(each.ref, each.title, each.ceiling, published_at, each.item_code, is_recent=published_at > long_ago)
        for each in found
        if (published_at := each.published_at) is not None
    )


def as_published(tender: Tender) -> Routing:
    """The routing that a tender was published with; it is never worked out again."""
    stored = tender.routing or {}
    return Routing(
        funds=Funds(stored.get("funds", Funds.FISCAL)),
        regime=tender.regime,
        why=tuple(read_reason(text) for text in stored.get("why", ())),
        citations=tuple(stored.get("citations", ())),
        limits=tender.limits,
        methods=methods_under(tender.regime),
        total=Money(stored.get("total", tender.ceiling.fen)),
        entry=stored.get("entry", ""),
        is_split=stored.get("is_split", False),
    )


def methods_under(regime: Regime) -> tuple[str, ...]:
    """The codes of the selection methods that declare a regime."""
    return tuple(code for code, method in METHODS.items() if regime in method.minimum_candidates)
