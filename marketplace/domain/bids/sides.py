"""Nobody sits on both sides of one tender."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.independence.queries import IS_AFFILIATED
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.succession import HAS_ONE_OF, SHARES_PEOPLE
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.recusals import STAYS_OUT
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.i18n import mark


class Ties(NamedTuple):
    """What binds the members of an agency to the other side of a tender."""

    to_buyer: bool
    to_openers: bool
    is_affiliated: bool
    stays_out: bool


TIES = (SHARES_PEOPLE, HAS_ONE_OF, IS_AFFILIATED, STAYS_OUT)
"""The columns of `Ties`; part of a question about an `Organisation`, with the values that `tie_values` gives."""


def tie_values(tender: Tender, now: datetime) -> dict[str, Any]:
    """What `TIES` asks about."""
    return {"buyer": tender.buyer_id, "people": tender.openers, "day": day_of(now), "tender": tender.id}


def refuse_own_department(session: Session, tender: Tender, agency: Organisation, now: datetime) -> None:
    """Raise NotPermitted for an agency that sits on the other side, too, or is tied to it."""
    asked = select(*TIES).select_from(Organisation).where(Organisation.id == agency.id)
    refuse(Ties(*session.execute(asked, tie_values(tender, now)).one()))


def refuse(ties: Ties) -> None:
    """Nobody sits on both sides of one tender (政府采购法 Art 12: whoever has an interest stands aside)."""
    if ties.to_buyer:
        raise NotPermitted(
            mark("A member of this agency works for the department that buys; the agency does not bid in its tenders."),
        )
    if ties.to_openers:
        raise NotPermitted(mark("A member of this agency holds a key of this tender; the agency does not bid in it."))
    if ties.is_affiliated:
        raise NotPermitted(
            mark(
                "The public register of ties says that this agency is tied to the department that buys; it does not "
                "bid in its tenders (优化营商环境条例 Art 43). If the entry is wrong or the tie is over, write to the "
                "operator or the regulator, who correct the register."
            )
        )
    if ties.stays_out:
        raise NotPermitted(
            mark(
                "The notice names this agency among those that worked on the project before; it does not bid in it "
                "(政府采购法实施条例 Art 18, 招标投标法实施条例 Art 27). If that is wrong, ask the department in a "
                "question about the notice, or complain."
            )
        )
