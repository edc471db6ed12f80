"""What the policy may know of a payment."""

from sqlalchemy.orm import Session

from marketplace.domain.payments.models import Payment
from marketplace.policy.facts import Facts


def of_payment(session: Session, payment: Payment) -> Facts:  # noqa: ARG001 - every facts function has this shape
    """A payment is its two parties'; its amount and dates are public on the tender's page once settled."""
    return Facts(
        buyer_id=payment.buyer_id,
        supplier_id=payment.supplier_id,
        own_funds=payment.budget_line_id is None,
        done_by={"recorded": (payment.recorded_by,)},
    )
