"""Nobody sits on both sides of one tender."""

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.succession import HAS_ONE_OF, SHARES_PEOPLE
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.i18n import mark


class Ties(NamedTuple):
    """What binds the members of an agency to the other side of a tender."""

    to_buyer: bool
    to_openers: bool


TIES = (SHARES_PEOPLE, HAS_ONE_OF)
"""The columns of `Ties`; part of a question about an `Organisation`, with the values that `tie_values` gives."""


def tie_values(tender: Tender) -> dict[str, Any]:
    """What `TIES` asks about."""
    return {"buyer": tender.buyer_id, "people": tender.openers}


def refuse_own_department(session: Session, tender: Tender, agency: Organisation) -> None:
    """Raise NotPermitted for an agency that sits on the other side, too."""
    asked = select(*TIES).select_from(Organisation).where(Organisation.id == agency.id)
    refuse(Ties(*session.execute(asked, tie_values(tender)).one()))


def refuse(ties: Ties) -> None:
    """Nobody sits on both sides of one tender (政府采购法 Art 12: whoever has an interest stands aside)."""
    if ties.to_buyer:
        raise NotPermitted(
            mark("A member of this agency works for the department that buys; the agency does not bid in its tenders."),
        )
    if ties.to_openers:
        raise NotPermitted(mark("A member of this agency holds a key of this tender; the agency does not bid in it."))
