"""Which job hears which event."""

from marketplace.domain.accounts.events import AccountActedOn, PasskeysChanged
from marketplace.domain.awards.events import AwardAnnounced, AwardConfirmed, AwardEnded
from marketplace.domain.catalogue.events import ItemChanged
from marketplace.domain.complaints.events import ComplaintPublished
from marketplace.domain.contracts.events import (
    ContractChangeMoved,
    ContractDrawnUp,
    ContractSigned,
    ContractTerminated,
    MilestoneMoved,
)
from marketplace.domain.notifications import news
from marketplace.domain.notifications.operations import MAIL_ACCOUNT, MAIL_PASSKEY
from marketplace.domain.objections.events import ObjectionSettled
from marketplace.domain.organisations.events import (
    DisputeMoved,
    MemberInvited,
    OrganisationActivated,
    OrganisationProfileChanged,
    OrganisationRejoined,
    OrganisationWithdrawn,
)
from marketplace.domain.payments.events import PaymentInstructed
from marketplace.domain.ratings.events import (
    ContractRated,
    GradeFiled,
    GradeReplied,
    RatingCorrected,
    RatingReplied,
    StandingMoved,
)
from marketplace.domain.tenders.events import (
    OverrideConfirmed,
    OverrideObjected,
    TenderAmended,
    TenderMoved,
    TenderPublished,
)
from marketplace.jobs import (
    directory,
    indexing,
)
from marketplace.kernel.events import Event, Subscriptions

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
