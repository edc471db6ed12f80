"""The one file that knows everybody: whose facts the policy reads, which job hears which event."""

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
from marketplace.domain.accounts import facts as accounts
from marketplace.domain.accounts.events import AccountActedOn, PasskeysChanged
from marketplace.domain.accounts.models import User
from marketplace.domain.awards import facts as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.awards.events import AwardAnnounced, AwardConfirmed, AwardEnded
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import facts as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.ports import Sealer
from marketplace.domain.calendar import models as calendar_models
from marketplace.domain.catalogue import models as catalogue_models
from marketplace.domain.catalogue.events import ItemChanged
from marketplace.domain.complaints import facts as complaints
from marketplace.domain.complaints.events import ComplaintPublished
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.contracts import facts as contracts
from marketplace.domain.contracts import queries as contract_queries
from marketplace.domain.contracts.events import (
    ContractChangeMoved,
    ContractDrawnUp,
    ContractSigned,
    ContractTerminated,
    MilestoneMoved,
)
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.directory import models as directory_models
from marketplace.domain.documents import facts as documents
from marketplace.domain.documents.models import Document
from marketplace.domain.evaluation import models as evaluation_models
from marketplace.domain.independence import facts as independence
from marketplace.domain.independence.models import Affiliation
from marketplace.domain.log import models as log_models
from marketplace.domain.notifications import models as notification_models
from marketplace.domain.notifications import news
from marketplace.domain.notifications.operations import MAIL_ACCOUNT, MAIL_NOTICE, MAIL_PASSKEY, SEND_MAIL
from marketplace.domain.objections import facts as objections
from marketplace.domain.objections.events import ObjectionSettled
from marketplace.domain.objections.models import Objection
from marketplace.domain.openers import facts as openers
from marketplace.domain.openers.models import Opener
from marketplace.domain.organisations import facts as organisations
from marketplace.domain.organisations import identity_numbers
from marketplace.domain.organisations.events import (
    DisputeMoved,
    MemberInvited,
    OrganisationActivated,
    OrganisationProfileChanged,
    OrganisationRejoined,
    OrganisationWithdrawn,
)
from marketplace.domain.organisations.models import Dispute, Membership, Organisation, Practitioner, Qualification
from marketplace.domain.organisations.ports import OpenBusiness
from marketplace.domain.payments import facts as payments
from marketplace.domain.payments.events import PaymentInstructed
from marketplace.domain.payments.models import Payment
from marketplace.domain.questions import facts as questions
from marketplace.domain.questions.models import Question
from marketplace.domain.ratings import facts as ratings
from marketplace.domain.ratings.events import (
    ContractRated,
    GradeFiled,
    GradeReplied,
    RatingCorrected,
    RatingReplied,
    StandingMoved,
)
from marketplace.domain.ratings.models import Rating, YearlyGrade
from marketplace.domain.regions import models as region_models
from marketplace.domain.rounds import models as round_models
from marketplace.domain.saved_searches import models as saved_search_models
from marketplace.domain.search import synonyms
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.finding import Desk
from marketplace.domain.search.ports import SearchEngine
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.tenders import facts as tenders
from marketplace.domain.tenders.events import (
    OverrideConfirmed,
    OverrideObjected,
    TenderAmended,
    TenderMoved,
    TenderPublished,
)
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.ports import Beacon
from marketplace.domain.tenders.report_models import RestrictionOverride
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
from marketplace.kernel import clock, heartbeat, journal, outbox
from marketplace.kernel.clock import Clock, MovableClock, SystemClock
from marketplace.kernel.entropy import Entropy, SystemEntropy
from marketplace.kernel.events import Event, Subscriptions
from marketplace.kernel.heartbeat import this_machine
from marketplace.kernel.write_ahead import tidier
from marketplace.policy.authority import FactsOf, PolicyPage
from marketplace.providers import Providers

FACTS_OF: FactsOf = {
    User: accounts.of_user,
    Organisation: organisations.of_organisation,
    Qualification: organisations.of_qualification,
    Practitioner: organisations.of_practitioner,
    Dispute: organisations.of_dispute,
    Membership: organisations.of_membership,
    Document: documents.of_document,
    Affiliation: independence.of_affiliation,
    Opener: openers.of_opener,
    ShortList: tenders.of_shortlist,
    Tender: tenders.of_tender,
    RestrictionOverride: tenders.of_override,
    Bid: bids.of_bid,
    Doubt: bids.of_doubt,
    Question: questions.of_question,
    Award: awards.of_award,
    Contract: contracts.of_contract,
    Milestone: contracts.of_milestone,
    ContractChange: contracts.of_change,
    Payment: payments.of_payment,
    Rating: ratings.of_rating,
    YearlyGrade: ratings.of_grade,
    Objection: objections.of_objection,
    Complaint: complaints.of_complaint,
}

TABLES_WITHOUT_FACTS = (
    calendar_models,
    catalogue_models,
    directory_models,
    evaluation_models,
    log_models,
    notification_models,
    region_models,
    round_models,
    saved_search_models,
    clock,
    heartbeat,
    journal,
    outbox,
)
"""Modules whose models the policy never asks about; named here so that the metadata is whole wherever it is needed."""

_FACTS_OF_PROVIDERS: tuple[type[Event], ...] = (
    TenderMoved,
    AwardAnnounced,
    AwardEnded,
    ContractSigned,
    ContractTerminated,
    ContractChangeMoved,
    MilestoneMoved,
    ContractRated,
    RatingCorrected,
    RatingReplied,
    GradeFiled,
    GradeReplied,
    StandingMoved,
    ComplaintPublished,
    DisputeMoved,
    OrganisationActivated,
    OrganisationProfileChanged,
    OrganisationWithdrawn,
    OrganisationRejoined,
)
"""What changes something that the public may know of an agency, or of what the market does with a service."""

_STARTED: Subscriptions = {
    AccountActedOn: (MAIL_ACCOUNT,),
    PasskeysChanged: (MAIL_PASSKEY,),
    PaymentInstructed: ("start_payment",),
    MemberInvited: ("mail_invitation",),
}

_INDEXED: tuple[type[Event], ...] = (
    TenderPublished,
    TenderAmended,
    TenderMoved,
    OverrideConfirmed,
    OverrideObjected,
    AwardAnnounced,
    AwardConfirmed,
    AwardEnded,
    ContractDrawnUp,
    ContractSigned,
    ContractRated,
    RatingCorrected,
    RatingReplied,
    StandingMoved,
    ObjectionSettled,
    ComplaintPublished,
    ItemChanged,
    OrganisationActivated,
    OrganisationProfileChanged,
    OrganisationWithdrawn,
    OrganisationRejoined,
)
"""What changes a document of the search index; which, `domain.search.concerns` says."""

SUBSCRIPTIONS: Subscriptions = {
    event: (
        *_STARTED.get(event, ()),
        *((directory.REFRESH,) if event in _FACTS_OF_PROVIDERS else ()),
        *((indexing.INDEX,) if event in _INDEXED else ()),
        *((news.job_of(event),) if event in news.EVENTS else ()),
    )
    for event in dict.fromkeys((*_STARTED, *_FACTS_OF_PROVIDERS, *_INDEXED, *news.EVENTS))
}
"""What `news.NEWS` tells of needs no line here."""
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
