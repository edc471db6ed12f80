"""A department keeps an approver who does not evaluate: somebody decides about prices that evaluators may not see.

Whoever scores proposals knows no price meanwhile, so that an approver who evaluates, too, can decide nothing about an
abnormally low one (财政部令87号 Art 60). Where all approvers evaluated, such a tender would stand still for ever.
"""

from collections.abc import Collection

from sqlalchemy import select

from marketplace.domain.accounts.models import User
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.states import BuyerKind
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAY_BE_ALONE = frozenset({BuyerKind.ENTERPRISE, BuyerKind.PERSON})
"""Buyers with private funds: one person may do everything there, and decides about prices while scoring, too."""

NONE_WOULD_DECIDE = mark(
    "Then every approver would be an evaluator, and nobody could decide about an abnormally low price, which "
    "evaluators do not see. Give another person the role of an approver first."
)


def refuse_without_decider(
    uow: UnitOfWork,
    organisation: Organisation,
    user_id: int,
    *,
    gains: Collection[Role] = (),
    loses: Collection[Role] = (),
) -> None:
    """Raise Conflict where a change of roles would leave approvers, but none who does not evaluate.

    What stands so already hinders no change; the caller has locked the organisation.
    """
    if organisation.buyer_kind in MAY_BE_ALONE:
        return
    before = {role: _who(uow, organisation, role) for role in (Role.APPROVER, Role.EVALUATOR)}
    after = {
        role: (who | {user_id} if role in gains else who) - ({user_id} if role in loses else set())
        for role, who in before.items()
    }
    if _somebody_decides(before) and not _somebody_decides(after):
        raise Conflict(NONE_WOULD_DECIDE)


def _somebody_decides(seats: dict[Role, set[int]]) -> bool:
    approvers = seats[Role.APPROVER]
    return not approvers or bool(approvers - seats[Role.EVALUATOR])


def _who(uow: UnitOfWork, organisation: Organisation, role: Role) -> set[int]:
    return set(
        uow.session.scalars(
            select(Membership.user_id)
            .join(User, User.id == Membership.user_id)
            .where(Membership.organisation_id == organisation.id, Membership.role == role, User.active.is_(True))
        )
    )
