"""Who registers, how often, and how long the formal check takes; for the operations, which have asked before."""

from datetime import datetime

from sqlalchemy import func, select

from marketplace.domain.accounts.models import User
from marketplace.domain.calendar import queries as calendar
from marketplace.domain.organisations import rules
from marketplace.domain.organisations.models import Organisation
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def registrar(uow: UnitOfWork) -> int:
    """The person who registers, locked so that two requests at once cannot pass the limit together."""
    user = uow.lock(User, uow.actor.user_id or 0)
    recent = uow.session.scalar(
        select(func.count(Organisation.id)).where(
            Organisation.registered_by == user.id, Organisation.submitted_at > uow.now - rules.REGISTRATION_WINDOW
        )
    )
    if recent is not None and recent >= rules.MAX_REGISTRATIONS:
        raise Conflict(
            mark(
                "One person may register %(most)s agencies within 24 hours; please go on tomorrow.",
                most=rules.MAX_REGISTRATIONS,
            )
        )
    return user.id


def check_ends(uow: UnitOfWork) -> datetime:
    """When a registration that is handed in now passes by itself."""
    return calendar.around(uow.session, uow.now).add_working_days(uow.now, rules.FORMAL_CHECK_WORKING_DAYS)
