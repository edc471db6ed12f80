"""Whose facts the policy reads, and the tables it never asks about."""

from marketplace.domain.accounts import facts as accounts
from marketplace.domain.accounts.models import User
from marketplace.domain.awards import facts as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import facts as bids
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.calendar import models as calendar_models
from marketplace.domain.catalogue import models as catalogue_models
from marketplace.domain.complaints import facts as complaints
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.contracts import facts as contracts
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.directory import models as directory_models
from marketplace.domain.documents import facts as documents
from marketplace.domain.documents.models import Document
from marketplace.domain.evaluation import models as evaluation_models
from marketplace.domain.independence import facts as independence
from marketplace.domain.independence.models import Affiliation
from marketplace.domain.log import models as log_models
from marketplace.domain.notifications import models as notification_models
from marketplace.domain.objections import facts as objections
from marketplace.domain.objections.models import Objection
from marketplace.domain.openers import facts as openers
from marketplace.domain.openers.models import Opener
from marketplace.domain.organisations import facts as organisations
from marketplace.domain.organisations.models import Dispute, Membership, Organisation, Practitioner, Qualification
from marketplace.domain.payments import facts as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.questions import facts as questions
from marketplace.domain.questions.models import Question
from marketplace.domain.ratings import facts as ratings
from marketplace.domain.ratings.models import Rating, YearlyGrade
from marketplace.domain.regions import models as region_models
from marketplace.domain.rounds import models as round_models
from marketplace.domain.saved_searches import models as saved_search_models
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.tenders import facts as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.kernel import clock, heartbeat, journal, outbox
from marketplace.policy.authority import FactsOf

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
