"""Every operation called by everybody: those the page names succeed, all others are refused and leave no trace."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.domain.accounts import operations as accounts
from marketplace.domain.accounts.models import Passkey, User, WebSession
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.states import Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.enclosures import Sealed
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.states import BidState
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.operations import changes, endings, lateness, parts, retention
from marketplace.domain.contracts.rules import Part, Supplement
from marketplace.domain.contracts.states import EndGround
from marketplace.domain.directory import operations as directory
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.documents.tables import Row
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.independence import operations as independence
from marketplace.domain.independence.rules import NewAffiliation
from marketplace.domain.independence.states import AffiliationKind
from marketplace.domain.log import operations as log
from marketplace.domain.notifications import operations as notifications
from marketplace.domain.notifications.models import Notice
from marketplace.domain.objections import operations as objections
from marketplace.domain.objections.states import Remedy
from marketplace.domain.openers import operations as openers
from marketplace.domain.openers.models import Opener
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.identity_numbers import digest
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import Individual
from marketplace.domain.organisations.states import BuyerKind, CommitmentKind
from marketplace.domain.payments import operations as payments
from marketplace.domain.personal import operations as personal
from marketplace.domain.personal.rules import PRACTITIONER_KEPT
from marketplace.domain.questions import operations as questions
from marketplace.domain.ratings import grading
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.regimes import operations as regimes
from marketplace.domain.regions import operations as regions
from marketplace.domain.rounds import operations as rounds
from marketplace.domain.rounds.rules import CALLED_BEFORE
from marketplace.domain.saved_searches import operations as searches
from marketplace.domain.saved_searches.rules import Saved
from marketplace.domain.shortlists import operations as shortlists
from marketplace.domain.shortlists.rules import Asked
from marketplace.domain.tenders import beacons, drafting
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.beacons import GIVEN_UP_AFTER
from marketplace.domain.tenders.events import TenderHandedOn
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.recusals import Named
from marketplace.domain.tenders.states import EarlierRole
from marketplace.domain.unsigned import operations as unsigned
from marketplace.jobs import queue
from marketplace.kernel.actor import ANYONE, PLATFORM, Role
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.money import Money
from marketplace.kernel.outbox import OutboxEntry
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.wiring import OPEN_BUSINESS
from tests.databases import Template
from tests.domain import own_funds
from tests.domain.bids import doubting
from tests.domain.complaints import cases
from tests.domain.conftest import market as market  # noqa: PLC0414 - the fixture
from tests.domain.contracts import afterwards
from tests.domain.evaluation import panel
from tests.domain.market import ITEM, KEY_HOLDERS, LOWEST, MERIT, PRICES, Market, terms
from tests.domain.objections import cases as objection_cases
from tests.domain.questions import cases as question_cases
from tests.domain.regimes.entering import figures, line
from tests.domain.rounds import auctions
from tests.domain.shortlists import locking
from tests.domain.tenders.beaconed import awaiting
from tests.evidence import certificate, name_person, person, show, statement
from tests.openers import answer_to, key_of

EVERYBODY = (
    "nobody",
    "drafter",
    "approver",
    "evaluator1",
    "officer1",
    "officer2",
    "other_drafter",
    "other_approver",
    "agency1",
    "agency2",
    "regulator",
    "operator",
)
Act = Callable[[UnitOfWork], Any]
FIVE = Stars(5, 5, 5, 5, 5)
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    name: str
    allowed: tuple[str, ...]
    prepare: Callable[[Market], Act]
    is_noted: bool = True
    """Whether the journal keeps it."""


def directory_kept(market: Market) -> Act:
    agency = market.organisation_id("agency1")
    return lambda uow: directory.keep_records(uow, [agency])


def in_approval(market: Market) -> str:
    ref = market.draft()
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    return ref


def approved(market: Market) -> str:
    ref = in_approval(market)
    with market.acting("approver") as uow:
        tenders.approve(uow, ref)
    return ref


def blocked(market: Market) -> str:
    """A draft with a condition that the restriction check blocks; evaluator1 is the legal officer."""
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], market.users["evaluator1"], Role.LEGAL_OFFICER)
    return market.draft(description="供应商须在本市注册。")


def ground(market: Market) -> tenders.Ground:
    day = market.clock.at.date() + timedelta(days=90)
    return tenders.Ground("LOC_REG", "本市注册", "《中华人民共和国国家安全法》", "第五十九条", "Why", day)


def standing_for(market: Market) -> Act:
    ref = blocked(market)
    return lambda uow: tenders.override(uow, ref, ground(market))


def overridden(market: Market) -> str:
    ref = blocked(market)
    with market.acting("evaluator1") as uow:
        return tenders.override(uow, ref, ground(market)).ref


def at_deadline(market: Market) -> str:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    return ref


def due_beacon(market: Market) -> Act:
    ref, pulse = awaiting(market)
    return lambda uow: beacons.note(uow, ref, pulse)


def missed_beacon(market: Market) -> Act:
    ref, _ = awaiting(market, GIVEN_UP_AFTER)
    return lambda uow: beacons.give_up(uow, ref)


def bid_of_agency1(market: Market) -> str:
    market.bid("agency1", market.published(), LOWEST)
    with market.house.reading() as session:
        return session.scalars(select(Bid.ref)).one()


def selected(market: Market) -> str:
    ref = market.opened(dict(PRICES))
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    return ref


def drawn_up(market: Market) -> str:
    _, award = market.awarded()
    with market.acting("drafter") as uow:
        ref = contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
    market.clock.advance(days=7)
    return ref


def half_signed(market: Market) -> str:
    ref = drawn_up(market)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, ref)
    return ref


def awarded(market: Market) -> str:
    return market.awarded()[1]


def declined(market: Market) -> str:
    ref = awarded(market)
    with market.acting("agency1") as uow:
        unsigned.decline(uow, ref, "Why")
    return ref


def delivered(market: Market) -> str:
    [milestone] = market.milestones(market.signed())
    with market.acting("agency1") as uow:
        contracts.deliver(uow, milestone, market.document())
    return milestone


def instructed(market: Market) -> str:
    with market.acting("officer1") as uow:
        return payments.instruct(uow, market.accepted()[1], "treasury").ref


def recorded(market: Market) -> str:
    ref = instructed(market)
    with market.acting("officer1") as uow:
        payments.record(uow, ref, "BANK-1", market.clock.at.astimezone(MARKET_ZONE).date(), LOWEST)
    return ref


def rated(market: Market) -> str:
    with market.acting("drafter") as uow:
        return ratings.rate(uow, market.paid()[0], FIVE, "Good").ref


def rated_by_both(market: Market) -> str:
    return market.rated(market.paid()[0])


def rated_buyer(market: Market) -> str:
    rated_by_both(market)
    with market.house.reading() as session:
        return session.scalars(select(Rating.ref).where(Rating.by_supplier)).one()


def blind_and_over(market: Market) -> str:
    ref = rated(market)
    market.clock.advance(days=60)
    return ref


def to_recount(market: Market) -> Act:
    with market.acting("platform") as uow:
        ratings.assume(uow)
    return lambda uow: ratings.recount(uow, 10)


def graded_by(market: Market) -> Act:
    year = market.clock.at.year
    return lambda uow: grading.file_grade(uow, market.refs["agency1"], year, 4, "Sound work", "Inspection of May")


def graded(market: Market) -> str:
    with market.acting("regulator") as uow:
        return graded_by(market)(uow).ref  # type: ignore[no-any-return]


def merit(market: Market) -> tuple[str, str]:
    ref = market.opened(dict(PRICES), proposal="p", method="proposal_merit", criteria=MERIT, price_weight=20)
    with market.acting("evaluator1") as uow:
        evaluation.declare(uow, ref, has_conflict=False, statement="")
    with market.house.reading() as session:
        return ref, session.scalars(select(Bid.ref).where(Bid.state == BidState.VALID)).first() or ""


def pending_agency(market: Market) -> str:
    market.person("newcomer")
    with market.acting("newcomer") as uow:
        return organisations.register_agency(
            uow, market.particulars("newcomer", "91"), services=[ITEM], has_committed=True, slug="n"
        ).ref


def on(make: Callable[[Market], Any], operation: Callable[..., Any], *arguments: Any) -> Callable[[Market], Act]:  # noqa: ANN401
    """Prepare an object with `make`, then call `operation` on its reference."""

    def prepare(market: Market) -> Act:
        ref = make(market)
        return lambda uow: operation(uow, ref, *arguments)

    return prepare


def amended(market: Market) -> Act:
    ref = market.published()
    version = market.get(Tender, ref).version
    return lambda uow: bids.amend(uow, ref, "Why", version, Amendment("Other", "", 20))


def files_changed(market: Market) -> Act:
    ref, stored = market.published(), market.stored()
    return lambda uow: bids.change_files(uow, ref, "Why", [stored], [])


def recusals_changed(market: Market) -> Act:
    ref, code = market.published(), market.get(Organisation, market.refs["agency1"]).credit_code or ""
    named = Named(code, EarlierRole.DESIGN, "It made the design.")
    return lambda uow: bids.change_recusals(uow, ref, "Why", named, [])


def to_confirm(market: Market) -> str:
    bid = bid_of_agency1(market)
    tender = market.get(Tender, market.tender_of(bid))
    with market.acting("approver") as uow:
        bids.amend(uow, tender.ref, "Why", tender.version, Amendment("Other", "", 20), asks_again=True)
    return bid


def drafted(market: Market) -> Act:
    return lambda uow: tenders.draft(uow, market.refs["department"], ITEM, market.refs["line"], terms())


def edited(market: Market) -> Act:
    ref = market.draft()
    version = market.get(Tender, ref).version
    return lambda uow: tenders.edit(uow, ref, market.refs["line"], terms(title="Other"), version)


def submitted_bid(market: Market) -> Act:
    ref = market.published()
    written = market.sealed("agency1", ref)
    return lambda uow: market.submit(uow, "agency1", ref, written)


def saved_bid(market: Market) -> Act:
    ref = market.published()
    return lambda uow: bids.save_draft(uow, ref, market.refs["agency1"], Content(LOWEST, ""), market.sealer)


def recused(market: Market) -> Act:
    ref, code = market.draft(), market.get(Organisation, market.refs["agency1"]).credit_code or ""
    return lambda uow: drafting.recuse(uow, ref, Named(code, EarlierRole.DESIGN, "It made the design."))


def let_bid(market: Market) -> Act:
    ref = doubting.recused(market)
    return lambda uow: drafting.let_bid(uow, ref, market.refs["agency1"])


def attached(market: Market) -> Act:
    ref = market.draft()
    return lambda uow: drafting.attach(uow, ref, StoredFile("图.pdf", "application/pdf", 9, "a" * 64, "key"))


def detached(market: Market) -> Act:
    ref = market.draft()
    with market.acting("drafter") as uow:
        document = drafting.attach(uow, ref, StoredFile("图.pdf", "application/pdf", 9, "a" * 64, "key")).ref
    return lambda uow: drafting.detach(uow, ref, document)


def kept(market: Market) -> Act:
    return lambda uow: drafting.keep(uow, market.refs["department"], ITEM, {"title": "Half"}, 0)


def locked(market: Market) -> Act:
    results = locking.found(market)
    return lambda uow: shortlists.lock(uow, market.refs["department"], Asked(ITEM), results)


def saved_search(market: Market) -> int:
    with market.acting("agency1") as uow:
        return searches.save(uow, "Mine", Saved("tender", "q=x", "x"), wants_news=True).id


def forgotten(market: Market) -> Act:
    with market.acting("drafter") as uow:
        drafting.keep(uow, market.refs["department"], ITEM, {"title": "Half"}, 0)
    return lambda uow: drafting.forget(uow, market.refs["department"], ITEM)


def enclosed(market: Market) -> Act:
    ref = market.published()
    return lambda uow: bids.seal_in(uow, ref, market.refs["agency1"], Sealed("key", 99, "b" * 64))


def opening(market: Market) -> Act:
    ref = market.closed(dict(PRICES))
    shares = market.openers.shares("approver", ref)
    return lambda uow: bids.hand_in(uow, ref, shares, market.house.sealing)


def replaced_opener(market: Market) -> Act:
    ref = market.published()
    market.openers.add("operator", market.refs["operator"])
    leaving, coming = market.openers.ref("regulator"), market.openers.ref("operator")
    return lambda uow: bids.replace_opener(uow, ref, leaving, coming, "Why")


def unopened(market: Market) -> Act:
    ref = market.closed(dict(PRICES))
    market.clock.advance(days=10)
    return lambda uow: bids.conclude(uow, ref, market.house.sealing)


def enrolled(market: Market) -> Act:
    public = key_of("drafter").public_key().public_bytes_raw().hex()
    return lambda uow: openers.enrol(uow, market.refs["department"], public, market.house.sealing)


def challenged(market: Market) -> Act:
    return lambda uow: openers.challenge(uow, market.openers.ref("approver"), market.house.sealing)


def proved(market: Market) -> Act:
    opener = market.get(Opener, market.openers.ref("approver"))
    return lambda uow: openers.prove(uow, opener.ref, answer_to(opener, key_of("approver")))


def retired(market: Market) -> Act:
    return lambda uow: openers.retire(uow, market.openers.ref("approver"))


def scored(market: Market) -> Act:
    _, bid = merit(market)
    return lambda uow: evaluation.score(uow, bid, {"method": 1, "team": 1}, "Because")


def points_proposed(market: Market) -> Act:
    bid = panel.scored(market, panel.opened(market))["agency1"]
    return lambda uow: evaluation.propose(uow, bid, panel.points(60, 60), "Because")


def points_confirmed(market: Market) -> Act:
    bid = panel.scored(market, panel.opened(market))["agency1"]
    with market.acting("evaluator1") as uow:
        evaluation.propose(uow, bid, panel.points(60, 60), "Because")
    return lambda uow: evaluation.confirm(uow, bid, 1)


def interest_found(market: Market) -> Act:
    tender = panel.opened(market)
    panel.declare(market, tender, "evaluator1")
    return lambda uow: evaluation.stand_aside(uow, tender, "A cousin works there")


def evaluator_late(market: Market) -> Act:
    tender, late = panel.kept_waiting(market)
    return lambda uow: evaluation.release(uow, tender, late, "Away since Monday")


def contract_drawn(market: Market) -> Act:
    _, award = market.awarded()
    return lambda uow: contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)])


def delivery(market: Market) -> Act:
    [milestone] = market.milestones(market.signed())
    document = market.document()
    return lambda uow: contracts.deliver(uow, milestone, document)


def voucher(market: Market) -> Act:
    ref = instructed(market)
    day = market.clock.at.astimezone(MARKET_ZONE).date()
    return lambda uow: payments.record(uow, ref, "BANK-1", day, LOWEST)


def imported(market: Market) -> Act:
    line = budgets.NewLine(2027, "1", "One", LOWEST)
    return lambda uow: budgets.import_lines(uow, market.refs["department"], [line])


def told_of_a_draft(market: Market) -> Act:
    named = TenderHandedOn(in_approval(market), "in_approval").payload()
    with market.acting("platform") as uow:
        notifications.tell(uow, TenderHandedOn, named, "job-1")
        notice = uow.session.scalars(select(Notice.id)).one()
    return lambda uow: notifications.read(uow, notice)


def shown_certificate(market: Market) -> Act:
    document = market.document("agency1")
    return lambda uow: organisations.add_qualification(uow, market.refs["agency1"], certificate(), document)


def due_certificate(market: Market) -> str:
    ref = show(market)
    market.clock.advance(days=150)
    return ref


def ended_person(market: Market) -> Act:
    ref, day = name_person(market), market.clock.at.astimezone(MARKET_ZONE).date()
    return lambda uow: organisations.end_practitioner(uow, ref, day)


def left_long_ago(market: Market) -> Act:
    with market.acting("agency1") as uow:
        ref = ended_person(market)(uow).ref
    market.clock.advance(days=PRACTITIONER_KEPT.days + 1)
    return lambda uow: personal.forget_practitioner(uow, ref)


def own_agency(operation: Callable[..., Any], *arguments: Any, **named: Any) -> Callable[[Market], Act]:  # noqa: ANN401
    """Call `operation` on agency1."""
    return lambda market: lambda uow: operation(uow, market.refs["agency1"], *arguments, **named)


def left(market: Market) -> str:
    with market.acting("agency1") as uow:
        return organisations.withdraw(uow, market.refs["agency1"], OPEN_BUSINESS).ref


def agency_of(name: str) -> Callable[[Market], str]:
    return lambda market: market.refs[name]


def claimed(market: Market) -> Act:
    code, stored = market.get(Organisation, market.refs["agency1"]).credit_code, market.stored()
    return lambda uow: organisations.open_dispute(uow, code, "Ours", stored)


def disputed(market: Market) -> str:
    return market.disputed("agency1")


def own_dispute(market: Market) -> str:
    return market.disputed("agency1", "agency2")


def two_members(market: Market) -> Act:
    user = market.person("colleague")
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["agency1"], user, Role.AGENCY_MEMBER)
    return lambda uow: organisations.appoint_administrator(uow, market.refs["agency1"], user)


def removal(market: Market) -> Act:
    two_members(market)
    user = market.users["colleague"]
    return lambda uow: organisations.remove_member(uow, market.refs["agency1"], user, Role.AGENCY_MEMBER)


def seated(market: Market) -> Act:
    user = market.person("colleague")
    return lambda uow: organisations.add_member(uow, market.refs["agency1"], user, Role.AGENCY_MEMBER)


def two_administrators(market: Market) -> str:
    act = two_members(market)
    with market.acting("operator") as uow:
        act(uow)
    return market.refs["agency1"]


def invitation(market: Market) -> Act:
    return lambda uow: organisations.invite(uow, market.refs["agency1"], "x@example.org", Role.AGENCY_MEMBER, "en")


def revocation(market: Market) -> Act:
    ref = market.refs["agency1"]
    with market.acting("agency1") as uow:
        sent = organisations.invite(uow, ref, "x@example.org", Role.AGENCY_MEMBER, "en").ref
    return lambda uow: organisations.revoke_invitation(uow, ref, sent)


def acceptance(market: Market) -> Act:
    ref = market.refs["agency1"]
    with market.acting("agency1") as uow:
        sent = organisations.invite(uow, ref, "regulator@example.org", Role.AGENCY_MEMBER, "en").ref
    with market.acting("platform") as uow:
        token = organisations.issue_token(uow, sent) or ""
    return lambda uow: organisations.accept_invitation(uow, token)


def on_account(operation: Callable[..., Any], *arguments: Any, **fields: Any) -> Callable[[Market], Act]:  # noqa: ANN401
    """An act on the account of somebody who has no role, prepared with `fields`."""

    def prepare(market: Market) -> Act:
        number = market.person("stranger")
        with market.house.writing(PLATFORM) as uow:
            for name, value in fields.items():
                setattr(uow.session.get_one(User, number), name, value)
        return lambda uow: operation(uow, number, "Why", *arguments)

    return prepare


FACTOR = {"tf_primary_method": "authenticator", "tf_totp_secret": "x"}


def passkey_added(uow: Any) -> Passkey:  # noqa: ANN401
    return accounts.add_passkey(
        uow, name="Key", credential_id=b"chance", public_key=b"key", sign_count=0, transports=[]
    )


def passkey_of_agency1(market: Market) -> Act:
    with market.acting("agency1") as uow:
        number = passkey_added(uow).id
    return lambda uow: accounts.remove_passkey(uow, number)


def passkey_answered(market: Market) -> Act:
    """Whoever signs in is not known yet; the answer shows whose passkey it is."""
    with market.acting("agency1") as uow:
        number = passkey_added(uow).id
    with market.house.writing(PLATFORM) as uow:
        uow.add(WebSession(token_hash="asked", data={}, created_at=NOW, seen_at=NOW))
    return lambda uow: accounts.use_passkey(uow, number, sign_count=0, asked_in="asked", at=NOW)


def role_given(market: Market) -> Act:
    number = market.person("stranger")
    return lambda uow: organisations.add_member(uow, market.refs["department"], number, Role.APPROVER)


def name_due(market: Market) -> Act:
    number = market.person("stranger")
    with market.house.writing(PLATFORM) as uow:
        user = uow.session.get_one(User, number)
        user.erased_at = user.name_due_at = uow.now
    return lambda uow: personal.let_name_go(uow, number)


def handed_over(market: Market) -> Act:
    """Who set the department up does not leave it without an administrator."""
    with market.acting("drafter") as uow:
        organisations.appoint_administrator(uow, market.refs["department"], market.users["approver"])
    return personal.erase


def paid_with_own_funds(market: Market) -> str:
    own_funds.enterprise(market)
    return own_funds.recorded(market)


def buyer_registered(market: Market) -> Act:
    answers = market.particulars("owner", "91")
    return lambda uow: organisations.register_buyer(uow, BuyerKind.ENTERPRISE, answers, has_committed=True)


def person_registered(_market: Market) -> Act:
    individual = Individual(name="欧阳小明", contact_phone="13800000000", contact_email="x@example.org")
    return lambda uow: organisations.register_person(uow, individual, has_committed=True)


def buyer_corrected(market: Market) -> Act:
    market.person("owner")
    answers = market.particulars("owner", "91")
    with market.acting("owner") as uow:
        ref = organisations.register_buyer(uow, BuyerKind.ENTERPRISE, answers, has_committed=True).ref
    with market.acting("operator") as uow:
        organisations.return_for_correction(uow, ref, "The name is cut off.")
    return lambda uow: organisations.correct_buyer(uow, ref, answers)


def figures_entered(_market: Market) -> Act:
    return lambda uow: regimes.import_rows(uow, [Row(2, figures())])


def one_line_entered(_market: Market) -> Act:
    return lambda uow: regimes.enter(uow, line())


def regions_imported(market: Market) -> Act:
    cells = {"code": "990000", "name_zh": "新省", "name_en": "New", "level": "province", "parent": ""}
    return lambda uow: regions.import_rows(uow, [Row(2, cells)])


def dead_job(market: Market) -> int:
    with market.house.writing(PLATFORM) as uow:
        entry = OutboxEntry(job="send_mail", payload={}, created_at=uow.now, due_at=uow.now, dead_at=uow.now)
        return uow.add(entry).id


def complained(market: Market) -> Act:
    submission = cases.written(market.published())
    return lambda uow: complaints.file(uow, submission, [], cases.SOURCE)


def supplemented(market: Market) -> Act:
    made = cases.filed(market)
    with market.acting("regulator") as uow:
        complaints.ask_supplement(uow, made.complaint.ref, "Which clause?")
    return lambda uow: complaints.supplement(uow, made.complaint.ref, made.code, "This one", [], cases.SOURCE)


def taken_back(market: Market) -> Act:
    made = cases.filed(market)
    return lambda uow: complaints.withdraw(uow, made.complaint.ref, made.code)


def question_asked(market: Market) -> Act:
    ref, agency = market.published(), market.refs["agency1"]
    return lambda uow: questions.ask(uow, ref, agency, "What is meant?")


def question_merged(market: Market) -> Act:
    first, second = question_cases.two(market)
    return lambda uow: questions.merge(uow, second, first)


def objected(market: Market) -> Act:
    tender, _ = market.awarded()
    agency = market.refs["agency2"]
    return lambda uow: objections.file(uow, tender, agency, "Facts", "Look again")


def late_objection(market: Market) -> str:
    ref = objection_cases.filed(market)
    market.clock.advance(days=10)
    return ref


def single_part(market: Market) -> str:
    return market.milestones(market.signed())[0]


def half(market: Market) -> str:
    """One of two parts, so that it can be given up."""
    return market.milestones(market.signed(Part("First", LOWEST - ONE, 10), Part("Second", ONE, 10)))[0]


def late(market: Market) -> str:
    ref = single_part(market)
    market.clock.advance(days=60)
    return ref


def kept_back(market: Market) -> str:
    return afterwards.served(market)[1][-1]


def past_the_period(market: Market) -> str:
    ref = kept_back(market)
    market.clock.at = afterwards.kept_until(market, ref)
    return ref


def proposed(who: str, operation: Callable[..., Any], make: Callable[[Market], str], *arguments: Any) -> Any:  # noqa: ANN401
    """Somebody's proposal about a contract in force."""

    def change(market: Market) -> str:
        ref = make(market)
        with market.acting(who) as uow:
            return operation(uow, ref, *arguments).ref

    return change


ONE = Money(1)
EXTRA = Supplement("", "More", ONE, 5)
supplement = proposed("drafter", changes.propose_supplement, Market.signed, EXTRA, "Why")
extension = proposed("agency1", changes.ask_for_time, single_part, 5, "Why")
waiver = proposed("approver", changes.propose_waiver, half, "Why")
end_for_the_buyer = proposed("approver", changes.propose_termination, Market.signed, "Why")
end_for_the_supplier = proposed("agency1", changes.propose_termination, Market.signed, "Why")


def approved_supplement(market: Market) -> str:
    ref = supplement(market)
    with market.acting("approver") as uow:
        changes.agree(uow, ref)
    return ref


def dissolved(market: Market) -> Act:
    gone, successor = market.refs["other_department"], market.refs["department"]
    day = market.clock.at.astimezone(MARKET_ZONE).date()
    return lambda uow: organisations.dissolve(uow, gone, successor, day, "1")


def on_tie(operation: Callable[..., Any], **changes: Any) -> Callable[[Market], Act]:  # noqa: ANN401
    given = NewAffiliation(kind=AffiliationKind.SUPERVISED, since=doubting.SINCE, **changes)
    return lambda market: lambda uow: operation(uow, market.refs["agency1"], market.refs["department"], given)


def tie_ended(market: Market) -> Act:
    ref = doubting.tie(market)
    return lambda uow: independence.end(uow, ref, doubting.SINCE, "Why")


def called_rounds(market: Market) -> Act:
    ref = auctions.opened(market)
    return lambda uow: rounds.call(uow, ref, uow.now + CALLED_BEFORE)


def answered_round(market: Market) -> Act:
    ref = auctions.begun(market)
    return lambda uow: rounds.answer(uow, ref, market.refs["agency1"], "round_1", {"price": "1"})


def replied_round(market: Market) -> Act:
    ref = auctions.to_be_replied(market)
    return lambda uow: rounds.reply(uow, ref, "reply_1", {"reply": "Thanks", "go_on": "no"})


def postponed_round(market: Market) -> Act:
    ref = auctions.called(market)
    return lambda uow: rounds.postpone(uow, ref, uow.now + CALLED_BEFORE, "Why")


def resumed_round(market: Market) -> Act:
    ref = auctions.paused(market)
    return lambda uow: rounds.resume(uow, ref, uow.now + CALLED_BEFORE)


BUYERS = ("drafter", "approver")


def sequenced(market: Market) -> Act:
    return lambda uow: log.sequence(uow, market.house.signer)


def stamped(market: Market) -> Act:
    with market.acting("platform") as uow:
        log.sequence(uow, market.house.signer)
    return lambda uow: log.keep_stamp(uow, 1, b"stamp")


OFFICERS = ("officer1", "officer2")
STRANGERS = tuple(name for name in EVERYBODY if name not in {"nobody", "agency1"})
CASES = (
    Case("accounts.lock", ("operator",), on_account(accounts.lock, NOW)),
    Case("accounts.unlock", ("operator",), on_account(accounts.unlock, active=False)),
    Case("accounts.reset_second_factor", ("operator",), on_account(accounts.reset_second_factor, NOW, **FACTOR)),
    Case("accounts.end_all_sessions", ("operator",), on_account(accounts.end_all_sessions, NOW)),
    Case("accounts.add_passkey", tuple(reversed(EVERYBODY[1:])), lambda _market: passkey_added),
    Case("accounts.remove_passkey", ("agency1",), passkey_of_agency1),
    Case("accounts.use_passkey", EVERYBODY, passkey_answered),
    Case("organisations.add_member", ("operator",), role_given),
    Case("personal.erase", tuple(reversed(EVERYBODY[1:])), handed_over),
    Case("personal.let_name_go", ("platform",), name_due),
    Case("personal.forget_practitioner", ("operator",), left_long_ago),
    Case("organisations.forget_addresses", ("operator",), lambda _market: organisations.forget_addresses, False),
    Case("regions.import_rows", ("operator",), regions_imported),
    Case("regimes.import_rows", ("operator",), figures_entered),
    Case("regimes.enter", ("operator",), one_line_entered),
    Case("queue.retry", ("operator",), on(dead_job, queue.retry)),
    Case("queue.drop", ("operator",), on(dead_job, queue.drop, "Why")),
    Case("budgets.import_lines", OFFICERS, imported),
    Case("tenders.draft", ("drafter",), drafted),
    Case("tenders.edit", ("drafter",), edited),
    Case("tenders.recuse", ("drafter",), recused),
    Case("tenders.let_bid", ("drafter",), let_bid),
    Case("tenders.attach", ("drafter",), attached),
    Case("tenders.detach", ("drafter",), detached),
    Case("tenders.keep", ("drafter",), kept),
    Case("tenders.forget", ("drafter",), forgotten),
    Case("tenders.submit", ("drafter",), on(Market.draft, tenders.submit)),
    Case("tenders.approve", ("approver",), on(in_approval, tenders.approve)),
    Case("tenders.override", ("evaluator1",), standing_for),
    Case("tenders.confirm_override", ("regulator",), on(overridden, tenders.confirm_override, "Why")),
    Case("tenders.object_to_override", ("regulator",), on(overridden, tenders.object_to_override, "Why")),
    Case("tenders.send_back", ("approver",), on(in_approval, tenders.send_back, "Why")),
    Case("tenders.publish", BUYERS, on(approved, tenders.publish)),
    Case("bids.amend", ("approver",), amended),
    Case("bids.change_files", ("approver",), files_changed),
    Case("bids.change_recusals", ("approver",), recusals_changed),
    Case("bids.confirm", ("agency1",), on(to_confirm, bids.confirm)),
    Case("tenders.cancel", ("approver",), on(Market.published, tenders.cancel, "Why")),
    Case("tenders.reissue", ("drafter",), on(lambda market: market.closed({}), tenders.reissue)),
    Case("bids.submit", ("agency1",), submitted_bid),
    Case("bids.save_draft", ("agency1",), saved_bid),
    Case("bids.seal_in", ("agency1",), enclosed),
    Case("bids.forget_drafts", ("operator",), lambda _market: bids.forget_drafts, is_noted=False),
    Case("directory.keep_records", ("operator",), directory_kept, is_noted=False),
    Case(
        "directory.keep_markets",
        ("operator",),
        lambda _market: partial(directory.keep_markets, gathered={}),
        is_noted=False,
    ),
    Case("log.sequence", ("operator",), sequenced, is_noted=False),
    Case("log.keep_stamp", ("operator",), stamped, is_noted=False),
    Case("bids.withdraw", ("agency1",), on(bid_of_agency1, bids.withdraw)),
    Case("bids.close", ("drafter", *KEY_HOLDERS, "evaluator1", *OFFICERS), on(at_deadline, bids.close)),
    Case("beacons.note", ("platform",), due_beacon),
    Case("beacons.give_up", ("platform",), missed_beacon),
    Case("openers.enrol", ("approver", "drafter", "evaluator1", *OFFICERS), enrolled),
    Case("openers.challenge", ("approver",), challenged),
    Case("openers.prove", ("approver",), proved),
    Case("openers.retire", ("approver",), retired),
    Case("bids.replace_opener", ("approver",), replaced_opener),
    Case("bids.hand_in", ("regulator", "other_approver", "approver"), opening),
    Case("bids.conclude", ("approver",), unopened),
    Case("independence.declare", ("agency1",), on_tie(independence.declare)),
    Case("independence.record", ("regulator", "operator"), on_tie(independence.record)),
    Case("independence.end", ("regulator", "operator"), tie_ended),
    Case("bids.reply", ("agency1",), on(doubting.asked, bids.reply, "It is over.")),
    Case("bids.admit", ("approver",), on(doubting.answered, bids.admit, "Why")),
    Case("bids.exclude", ("approver",), on(doubting.answered, bids.exclude, "Why")),
    Case("bids.mark_overdue", ("platform",), on(doubting.undecided, bids.mark_overdue)),
    Case("bids.doubt_new_ties", ("platform",), on(doubting.tied_late, bids.doubt_new_ties)),
    Case("bids.expire", ("platform",), on(doubting.late, bids.expire)),
    Case("evaluation.score", ("evaluator1",), scored),
    Case("evaluation.propose", ("evaluator1",), points_proposed),
    Case("evaluation.confirm", ("evaluator1", "evaluator2"), points_confirmed),
    Case("evaluation.release", ("approver",), evaluator_late),
    Case("evaluation.stand_aside", ("evaluator1",), interest_found),
    Case("rounds.call", BUYERS, called_rounds),
    Case("rounds.answer", ("agency1",), answered_round),
    Case("rounds.reply", BUYERS, replied_round),
    Case("rounds.postpone", (*BUYERS, "operator"), postponed_round),
    Case("rounds.pause", (*BUYERS, "operator"), on(auctions.begun, rounds.pause, "Why")),
    Case("rounds.resume", (*BUYERS, "operator"), resumed_round),
    Case("rounds.close", ("platform",), on(auctions.at_the_end, rounds.close)),
    Case("awards.select", BUYERS, on(lambda market: market.opened(dict(PRICES)), awards.select)),
    Case("awards.announce", ("approver",), on(selected, awards.announce)),
    Case("unsigned.decline", ("agency1",), on(awarded, unsigned.decline, "Why")),
    Case("unsigned.lapse", BUYERS, on(awarded, unsigned.lapse, Default.CANNOT_PERFORM, "Why")),
    Case("unsigned.award_next", ("approver",), on(declined, unsigned.award_next)),
    Case("unsigned.give_up", ("approver",), on(declined, unsigned.give_up, "Why")),
    Case("unsigned.revoke", ("approver",), on(lambda market: market.awarded()[0], unsigned.revoke, "Why")),
    Case("contracts.draw_up", BUYERS, contract_drawn),
    Case("contracts.sign_for_the_supplier", ("agency1",), on(drawn_up, contracts.sign_for_the_supplier)),
    Case("contracts.sign_for_the_buyer", ("approver",), on(half_signed, contracts.sign_for_the_buyer)),
    Case("contracts.deliver", ("agency1",), delivery),
    Case("contracts.accept", BUYERS, on(delivered, contracts.accept)),
    Case("contracts.send_back", BUYERS, on(delivered, contracts.send_back, "Why")),
    Case("changes.propose_supplement", BUYERS, on(Market.signed, changes.propose_supplement, EXTRA, "Why")),
    Case("changes.ask_for_time", ("agency1",), on(single_part, changes.ask_for_time, 5, "Why")),
    Case("changes.propose_waiver", ("approver",), on(half, changes.propose_waiver, "Why")),
    Case("changes.propose_termination", ("approver", "agency1"), on(Market.signed, changes.propose_termination, "Why")),
    Case("changes.agree: approve a supplement", ("approver",), on(supplement, changes.agree)),
    Case("changes.agree: sign a supplement", ("agency1",), on(approved_supplement, changes.agree)),
    Case("changes.agree: grant time", ("approver",), on(extension, changes.agree)),
    Case("changes.agree: give up", ("agency1",), on(waiver, changes.agree)),
    Case("changes.agree: end, asked by the buyer", ("agency1",), on(end_for_the_buyer, changes.agree)),
    Case("changes.agree: end, asked by the supplier", ("approver",), on(end_for_the_supplier, changes.agree)),
    Case("changes.refuse a supplement", ("approver",), on(supplement, changes.refuse, "Why")),
    Case("changes.refuse to sign", ("agency1",), on(approved_supplement, changes.refuse, "Why")),
    Case("changes.refuse time", ("approver",), on(extension, changes.refuse, "Why")),
    Case("changes.withdraw", ("drafter",), on(supplement, changes.withdraw)),
    Case("changes.withdraw: by the agency", ("agency1",), on(extension, changes.withdraw)),
    Case("lateness.demand", ("approver",), on(late, lateness.demand, 5, "Why")),
    Case("retention.claim_defect", BUYERS, on(kept_back, retention.claim_defect, "Why")),
    Case("retention.release", ("platform",), on(past_the_period, retention.release)),
    Case("parts.accept_in_part", BUYERS, on(delivered, parts.accept_in_part, ONE, 5, "Why")),
    Case("endings.terminate", ("approver",), on(Market.signed, endings.terminate, EndGround.PURPOSE_GONE, "Why")),
    Case("payments.instruct", OFFICERS, on(lambda market: market.accepted()[1], payments.instruct, "treasury")),
    Case("payments.record", OFFICERS, voucher),
    Case("payments.reject", ("officer2",), on(recorded, payments.reject, "Why")),
    Case("payments.confirm", ("officer2",), on(recorded, payments.confirm)),
    Case("payments.reject (own funds)", ("agency1",), on(paid_with_own_funds, payments.reject, "Why")),
    Case("payments.confirm (own funds)", ("agency1",), on(paid_with_own_funds, payments.confirm)),
    Case("ratings.rate", BUYERS, on(lambda market: market.paid()[0], ratings.rate, FIVE, "Good")),
    Case("notifications.choose_mails", EVERYBODY[1:], lambda _market: lambda uow: notifications.choose_mails(uow, [])),
    Case("notifications.read", ("approver",), told_of_a_draft, is_noted=False),
    Case("notifications.read_all", EVERYBODY[1:], lambda _market: notifications.read_all, is_noted=False),
    Case("ratings.rate_buyer", ("agency1",), on(lambda market: market.paid()[0], ratings.rate_buyer, FIVE, "Good")),
    Case("ratings.correct", BUYERS, on(rated, ratings.correct, FIVE, "Better")),
    Case("ratings.correct_of_buyer", ("agency1",), on(rated_buyer, ratings.correct_of_buyer, FIVE, "Better")),
    Case("ratings.reply", ("agency1",), on(rated_by_both, ratings.reply, "Thanks")),
    Case("ratings.reply_of_buyer", BUYERS, on(rated_buyer, ratings.reply_of_buyer, "Thanks")),
    Case("grading.file_grade", ("regulator",), graded_by),
    Case("grading.reply_to_grade", ("agency1",), on(graded, grading.reply_to_grade, "Thanks")),
    Case("ratings.show", ("platform",), on(blind_and_over, ratings.show)),
    Case("ratings.assume", ("operator", "platform"), lambda _market: ratings.assume, is_noted=False),
    Case("ratings.recount", ("operator", "platform"), to_recount, is_noted=False),
    Case(
        "saved_searches.save",
        EVERYBODY[1:],
        lambda _market: lambda uow: searches.save(uow, "Mine", Saved("tender", "q=x", "x"), wants_news=False),
        is_noted=False,
    ),
    Case("saved_searches.look", ("agency1",), on(saved_search, searches.look), is_noted=False),
    Case(
        "saved_searches.want_news",
        ("agency1",),
        lambda market: partial(searches.want_news, number=saved_search(market), wanted=False),
        is_noted=False,
    ),
    Case("saved_searches.drop", ("agency1",), on(saved_search, searches.drop), is_noted=False),
    Case("saved_searches.note_told", ("platform",), on(saved_search, searches.note_told), is_noted=False),
    Case(
        "organisations.verify_by_document",
        ("operator",),
        on(Market.unverified, organisations.verify_by_document, "Licence"),
    ),
    Case(
        "organisations.record_mail_domain",
        ("operator",),
        on(Market.unverified, organisations.record_mail_domain, "firm.example"),
    ),
    Case("organisations.open_dispute", STRANGERS, claimed),
    Case("organisations.uphold", ("operator",), on(disputed, organisations.uphold, "Why")),
    Case("organisations.reject", ("operator",), on(disputed, organisations.reject, "Why")),
    Case("organisations.withdraw_dispute", ("agency2",), on(own_dispute, organisations.withdraw_dispute)),
    Case("organisations.add_member", ("operator",), seated),
    Case("organisations.remove_member", ("agency1", "operator"), removal),
    Case("organisations.appoint_administrator", ("agency1", "operator"), two_members),
    Case("organisations.leave", ("agency1",), on(two_administrators, organisations.leave)),
    Case("organisations.step_down", ("agency1",), on(two_administrators, organisations.step_down)),
    Case("organisations.invite", ("agency1", "operator"), invitation),
    Case("organisations.revoke_invitation", ("agency1", "operator"), revocation),
    Case("organisations.accept_invitation", ("regulator",), acceptance),
    Case("shortlists.lock", ("drafter",), locked),
    Case("questions.ask", ("agency1",), question_asked),
    Case("questions.answer", ("drafter", "approver"), on(question_cases.asked, questions.answer, "Yes.")),
    Case("questions.refuse", ("drafter", "approver"), on(question_cases.asked, questions.refuse, "Off topic")),
    Case("questions.merge", ("drafter", "approver"), question_merged),
    Case("objections.file", ("agency2",), objected),
    Case("objections.withdraw", ("agency2",), on(objection_cases.filed, objections.withdraw)),
    Case("objections.answer", ("approver",), on(objection_cases.filed, objections.answer, "No.")),
    Case("objections.dismiss", ("approver",), on(objection_cases.filed, objections.dismiss, "No facts")),
    Case("objections.uphold", ("approver",), on(objection_cases.filed, objections.uphold, "Right", Remedy.REPEAT)),
    Case("objections.mark_overdue", ("platform",), on(late_objection, objections.mark_overdue)),
    Case("complaints.file", EVERYBODY, complained),
    Case("complaints.supplement", EVERYBODY, supplemented),
    Case("complaints.withdraw", EVERYBODY, taken_back),
    Case("complaints.take", ("regulator",), on(cases.filed_ref, complaints.take)),
    Case("complaints.ask_supplement", ("regulator",), on(cases.filed_ref, complaints.ask_supplement, "Which?")),
    Case("complaints.not_accept", ("regulator",), on(cases.filed_ref, complaints.not_accept, "Why")),
    Case("complaints.transfer", ("regulator",), on(cases.filed_ref, complaints.transfer, "Where")),
    Case("complaints.ask_statement", ("regulator",), on(cases.taken, complaints.ask_statement, "Why?")),
    Case("complaints.state (department)", ("approver",), on(cases.asked, complaints.state, "Because", [])),
    Case("complaints.state (agency)", ("agency1",), on(cases.agency_asked, complaints.state, "Because", [])),
    Case("complaints.decide", ("regulator",), on(cases.heard, complaints.decide, cases.FOUND)),
    Case("complaints.publish", ("regulator",), on(cases.decided, complaints.publish)),
    Case("complaints.withhold", ("regulator",), on(cases.decided, complaints.withhold, "Why")),
    Case("organisations.register_buyer", EVERYBODY[1:], buyer_registered),
    Case("organisations.register_person", EVERYBODY[1:], person_registered),
    Case("organisations.correct_buyer", ("owner",), buyer_corrected),
    Case("organisations.pass_check", ("operator",), on(pending_agency, organisations.pass_check)),
    Case("organisations.dissolve", ("operator",), dissolved),
    Case(
        "organisations.return_for_correction",
        ("operator",),
        on(pending_agency, organisations.return_for_correction, "Why"),
    ),
    Case("organisations.state_service", ("agency1",), own_agency(organisations.state_service, ITEM, statement())),
    Case("organisations.add_qualification", ("agency1",), shown_certificate),
    Case("organisations.take_off_qualification", ("agency1",), on(show, organisations.take_off_qualification)),
    Case("organisations.note_news", ("platform",), on(due_certificate, organisations.note_news)),
    Case(
        "organisations.add_practitioner",
        ("agency1",),
        own_agency(organisations.add_practitioner, person(), partial(digest, salt=b"tests")),
    ),
    Case("organisations.end_practitioner", ("agency1",), ended_person),
    Case(
        "organisations.sign_commitment",
        ("agency1",),
        own_agency(organisations.sign_commitment, CommitmentKind.ABILITY, 1, has_agreed=True),
    ),
    Case("organisations.withdraw", ("agency1",), own_agency(organisations.withdraw, OPEN_BUSINESS)),
    Case("organisations.rejoin", ("agency1",), on(left, organisations.rejoin)),
)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_only_those_the_page_names(market: Market, database: Template, case: Case) -> None:
    act = case.prepare(market)
    before = journal_length(market)
    for name in EVERYBODY:
        if name in case.allowed:
            continue
        with pytest.raises((NotFound, NotPermitted)), market.house.writing(actor(market, name)) as uow:
            act(uow)
        assert journal_length(market) == before, f"{name} left a trace"
    with market.acting(case.allowed[-1]) as uow:
        act(uow)
    assert (journal_length(market) > before) is case.is_noted


def actor(market: Market, name: str) -> Any:  # noqa: ANN401
    return ANYONE if name == "nobody" else market.actor(name)


def journal_length(market: Market) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(JournalEntry.seq))) or 0
