"""Starting payments with whoever moves the money."""

from typing import Any

from sqlalchemy import select

from marketplace.domain.payments import operations as payments
from marketplace.domain.payments import queries
from marketplace.domain.payments.models import Payment
from marketplace.kernel.actor import PLATFORM
from marketplace.providers import Providers


def start_payment(providers: Providers, payload: dict[str, Any]) -> None:
    """Hand an instructed payment to its provider, outside of any transaction, and keep the provider's reference.

    The payment's own reference is the idempotency key: after a crash in between, the provider knows the order again.
    """
    ref = payload["payment_ref"]
    with providers.reading() as session:
        payment = session.scalars(select(Payment).where(Payment.ref == ref)).one()
        if payment.provider_ref is not None:
            return
        provider, order = providers.payments[payment.provider], queries.order_of(session, payment)
    started = provider.start(order, f"/buyer/payments/{ref}")
    with providers.writing(PLATFORM) as uow:
        payments.note_started(uow, ref, started.provider_ref)
