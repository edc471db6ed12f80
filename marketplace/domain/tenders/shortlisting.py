"""On which short-list a direct choice rests, and where it must rest on one.

Whoever buys privately chooses freely (优化营商环境条例 Art 43(2)). Where the funds are the state's, everybody shall be
able to see among whom was chosen, by a search that preferred nobody (反垄断法 Art 39).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regimes.rules import Routing
from marketplace.domain.regimes.states import Regime
from marketplace.domain.shortlists import queries
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.shortlists.rules import VALID_FOR
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.states import PUBLIC
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

DEMANDED_UNDER = frozenset({Regime.STATE_ENTERPRISE})
"""Where a direct choice names a short-list, or says why there is none [ours]."""


def usable(session: Session, buyer_id: int, item_code: str, now: datetime) -> Sequence[ShortList]:
    """The short-lists on which a buyer may rest a choice for an item now."""
    return queries.usable(session, succession.family(session, buyer_id), item_code, now)


def resting(session: Session, shortlist: ShortList) -> Sequence[AnyRow]:
    """(ref, title) of the published tenders that rest on a short-list."""
    return session.execute(
        select(Tender.ref, Tender.title)
        .where(Tender.shortlist == shortlist.ref, Tender.published_at.is_not(None), Tender.state.in_(PUBLIC))
        .order_by(Tender.published_at)
    ).all()


def check(uow: UnitOfWork, buyer: Organisation, terms: Terms, item_code: str, routing: Routing) -> None:
    """Raise Invalid, by field (``shortlist``, ``unlisted_because``, ``invited``), where a choice lacks its ground.

    Asked of drafts and at the publication; a later change of the notice moves neither the choice nor its ground.
    """
    if routing.blocked:
        return
    if found := _faults(uow, buyer, terms, item_code, routing.regime):
        raise Invalid(fields=found)


def _faults(uow: UnitOfWork, buyer: Organisation, terms: Terms, item_code: str, regime: Regime) -> dict[str, Text]:
    if not notice.invites(terms.method):
        said = {"shortlist": mark("Everybody may bid by this method; it rests on no short-list.")}
        return said if terms.shortlist else {}
    if not terms.shortlist:
        return _fault_of_none(terms, regime)
    found = queries.by_ref(uow.session, terms.shortlist)
    if found is None or found.buyer_id not in succession.family(uow.session, buyer.id):
        return {"shortlist": mark("Choose one of your own short-lists.")}
    if found.item_code != item_code:
        return {"shortlist": mark("This short-list is about another service. Lock one for the service that you buy.")}
    if terms.invited not in found.refs:
        words = mark(
            "This provider is not on the short-list %(ref)s. Choose one that is, or lock another search.", ref=found.ref
        )
        return {"invited": words}
    return {} if found.is_fresh(uow.now) else {"shortlist": _too_old(found)}


def _too_old(found: ShortList) -> Text:
    return mark(
        "This short-list was locked on %(day)s and is older than %(days)s days. Search again and lock a new one.",
        day=found.locked_at,
        days=VALID_FOR.days,
    )


def _fault_of_none(terms: Terms, regime: Regime) -> dict[str, Text]:
    said = len(terms.unlisted_because.strip())
    if said > notice.MAX_GROUND or (regime in DEMANDED_UNDER and not said):
        return {
            "unlisted_because": mark(
                "Choose the short-list that the choice rests on, or write why there is none, in up to %(limit)s "
                "characters.",
                limit=notice.MAX_GROUND,
            )
        }
    return {}
