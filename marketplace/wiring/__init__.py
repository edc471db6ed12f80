"""The one place that knows everybody: `facts` for the policy, `subscriptions` to events, and here ports and jobs."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from marketplace.adapters.beacon.drand import Drand
from marketplace.adapters.beacon.none import NoBeacon
from marketplace.adapters.calendar.chinese_holidays import ChineseHolidays
from marketplace.adapters.documents.sniffing import ContentSniffer
from marketplace.adapters.documents.tables import SpreadsheetReader
from marketplace.adapters.mail import carrier
from marketplace.adapters.names import pinyin
from marketplace.adapters.names.script import ChineseScript
from marketplace.adapters.payments.treasury import Treasury
from marketplace.adapters.sealing import threshold
from marketplace.adapters.sealing.instance_key import InstanceKeySealer
from marketplace.adapters.search.postgres import PostgresEngine
from marketplace.adapters.search.tantivy import TantivyEngine
from marketplace.adapters.search.whoosh import WhooshEngine
from marketplace.adapters.signing.instance_key import InstanceKeySigner
from marketplace.adapters.stamping import stamper
from marketplace.adapters.storage.local import LocalStorage
from marketplace.config import Settings
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids.ports import Sealer
from marketplace.domain.contracts import queries as contract_queries
from marketplace.domain.notifications import news
from marketplace.domain.notifications.operations import MAIL_ACCOUNT, MAIL_NOTICE, MAIL_PASSKEY, SEND_MAIL
from marketplace.domain.organisations import identity_numbers
from marketplace.domain.organisations.ports import OpenBusiness
from marketplace.domain.search import synonyms
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.finding import Desk
from marketplace.domain.search.ports import SearchEngine
from marketplace.domain.tenders.ports import Beacon
from marketplace.jobs import (
    deadlines,
    directory,
    housekeeping,
    indexing,
    mails,
    openings,
    people,
    sequencing,
    standings,
)
from marketplace.jobs import news as news_jobs
from marketplace.jobs import payments as payment_jobs
from marketplace.jobs.beacons import fetch_beacons
from marketplace.jobs.saved_searches import tell_of_searches
from marketplace.jobs.worker import Job, Sweep
from marketplace.kernel.clock import Clock, MovableClock, SystemClock
from marketplace.kernel.entropy import Entropy, SystemEntropy
from marketplace.kernel.heartbeat import this_machine
from marketplace.kernel.write_ahead import tidier
from marketplace.policy.authority import PolicyPage
from marketplace.providers import Providers
from marketplace.wiring.facts import FACTS_OF
from marketplace.wiring.subscriptions import SUBSCRIPTIONS

__all__ = ["ENGINES", "FACTS_OF", "JOBS", "OPEN_BUSINESS", "SUBSCRIPTIONS", "SWEEPS", "WATCHES", "desk", "fill"]

OPEN_BUSINESS: tuple[OpenBusiness, ...] = (
    bid_queries.open_business,
    award_queries.open_business,
    contract_queries.open_business,
)
"""Who says what still binds an agency that wants to leave the market; each stage that binds it has a line here."""


# What the application needs: which adapter fills which port, which job has which name, what the clock starts.

JOBS: Mapping[str, Job] = {
    SEND_MAIL: mails.send_mail,
    MAIL_NOTICE: mails.mail_notice,
    MAIL_ACCOUNT: mails.mail_account,
    MAIL_PASSKEY: mails.mail_passkey,
    directory.REFRESH: directory.refresh,
    indexing.INDEX: indexing.index,
    indexing.TIDY: indexing.tidy,
    "start_payment": payment_jobs.start_payment,
    **{news.job_of(event): news_jobs.telling(event) for event in news.EVENTS},
    "mail_invitation": people.mail_invitation,
}
"""Each job an outbox row may name."""

SWEEPS: tuple[Sweep, ...] = (
    *deadlines.DEADLINES,
    openings.rehearse,
    news_jobs.recall_unsent_bids,
    fetch_beacons,
    standings.recount,
    housekeeping.forget,
    housekeeping.forget_files,
    housekeeping.forget_beats,
    housekeeping.forget_names,
    housekeeping.forget_practitioners,
    directory.recount,
    sequencing.stamp,
    tell_of_searches,
    indexing.tonight,
)
"""What the worker does every `worker.SWEEP_SECONDS`, in this order: fire the deadlines that are due."""

WATCHES: tuple[Sweep, ...] = (deadlines.close_rounds, sequencing.sequence, housekeeping.tidy_database)
"""What the worker looks at all the time."""


ENGINES: Mapping[EngineName, Callable[[Path, Engine, Analysis], SearchEngine]] = {
    EngineName.WHOOSH: lambda folder, _database, analysis: WhooshEngine(folder, analysis),
    EngineName.TANTIVY: lambda folder, _database, analysis: TantivyEngine(folder, analysis),
    EngineName.POSTGRES: lambda _folder, database, analysis: PostgresEngine(database, analysis),
}
"""Each search engine that a setting may name."""


def fill(settings: Settings, engine: Engine, given_clock: Clock | None = None) -> Providers:
    """The ports of an instance, filled."""
    entropy = SystemEntropy()
    return Providers(
        engine=engine,
        clock=given_clock or (MovableClock() if settings.clock_moves else SystemClock(this_machine())),
        entropy=entropy,
        authority=PolicyPage(FACTS_OF),
        subscriptions=SUBSCRIPTIONS,
        mail=carrier(settings.mail_url, settings.mail_from, settings.instance / "mail"),
        sealer=sealer(settings, entropy),
        sealing=threshold,
        beacon=beacon(settings),
        signer=InstanceKeySigner.from_file(settings.instance / "keys" / "log.key", entropy),
        stamper=stamper(settings.stamp_url, settings.stamp_roots),
        search=desk(settings, engine),
        payments={Treasury.code: Treasury()},
        storage=LocalStorage(settings.instance / "documents", entropy),
        sniffer=ContentSniffer(),
        tables=SpreadsheetReader(),
        holidays=ChineseHolidays(),
        slug_of=pinyin.slug,
        identity_digest=partial(identity_numbers.digest, salt=settings.keys.identity_salt.encode()),
        open_business=OPEN_BUSINESS,
        tidy=tidier(engine),
    )


def desk(settings: Settings, database: Engine, name: EngineName | None = None) -> Desk:
    """Where one searches: the engine that is set, or the one with this name."""
    analysis = Analysis(ChineseScript())
    chosen = name or settings.search_engine
    folder = settings.instance / "search" / chosen
    return Desk(
        chosen, ENGINES[chosen](folder, database, analysis), analysis, synonyms.read(synonyms.table(), analysis)
    )


def beacon(settings: Settings) -> Beacon:
    """Whose randomness the draws use beside the nonces in the bids."""
    return Drand(settings.beacon_addresses) if settings.beacon == Drand.source else NoBeacon()


def sealer(settings: Settings, entropy: Entropy) -> Sealer:
    """Whoever keeps the drafts of bids; `entropy` gives the nonces."""
    return InstanceKeySealer.from_file(settings.instance / "keys" / "sealing.key", entropy)
