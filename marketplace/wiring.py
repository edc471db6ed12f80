"""The one file that knows everybody: whose facts the policy reads, which job hears which event."""

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Engine

from marketplace.adapters.beacon.drand import Drand
from marketplace.adapters.beacon.none import NoBeacon
from marketplace.adapters.calendar.chinese_holidays import ChineseHolidays
from marketplace.adapters.documents.sniffing import ContentSniffer
from marketplace.adapters.documents.tables import SpreadsheetReader
from marketplace.adapters.mail import carrier
from marketplace.adapters.names import pinyin
from marketplace.adapters.payments.treasury import Treasury
from marketplace.adapters.sealing import threshold
from marketplace.adapters.sealing.instance_key import InstanceKeySealer
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
from marketplace.domain.awards.events import AwardAnnounced, AwardEnded
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import facts as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.ports import Sealer
from marketplace.domain.calendar import models as calendar_models
from marketplace.domain.catalogue import models as catalogue_models
from marketplace.domain.complaints import facts as complaints
from marketplace.domain.complaints.events import ComplaintPublished
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.contracts import facts as contracts
from marketplace.domain.contracts import queries as contract_queries
from marketplace.domain.contracts.events import (
    ContractChangeMoved,
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
from marketplace.domain.ratings.events import ContractRated, RatingCorrected, RatingReplied, StandingMoved
from marketplace.domain.ratings.models import Rating
from marketplace.domain.regions import models as region_models
from marketplace.domain.rounds import models as round_models
from marketplace.domain.tenders import facts as tenders
from marketplace.domain.tenders.events import TenderAmended, TenderMoved, TenderPublished
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
from marketplace.jobs.worker import Job, Sweep
from marketplace.kernel import clock, heartbeat, journal, outbox
from marketplace.kernel.clock import Clock, MovableClock, SystemClock
from marketplace.kernel.entropy import Entropy, SystemEntropy
from marketplace.kernel.events import Subscriptions
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
    clock,
    heartbeat,
    journal,
    outbox,
)
"""Modules whose models the policy never asks about; named here so that the metadata is whole wherever it is needed."""

_FACTS_OF_PROVIDERS = (
    AwardAnnounced,
    AwardEnded,
    ContractSigned,
    ContractTerminated,
    ContractChangeMoved,
    MilestoneMoved,
    ContractRated,
    StandingMoved,
    RatingCorrected,
    RatingReplied,
    ComplaintPublished,
    DisputeMoved,
    OrganisationActivated,
    OrganisationProfileChanged,
    OrganisationWithdrawn,
    OrganisationRejoined,
)
"""What changes something that the public may know of an agency, or of what the market does with a service."""

_INDEXED_OR_STARTED: Subscriptions = {
    AccountActedOn: (MAIL_ACCOUNT,),
    PasskeysChanged: (MAIL_PASSKEY,),
    TenderPublished: ("index_tender",),
    TenderAmended: ("index_tender",),
    TenderMoved: ("index_tender", "index_provider"),
    PaymentInstructed: ("start_payment",),
    MemberInvited: ("mail_invitation",),
    **dict.fromkeys(_FACTS_OF_PROVIDERS, ("index_provider",)),
}

SUBSCRIPTIONS: Subscriptions = {
    **_INDEXED_OR_STARTED,
    **{event: (*_INDEXED_OR_STARTED.get(event, ()), news.job_of(event)) for event in news.EVENTS},
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
    "index_tender": indexing.index_tender,
    "index_provider": indexing.index_provider,
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
)
"""What the worker does every `worker.SWEEP_SECONDS`, in this order: fire the deadlines that are due."""

WATCHES: tuple[Sweep, ...] = (deadlines.close_rounds, sequencing.sequence, housekeeping.tidy_database)
"""What the worker looks at all the time."""


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
        search=WhooshEngine(settings.instance / "search"),
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


def beacon(settings: Settings) -> Beacon:
    """Whose randomness the draws use beside the nonces in the bids."""
    return Drand(settings.beacon_addresses) if settings.beacon == Drand.source else NoBeacon()


def sealer(settings: Settings, entropy: Entropy) -> Sealer:
    """Whoever keeps the drafts of bids; `entropy` gives the nonces."""
    return InstanceKeySealer.from_file(settings.instance / "keys" / "sealing.key", entropy)
