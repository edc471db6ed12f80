"""Opened tenders with a doubt about a bid, in each of its states; a lawful market but for what they say."""

from datetime import date

from sqlalchemy import select

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.independence import operations as independence
from marketplace.domain.independence.rules import NewAffiliation
from marketplace.domain.independence.states import AffiliationKind
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import drafting
from marketplace.domain.tenders.recusals import Named
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.money import Money
from tests.domain.market import PRICES, Market

SINCE = date(2020, 5, 1)
REPLY = "The institution was cut loose from the department in 2024."
REASON = "The certificate of separation shows it."
LOW = {"agency1": Money(50_000_00), "agency2": Money(90_000_00), "agency3": Money(91_000_00)}
"""The first price is below 70 % of the median of the others."""


def tie(market: Market, agency: str = "agency1", **changes: object) -> str:
    """The regulator records that an agency belongs to the department; the reference of the entry."""
    given: dict[str, object] = {"kind": AffiliationKind.SUBORDINATE, "since": SINCE}
    with market.acting("regulator") as uow:
        return independence.record(
            uow,
            market.refs[agency],
            market.refs["department"],
            NewAffiliation(**(given | changes)),  # type: ignore[arg-type]
        ).ref


def alike(market: Market, field: str, value: object, *agencies: str) -> None:
    """Agencies that say the same of themselves."""
    with market.acting("platform") as uow:
        for each in uow.session.scalars(
            select(Organisation).where(Organisation.ref.in_([market.refs[agency] for agency in agencies]))
        ):
            setattr(each, field, value)


def affiliated(market: Market) -> str:
    """An opened tender in which agency1 turns out to belong to the department."""
    ref = market.closed(dict(PRICES))
    tie(market)
    market.open_bids(ref)
    return ref


def tied_late(market: Market) -> str:
    """An opened tender of whose bidder agency1 the register learns afterwards that it belongs to the department."""
    ref = market.opened(dict(PRICES))
    market.clock.advance(minutes=5)
    tie(market)
    return ref


def low(market: Market) -> str:
    """An opened tender in which agency1 offered very little."""
    return market.opened(dict(LOW))


def doubt_of(market: Market, agency: str = "agency1") -> Doubt:
    with market.house.reading() as session:
        return session.scalars(
            select(Doubt).join(Bid, Bid.id == Doubt.bid_id).where(Bid.tenderer_id == market.organisation_id(agency))
        ).one()


def asked(market: Market) -> str:
    affiliated(market)
    return doubt_of(market).ref


def answered(market: Market) -> str:
    ref = asked(market)
    reply(market, ref)
    return ref


def admitted(market: Market) -> str:
    ref = answered(market)
    with market.acting("approver") as uow:
        bids.admit(uow, ref, REASON)
    return ref


def excluded(market: Market) -> str:
    ref = answered(market)
    with market.acting("approver") as uow:
        bids.exclude(uow, ref, REASON)
    return ref


def late(market: Market) -> str:
    ref = asked(market)
    market.clock.at = doubt_of(market).due_at
    return ref


def silent(market: Market) -> str:
    ref = late(market)
    with market.acting("platform") as uow:
        bids.expire(uow, ref)
    return ref


def reply(market: Market, ref: str, agency: str = "agency1") -> None:
    with market.acting(agency) as uow:
        bids.reply(uow, ref, REPLY)


def undecided(market: Market) -> str:
    """The bidder has replied, and the department's time is over."""
    ref = answered(market)
    due = doubt_of(market).decide_by
    assert due is not None
    market.clock.at = due
    return ref


def over(market: Market, entry: str) -> None:
    """The operator writes that the tie is over."""
    with market.acting("operator") as uow:
        independence.end(uow, entry, day_of(uow.now), REASON)


def recused(market: Market) -> str:
    """A draft that names agency1 as the one that made the design."""
    ref, code = market.draft(), market.get(Organisation, market.refs["agency1"]).credit_code or ""
    with market.acting("drafter") as uow:
        drafting.recuse(uow, ref, Named(code, EarlierRole.DESIGN, "It made the design."))
    return ref


def fourth(market: Market) -> None:
    """One more agency, whose credit code is confirmed, so that one may go."""
    market.unverified("agency4")
    with market.acting("operator") as uow:
        organisations.verify_by_document(uow, market.refs["agency4"], "Licence compared")
