"""Who may bid in a tender, and whether it takes bids at this moment."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from marketplace.domain.bids import rules
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import holds, requirements
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

_AGENCIES = (
    select(Organisation)
    .where(Organisation.ref.in_(bindparam("refs", expanding=True)))
    .order_by(Organisation.id)
    .with_for_update(read=True)
)
"""Written once: many bid at the last moment."""


def _held(uow: UnitOfWork, agency_ref: str) -> Mapping[str, Organisation]:
    """The agency, and those that act together with it, by reference; held until the end of the transaction."""
    refs = uow.company or [agency_ref]
    asked = {"refs": refs}
    return uow.once(
        ("agencies", *refs), lambda: {agency.ref: agency for agency in uow.session.scalars(_AGENCIES, asked)}
    )


def hold(uow: UnitOfWork, agency_ref: str) -> Organisation:
    """The agency, held until the end of the act so that it cannot leave the market meanwhile."""
    agency = _held(uow, agency_ref).get(agency_ref)
    if agency is None:
        raise NotFound
    uow.require("bid:prepare", agency)
    return agency


def meets_what_is_asked(uow: UnitOfWork, tender: Tender, agency: Organisation) -> None:
    """What can be computed decides; what people have to read keeps nobody out."""
    if not tender.conditions:
        return
    holdings = organisations.holdings(uow.session, agency.id, day_of(uow.now))
    if lacks := requirements.lacks(requirements.read(tender.conditions), holdings):
        raise Invalid(
            mark("You do not have what this tender asks for. You lack: %(lacks)s.", lacks=requirements.listed(lacks))
        )


def is_asked(tender: Tender, agency: Organisation) -> None:
    """Raise NotPermitted where the notice asks another provider alone."""
    if tender.invited not in (None, agency.ref):
        raise NotPermitted(mark("The buyer asks one provider alone for this purchase, with the reasons in the notice."))


def takes_bids(uow: UnitOfWork, tender: Tender) -> None:
    """Raise Conflict once the locked tender takes no bids, by the clock and not by the state alone."""
    if tender.state is not TenderState.PUBLISHED:
        raise Conflict(mark("This tender takes no bids."))
    holds.settle_deadline(uow, tender)
    rules.in_time(uow.now, tender.deadline_at)
