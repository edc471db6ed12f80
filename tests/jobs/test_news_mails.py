"""Mails about news: each goes once, in its reader's language, whatever happens to the carrier and the worker."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.app import create_app
from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import Mode, Settings, make_keys
from marketplace.domain.accounts.models import User
from marketplace.domain.notifications.models import Notice
from marketplace.domain.notifications.news import NEWS
from marketplace.domain.notifications.ports import Message
from marketplace.jobs import mails
from marketplace.jobs.worker import LEASE, Work
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark
from marketplace.kernel.outbox import FIRST_WAIT, OutboxEntry
from marketplace.wiring import JOBS
from tests.databases import SqliteTemplate
from tests.domain.market import LOWEST, Market
from tests.domain.notifications.scenes import SCENES
from tests.domain.notifications.telling import confirm, forget, tell_all

TELLING = {name: job for name, job in JOBS.items() if name.startswith(("tell_", "mail_"))}


class Killed(BaseException):
    """The machine stops here."""


class Carrier:
    """Keeps what it is given; fails or dies as often as it is told."""

    def __init__(self, *, failures: int = 0, deaths: int = 0) -> None:
        self.sent: list[Message] = []
        self.failures = failures
        self.deaths = deaths

    def send(self, message: Message) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable(mark("The mail server does not answer."))
        self.sent.append(message)
        if self.deaths:
            self.deaths -= 1
            raise Killed

    def check(self) -> str:
        return "a list"


@pytest.fixture
def app(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Flask]:
    """Templates and languages; the database that is told about is the market's."""
    with sqlite_template.fresh() as url:
        made = create_app(
            Settings(
                instance=tmp_path,
                keys=make_keys(tmp_path / "keys", SeededEntropy("keys")),
                mode=Mode.TEST,
                database_url=url,
                base_url="https://market.example",
                mail_url="folder:",
                mail_from="Market <no-reply@market.example>",
            )
        )
        with made.app_context():
            yield made
        made.extensions[EXTENSION].providers.engine.dispose()


@pytest.fixture(autouse=True)
def _confirmed(market: Market) -> None:
    forget(market)
    confirm(market)


def work(market: Market, carrier: Carrier) -> Work:
    return Work(replace(market.house, mail=carrier), {name: lambda *_: None for name in JOBS} | TELLING, ())


def addressees(carrier: Carrier) -> list[str]:
    return sorted(message.to for message in carrier.sent)


def test_a_mail_says_what_happened_what_to_do_and_where(market: Market, app: Flask) -> None:
    carrier = Carrier()
    SCENES["tender_to_approve"](market)
    work(market, carrier).run_due()
    [mail] = carrier.sent
    assert mail.to == "approver@example.org"
    assert mail.subject == "A tender to approve"
    assert "Good day, approver," in mail.body
    assert "Approve it or return it with a reason." in mail.body
    assert "\nhttps://market.example/buyer/tenders/T-" in mail.body
    assert "\nhttps://market.example/account/news\n" in mail.body
    assert "secret" not in mail.body


@pytest.mark.parametrize("kind", [row.kind for row in NEWS])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_mail_can_be_written_in_the_readers_language(market: Market, app: Flask, kind: str) -> None:
    SCENES[kind](market)
    tell_all(market)
    with market.house.reading() as session:
        notices = session.scalars(select(Notice.id).where(Notice.kind == kind)).all()
    assert notices
    for language, greeting in (("en", "Good day"), ("zh", "您好")):
        confirm(market, language)
        carrier = Carrier()
        for notice in notices:
            mails.mail_notice(replace(market.house, mail=carrier), {"notice_id": notice})
        for mail in carrier.sent:
            written = f"{mail.subject}\n{mail.body}"
            assert greeting in written
            assert not [flaw for flaw in ("%(", "None", "{", "secret", "canary") if flaw in written]


def test_an_account_that_is_closed_or_unconfirmed_gets_no_mail(market: Market, app: Flask) -> None:
    SCENES["payment_due"](market)
    with market.house.writing(PLATFORM) as uow:
        uow.session.get_one(User, market.users["officer1"]).confirmed_at = None
        uow.session.get_one(User, market.users["officer2"]).active = False
    carrier = Carrier()
    work(market, carrier).run_due()
    assert not [to for to in addressees(carrier) if to.startswith("officer")]


def test_a_carrier_that_fails_loses_and_repeats_nothing(market: Market, app: Flask) -> None:
    market.bid("agency1", market.published(), LOWEST)
    forget_all_but_the_bid(market)
    carrier = Carrier(failures=3)
    worker = work(market, carrier)
    for attempt in range(4):
        worker.run_due()
        market.clock.at += FIRST_WAIT * 2**attempt
    worker.run_due()
    assert addressees(carrier) == ["agency1@example.org"]


def test_a_worker_that_dies_while_telling_tells_everybody_once(market: Market, app: Flask) -> None:
    market.bid("agency1", market.published(), LOWEST)
    forget_all_but_the_bid(market)
    carrier = Carrier()
    worker = work(market, carrier)

    def told_then_killed(providers: object, payload: dict[str, object]) -> None:
        TELLING["tell_BidReceived"](market.house, payload)
        raise Killed

    with pytest.raises(Killed):
        replace(worker, jobs={**worker.jobs, "tell_BidReceived": told_then_killed}).run_next()
    worker.run_due()
    market.clock.at += LEASE
    worker.run_due()
    assert addressees(carrier) == ["agency1@example.org"]
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Notice.id))) == 1
        assert session.scalar(select(func.count()).where(OutboxEntry.done_at.is_(None))) == 0, (
            "telling again is no fault"
        )


def test_only_a_death_between_sending_and_noting_repeats_a_mail_once_the_lease_is_over(
    market: Market, app: Flask
) -> None:
    market.bid("agency1", market.published(), LOWEST)
    forget_all_but_the_bid(market)
    carrier = Carrier(deaths=1)
    worker = work(market, carrier)
    with pytest.raises(Killed):
        worker.run_due()
    worker.run_due()
    assert len(carrier.sent) == 1, "not before the lease is over"
    market.clock.at += LEASE
    worker.run_due()
    worker.run_due()
    assert addressees(carrier) == ["agency1@example.org"] * 2


def test_two_workers_at_once_tell_and_mail_everybody_once(market: Market, app: Flask) -> None:
    for _ in range(4):
        ref = market.published()
        for agency in ("agency1", "agency2", "agency3"):
            market.bid(agency, ref, LOWEST)
    carrier, start = Carrier(), Barrier(2)

    def run() -> None:
        start.wait()
        with app.app_context():
            work(market, carrier).run_due()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).where(OutboxEntry.done_at.is_(None))) == 0
        assert session.scalar(select(func.count()).where(Notice.kind == "bid_received")) == 12
        assert session.scalar(select(func.count(Notice.id))) == len(carrier.sent)
    assert len({(message.to, message.body) for message in carrier.sent}) == len(carrier.sent)


def forget_all_but_the_bid(market: Market) -> None:
    with market.house.writing(PLATFORM) as uow:
        for entry in uow.session.scalars(select(OutboxEntry).where(OutboxEntry.job != "tell_BidReceived")):
            uow.session.delete(entry)
