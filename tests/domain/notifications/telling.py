"""The worker's part of telling, on a market: its jobs run, its mails are kept."""

from typing import Any

from sqlalchemy import delete, select

from marketplace.domain.accounts.models import User
from marketplace.domain.notifications import queries
from marketplace.domain.notifications.models import Notice
from marketplace.domain.notifications.operations import MAIL_NOTICE
from marketplace.domain.notifications.queries import Entry
from marketplace.jobs import news as news_jobs
from marketplace.jobs.worker import Work
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers
from marketplace.wiring import JOBS
from tests.domain.market import Market


def tell_all(market: Market) -> list[tuple[str, str]]:
    """Write all news that are due; gives (kind, reader) of the mails that were queued for it."""
    mailed: list[int] = []
    jobs = {name: job if name.startswith("tell_") else _something_else for name, job in JOBS.items()}
    jobs[MAIL_NOTICE] = lambda _providers, payload: mailed.append(payload["notice_id"])
    work = Work(market.house, jobs, (news_jobs.recall_unsent_bids,))
    work.run_once()
    names = {number: name for name, number in market.users.items()}
    with market.house.reading() as session:
        assert not session.scalars(select(OutboxEntry.fault).where(OutboxEntry.fault.is_not(None))).all()
        notices = session.scalars(select(Notice).where(Notice.id.in_(mailed))).all()
        return [(notice.kind, names[notice.user_id]) for notice in notices]


def _something_else(_providers: Providers, _payload: dict[str, Any]) -> None:
    """What the other jobs do is not news."""


def forget(market: Market) -> None:
    """Nothing is left of what was told and of what waits to be."""
    with market.house.writing(PLATFORM) as uow:
        uow.session.execute(delete(OutboxEntry))
        uow.session.execute(delete(Notice))


def told(market: Market, kind: str) -> dict[str, Entry]:
    """What the readers of one kind of news have in their inboxes, by name; one each."""
    names = {number: name for name, number in market.users.items()}
    with market.house.reading() as session:
        notices = session.scalars(select(Notice).where(Notice.kind == kind)).all()
        return {names[notice.user_id]: queries.entry(notice) for notice in notices}


def confirm(market: Market, language: str = "en") -> None:
    """Everybody has opened the link in their first mail."""
    with market.house.writing(PLATFORM) as uow:
        for user in uow.session.scalars(select(User)):
            user.confirmed_at, user.language = uow.now, language
