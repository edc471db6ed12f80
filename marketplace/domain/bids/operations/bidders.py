"""Who may bid in a tender, and whether it takes bids at this moment."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from marketplace.domain.bids import rules
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.succession import HAS_ONE_OF, SHARES_PEOPLE
from marketplace.domain.tenders import outages
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

_AGENCY = select(Organisation).where(Organisation.ref == bindparam("ref")).with_for_update(read=True)
"""Written once: many bid at the last moment."""


def hold(uow: UnitOfWork, agency_ref: str) -> Organisation:
    """The agency, held until the end of the act so that it cannot leave the market meanwhile."""
    agency = uow.session.scalars(_AGENCY, {"ref": agency_ref}).first()
    if agency is None:
        raise NotFound
    uow.require("bid:prepare", agency)
    return agency


class Ties(NamedTuple):
    """What binds the members of an agency to one side of a tender."""

    to_buyer: bool
    to_openers: bool


TIES = (SHARES_PEOPLE, HAS_ONE_OF)
"""The columns of `Ties`; part of a question that asks for more at once, with the values that `tie_values` gives."""


def tie_values(tender: Tender, agency: Organisation) -> dict[str, Any]:
    """What `TIES` asks about."""
    return {"agency": agency.id, "buyer": tender.buyer_id, "people": tender.openers}


def refuse_both_sides(uow: UnitOfWork, tender: Tender, agency: Organisation) -> None:
    """Raise NotPermitted for an agency that sits on the other side, too."""
    refuse(Ties(*uow.session.execute(select(*TIES), tie_values(tender, agency)).one()))


def refuse(ties: Ties) -> None:
    """Nobody sits on both sides of one tender (政府采购法 Art 12: whoever has an interest stands aside)."""
    if ties.to_buyer:
        raise NotPermitted(
            mark("A member of this agency works for the department that buys; the agency does not bid in its tenders."),
        )
    if ties.to_openers:
        raise NotPermitted(mark("A member of this agency holds a key of this tender; the agency does not bid in it."))


def takes_bids(uow: UnitOfWork, tender: Tender) -> None:
    """Raise Conflict unless the locked tender takes bids at this moment."""
    if tender.state is not TenderState.PUBLISHED:
        raise Conflict(mark("This tender takes no bids."))
    outages.make_good(uow, tender)
    rules.in_time(uow.now, tender.deadline_at)
