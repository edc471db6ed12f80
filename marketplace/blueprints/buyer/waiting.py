"""What waits for one person of a department, each with where to do it and by when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import url_for

from marketplace.blueprints.buyer.desk import may
from marketplace.blueprints.web import contract_course
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.work import current_actor, now, reading, today
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import doubts
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.states import DoubtState
from marketplace.domain.complaints import queries as complaints
from marketplace.domain.complaints.states import ComplaintState
from marketplace.domain.contracts import deadlines
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.evaluation import queries as evaluation
from marketplace.domain.objections import queries as objections
from marketplace.domain.objections.states import ObjectionState
from marketplace.domain.openers import queries as openers
from marketplace.domain.payments import queries as payments
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.questions import queries as questions
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.tenders import notice, reports
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.deadlines import award_due
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations.overrides import UNDECIDED
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import queries as unsigned
from marketplace.kernel.i18n import Text, from_json, mark

LAST = datetime.max.replace(tzinfo=UTC)
"""Where a task without a date stands in the order."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `due_at` is None where no rule sets a date."""

    todo: str
    about: str
    href: str
    due_at: datetime | None = None


_TENDERS: Mapping[TenderState, tuple[str, Text]] = {
    TenderState.DRAFT: ("tender:submit", mark("Finish the draft and submit it for approval")),
    TenderState.IN_APPROVAL: ("tender:approve", mark("Approve the tender or return it")),
    TenderState.APPROVED: ("tender:publish", mark("Publish the notice")),
    TenderState.CLOSED: ("tender:conclude_opening", mark("See who of the openers is missing")),
    TenderState.EVALUATED: ("tender:conclude_opening", mark("See who of the openers is missing")),
    TenderState.SELECTED: ("tender:award", mark("Announce the award")),
    TenderState.FAILED: ("tender:reissue", mark("Decide whether to issue it again")),
}
"""State to (permission of whoever acts, what to do); the opened tender depends on its method, see `_opened`."""


def tasks() -> list[Task]:
    """Everything that waits for the reader, the most urgent first."""
    found = [
        *_openings(),
        *_questions(),
        *_doubts(),
        *_blocked(),
        *_before_the_award(),
        *_contracts(),
        *_payments(),
        *_objections(),
        *_complaints(),
    ]
    return sorted(found, key=lambda task: task.due_at or LAST)


def _openings() -> Iterator[Task]:
    for tender in tenders.under_way(reading(), current_actor().organisations()):
        if tender.state is TenderState.PUBLISHED and may("tender:amend", tender):
            yield from (_silent_openers(tender) if openers.silent(reading(), tender.openers) else ())
    for tender, is_done in bids.waiting_for_keys(reading(), current_actor()):
        if not is_done:
            due = bids.open_by(reading(), tender)
            yield _task(mark("Hand in your keys"), tender.title, "account.keys.opening", tender.ref, due)


def _silent_openers(tender: Tender) -> Iterator[Task]:
    """Somebody was asked for the key and has not shown it: there is still time to name another."""
    todo = mark("An opener has not shown the key: remind them, or name another")
    yield _task(todo, tender.title, "buyer.opening.replace", tender.ref, tender.deadline_at)


def _questions() -> Iterator[Task]:
    for question, tender in questions.waiting(reading(), current_actor().organisations()):
        if may("question:answer", question):
            todo = mark("Answer a question about the notice")
            yield _task(todo, tender.title, "buyer.questions.index", tender.ref, tender.deadline_at)


def _blocked() -> Iterator[Task]:
    """Words that stop a notice, for whoever may stand for them; drafts that still lie open among them."""
    for tender in tenders.under_way(reading(), current_actor().organisations()):
        if tender.state not in UNDECIDED or not may("tender:override", tender):
            continue
        if reports.blocking(reading(), tender, notice.terms_of(tender), today()):
            todo = mark("Stand for a blocked condition with a national law, or have it mended")
            yield _task(todo, tender.title, "buyer.overrides.give", tender.ref)


def _before_the_award() -> Iterator[Task]:
    for tender in tenders.under_way(reading(), current_actor().organisations()):
        state = tender.state
        if state is TenderState.PUBLISHED and tender.deadline_at is not None and tender.deadline_at <= now():
            state = TenderState.CLOSED
        if state is TenderState.OPENED:
            yield from _opened(tender)
            continue
        if state is TenderState.EVALUATING:
            yield from _evaluation(tender, None) if may("tender:evaluate", tender) else ()
            yield from _late_evaluators(tender)
            continue
        if state is TenderState.FALLEN_THROUGH:
            ended = awards.history(reading(), tender.id)[-1]
            if may("award:award_next", ended):
                todo = mark("The winner dropped out: award to the next in rank, or let the tender fail")
                yield _task(
                    todo, tender.title, "buyer.tenders.show", tender.ref, unsigned.decision_due(reading(), ended)
                )
            continue
        permission, todo = _TENDERS.get(state, ("", Text("")))
        if not permission or not may(permission, tender):
            continue
        if state is TenderState.FAILED and tender.replaces_id is not None:
            continue
        if state is TenderState.DRAFT and tender.returned_because:
            todo = mark("Correct what was returned and submit it again")
        due = award_due(reading(), tender) if state is TenderState.SELECTED else None
        yield _task(todo, tender.title, "buyer.tenders.show", tender.ref, due)


def _doubts() -> Iterator[Task]:
    for row in doubts.open_for(reading(), buyers=current_actor().organisations()):
        if row.Doubt.state is DoubtState.ANSWERED and may("doubt:decide", row.Doubt):
            todo = mark("Decide whether a bid takes part: its bidder has replied")
            yield _task(todo, row.title, "buyer.doubts.show", row.Doubt.ref, row.Doubt.decide_by)


def _opened(tender: Tender) -> Iterator[Task]:
    due = award_due(reading(), tender)
    waits = bool(doubts.unsettled(reading(), tender.id))
    scored = notice.is_scored(tender.method)
    if scored and may("tender:evaluate", tender) and not tender.has_two_envelopes:
        yield from _evaluation(tender, due)
    yield from _late_evaluators(tender)
    ready = not scored or evaluation.is_ready(reading(), tender)
    if notice.goes_by_rounds(tender) and not rounds.are_over(reading(), tender):
        if ready and may("tender:run_rounds", tender) and not waits:
            yield from _in_rounds(tender, due)
        return
    if ready and not waits and may("tender:select", tender):
        yield _task(mark("Run the selection"), tender.title, "buyer.tenders.show", tender.ref, due)


def _in_rounds(tender: Tender, due: datetime | None) -> Iterator[Task]:
    step = rounds.current(reading(), tender.id)
    if step is None:
        asks_final = notice.asks_final_prices(tender)
        todo = mark("Ask the best for final prices") if asks_final else mark("Call the first round")
        yield _task(todo, tender.title, "buyer.rounds.call", tender.ref, due)
    elif rounds.BY_BUYER in step.who:
        yield _task(from_json(step.prompt), tender.title, "buyer.rounds.reply", tender.ref, step.closes_at)


def _evaluation(tender: Tender, due: datetime | None) -> Iterator[Task]:
    user_id = current_actor().user_id or 0
    declaration = evaluation.declaration_of(reading(), tender.id, user_id)
    if declaration is None:
        todo = mark("Declare your interests, then score the bids")
    elif not declaration.has_conflict and (left := evaluation.unscored(reading(), tender.id, user_id)):
        todo = mark("Score the bids still open: %(count)s", count=len(left))
    elif evaluation.unconfirmed(reading(), tender, user_id):
        todo = mark("Agree with the other evaluators on the points of every bid")
    else:
        return
    yield _task(todo, tender.title, "buyer.evaluation.show", tender.ref, due)


def _late_evaluators(tender: Tender) -> Iterator[Task]:
    if may("tender:release_evaluator", tender) and evaluation.overdue(reading(), tender, now()):
        yield _task(
            mark("Evaluators let the others wait: release them, or wait on"),
            tender.title,
            "buyer.evaluation.show",
            tender.ref,
        )


def _contracts() -> Iterator[Task]:
    own = current_actor().organisations()
    for award, tender in contracts.awards_without_contract(reading(), own):
        if may("contract:draw_up", award):
            yield _task(
                mark("Draw up the contract"), tender.title, "buyer.contracts.draw_up", tender.ref, award.sign_by
            )
    running = contracts.open_of_buyers(reading(), own)
    for contract, title in running:
        if contract.state is ContractState.SUPPLIER_SIGNED and may("contract:sign_for_the_buyer", contract):
            sign_by = reading().get_one(Award, contract.award_id).sign_by
            yield _task(mark("Sign the contract"), title, "buyer.contracts.show", contract.ref, sign_by)
        if contract.state is ContractState.DRAWN_UP:
            yield from _late_agency(reading().get_one(Award, contract.award_id), title)
        for milestone in contract.milestones:
            if milestone.state is MilestoneState.DELIVERED and may("milestone:accept", milestone):
                todo = mark("Accept or return what was delivered: %(what)s", what=milestone.title)
                yield _task(todo, title, "buyer.contracts.show", contract.ref, milestone.next_check_at)
    yield from _proposals({contract.id: title for contract, title in running})
    for contract, title in ratings.to_rate(reading(), own, now(), by_supplier=False):
        if may("contract:rate", contract):
            until = contract.rate_until
            yield _task(mark("Rate the provider's work"), title, "buyer.ratings.rate", contract.ref, until)


def _proposals(titles: Mapping[int, str]) -> Iterator[Task]:
    for change in contracts.open_changes(reading(), titles):
        if may("change:agree", change):
            todo = mark("Decide: %(what)s", what=contract_course.asked(change))
            yield _task(todo, titles[change.contract_id], "buyer.changes.show", change.ref)


def _late_agency(award: Award, title: str) -> Iterator[Task]:
    signing = unsigned.signing(reading(), award, now())
    if signing is not None and signing.agency_is_late and may("award:lapse", award):
        ref = reading().get_one(Tender, award.tender_id).ref
        todo = mark("The provider has not signed in time: wait, or record that it drops out")
        yield _task(todo, title, "buyer.tenders.show", ref, signing.due_at)


def _payments() -> Iterator[Task]:
    for milestone, _, title, *_ in payments.payable(reading(), current_actor()):
        todo = mark("Instruct the payment: %(what)s", what=milestone.title)
        yield Task(translate(todo), title, url_for("buyer.payments.index"), deadlines.pay_by(reading(), milestone))
    for payment, milestone, title, *_ in payments.of_buyers(reading(), current_actor()):
        due_at = deadlines.pay_by(reading(), milestone)
        if payment.state is PaymentState.INSTRUCTED:
            yield _task(mark("Record the bank's voucher"), title, "buyer.payments.show", payment.ref, due_at)
        elif payment.state is PaymentState.RECORDED and may("payment:confirm", payment):
            yield _task(mark("Confirm the voucher"), title, "buyer.payments.show", payment.ref, due_at)


def _objections() -> Iterator[Task]:
    for row in objections.of_buyers(reading(), current_actor().organisations()):
        case = row.Objection
        if case.state is ObjectionState.FILED and may("objection:answer", case):
            yield _task(mark("Answer an objection"), row.title, "buyer.objections.show", case.ref, case.due_at)


def _complaints() -> Iterator[Task]:
    rows, _total = complaints.heard_page(reading(), current_actor(), buys=True)
    for row in rows:
        case = row.Complaint
        if case.state is ComplaintState.STATEMENT_ASKED and may("complaint:state", case):
            yield _task(
                mark("Answer the regulator's question"), case.ref, "buyer.complaints.show", case.ref, case.due_at
            )


def _task(todo: Text, about: str, endpoint: str, ref: str, due_at: datetime | None = None) -> Task:
    return Task(translate(todo), about, url_for(endpoint, ref=ref), due_at)
