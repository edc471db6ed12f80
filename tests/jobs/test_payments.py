"""Starting payments."""

from dataclasses import replace

import pytest

from marketplace.adapters.payments.treasury import Treasury
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.ports import Order, Started
from marketplace.jobs.payments import start_payment
from marketplace.jobs.worker import Work
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark
from marketplace.wiring import JOBS
from tests.domain.market import LOWEST, Market


class Recorder(Treasury):
    """Keeps what it was told; does not answer while `is_away`."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.is_away = False

    def start(self, order: Order, return_url: str) -> Started:  # noqa: ARG002 - the port's signature
        if self.is_away:
            raise Unavailable(mark("Away."))
        self.orders.append(order)
        return Started(f"X-{order.order_id}")


def instructed(market: Market) -> tuple[Market, Recorder, str]:
    _, milestone = market.accepted()
    with market.acting("officer1") as uow:
        ref = payments.instruct(uow, milestone, "treasury").ref
    provider = Recorder()
    return replace(market, house=replace(market.house, payments={"treasury": provider})), provider, ref


def test_the_provider_is_told_once_whom_to_pay_what(market: Market) -> None:
    market, provider, ref = instructed(market)
    work = Work(market.house, JOBS, ())
    work.run_due()
    assert work.status().waiting == 0
    [order] = provider.orders
    assert (order.order_id, order.amount, order.payee.organisation_ref) == (ref, LOWEST, market.refs["agency1"])
    assert (order.budget_code, order.fiscal_year) == ("2110301", 2026)
    assert market.get(Payment, ref).provider_ref == f"X-{ref}"
    start_payment(market.house, {"payment_ref": ref})
    assert len(provider.orders) == 1


def test_a_provider_that_does_not_answer_is_asked_again(market: Market) -> None:
    market, provider, ref = instructed(market)
    provider.is_away = True
    with pytest.raises(Unavailable):
        start_payment(market.house, {"payment_ref": ref})
    assert market.get(Payment, ref).provider_ref is None
    provider.is_away = False
    start_payment(market.house, {"payment_ref": ref})
    assert market.get(Payment, ref).provider_ref == f"X-{ref}"
