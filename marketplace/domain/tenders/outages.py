"""Moving a deadline before which nobody could reach the platform: by itself, for everybody, once, and in public."""

from math import ceil

from marketplace.domain.tenders import moves, reachability
from marketplace.domain.tenders.models import DeadlineExtension, Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel import heartbeat
from marketplace.kernel.errors import Conflict
from marketplace.kernel.heartbeat import Node
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

MINUTE = 60


def make_good(uow: UnitOfWork, tender: Tender) -> bool:
    """Move the deadline of a locked tender when it has come and there was an outage before it; whether it moved.

    Whoever looks first after the deadline finds the same: before anything is called late, and before the closing. Who
    acts in person is proof that people get through; the platform's own closing waits for a sign of life (Conflict).
    A tender that is closed stays closed, and no deadline moves twice.
    """
    deadline = tender.deadline_at
    if tender.state is not TenderState.PUBLISHED or deadline is None or uow.now < deadline:
        return False
    known_since = heartbeat.first(uow.session)
    if known_since is None or uow.session.get(DeadlineExtension, tender.id) is not None:
        return False
    looked_at = deadline - reachability.LOOKED_AT - reachability.SILENCE
    signs = [*heartbeat.around(uow.session, Node.WEB, looked_at, deadline)]
    if not uow.actor.is_platform and (not signs or signs[-1] < deadline):
        signs.append(uow.now)
    found = reachability.outage(signs, deadline, max(known_since, tender.published_at or known_since), uow.now)
    if found is None:
        return False
    if found.recovered_at is None:
        raise Conflict(mark("Nobody can reach the platform. The deadline moves when it is back."))
    after = reachability.moved(deadline, found)
    if after == deadline:
        return False
    extension = DeadlineExtension(
        tender_id=tender.id,
        at=uow.now,
        before=deadline,
        after=after,
        seconds=ceil(found.lasted.total_seconds()),
        recovered_at=found.recovered_at,
    )
    _publish(uow, tender, uow.add(extension))
    return True


def _publish(uow: UnitOfWork, tender: Tender, extension: DeadlineExtension) -> None:
    because = mark(
        "The platform could not be reached for %(minutes)s minutes shortly before the deadline. "
        "The deadline is moved for everybody alike.",
        minutes=ceil(extension.seconds / MINUTE),
    )
    recovered_at = extension.recovered_at.isoformat()
    moves.publish(uow, tender, extension.before, extension.after, because, recovered_at=recovered_at)
