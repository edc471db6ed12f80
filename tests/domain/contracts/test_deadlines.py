"""Which part of a contract comes next, and by when an accepted one is paid."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.contracts import deadlines
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import Part
from marketplace.kernel.money import Money
from tests.domain.market import Market


def test_the_parts_come_in_the_order_of_their_dates(market: Market) -> None:
    ref = market.signed(Part("Report", Money(48_000_00), 20), Part("Draft", Money(40_000_00), 5))
    report, draft = market.milestones(ref)
    assert parts_next(market, ref) == ("Draft", None, None)
    for part in (draft, report):
        with market.acting("agency1") as uow:
            contracts.deliver(uow, part, market.document())
        market.clock.advance(days=1)
    assert parts_next(market, ref) == (None, "Draft", None)
    with market.acting("drafter") as uow:
        contracts.send_back(uow, report, "Pages are missing")
    market.clock.advance(days=2)
    with market.acting("drafter") as uow:
        contracts.accept(uow, draft)
    assert parts_next(market, ref) == ("Report", None, "Draft")


def test_an_accepted_part_is_paid_within_thirty_days(market: Market) -> None:
    ref = market.signed()
    [part] = market.milestones(ref)
    with market.house.reading() as session:
        [unpaid] = session.scalars(select(Contract).where(Contract.ref == ref)).one().milestones
        assert deadlines.pay_by(session, unpaid) is None
    market.clock.advance(days=4)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, part, market.document())
    with market.acting("drafter") as uow:
        contracts.accept(uow, part)
    with market.house.reading() as session:
        [accepted] = session.scalars(select(Contract).where(Contract.ref == ref)).one().milestones
        due = deadlines.pay_by(session, accepted)
    assert due == datetime(2026, 4, 16, tzinfo=MARKET_ZONE), "accepted on Monday 16 March: the end of 15 April"


def parts_next(market: Market, ref: str) -> tuple[str | None, str | None, str | None]:
    """(to deliver, to examine, to pay), by title."""
    with market.house.reading() as session:
        contract = session.scalars(select(Contract).where(Contract.ref == ref)).one()
        found = (
            deadlines.next_to_deliver(contract),
            deadlines.next_to_examine(contract),
            deadlines.first_to_pay(contract),
        )
        return tuple(part.title if part else None for part in found)  # type: ignore[return-value]
