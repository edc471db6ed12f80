"""How a contract goes on after its signing, in words: what was agreed, what waits for an answer, what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, flash, redirect, request
from werkzeug.wrappers import Response

from marketplace.blueprints.web.filters import money, translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.standing import Standing
from marketplace.blueprints.web.standing import contracts as standing
from marketplace.blueprints.web.submit import SEE_OTHER
from marketplace.blueprints.web.words import period_end
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.awards.models import Award
from marketplace.domain.contracts import queries
from marketplace.domain.contracts.models import Contract, ContractChange, ContractRecord, Milestone
from marketplace.domain.contracts.states import (
    CONTRACT,
    OPEN_CHANGES,
    ChangeKind,
    ChangeState,
    ContractState,
    EndGround,
    MilestoneState,
    RecordKind,
)
from marketplace.domain.payments.models import Payment
from marketplace.kernel.canonical import canonical
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import ZERO, Money

GROUNDS: Mapping[EndGround, Text] = {
    EndGround.AGREEMENT: mark("both sides agreed"),
    EndGround.DELAY: mark("the provider did not deliver by the last date"),
    EndGround.PURPOSE_GONE: mark("what it was for is gone"),
}
ANSWERS: Mapping[tuple[ChangeKind, ChangeState], tuple[Text, Text]] = {
    (ChangeKind.SUPPLEMENT, ChangeState.PROPOSED): (
        mark("Approve the supplement"),
        mark("The supplement is approved and its money is held. The provider signs next."),
    ),
    (ChangeKind.SUPPLEMENT, ChangeState.APPROVED): (
        mark("Sign the supplement"),
        mark("The supplement is signed and in force."),
    ),
    (ChangeKind.EXTENSION, ChangeState.PROPOSED): (
        mark("Grant the time"),
        mark("The time is granted; the new date is in force."),
    ),
    (ChangeKind.WAIVER, ChangeState.PROPOSED): (
        mark("Agree to give it up"),
        mark("The part is given up; nothing is delivered or paid for it."),
    ),
    (ChangeKind.TERMINATION, ChangeState.PROPOSED): (
        mark("Agree to end the contract"),
        mark("The contract has ended. What was accepted is still paid."),
    ),
}
"""What the button says that agrees, and what is said once it was pressed."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as a reader sees it; `answer` is what the button says, empty where the reader is not asked."""

    change: ContractChange
    headline: str
    stands: Standing
    answer: str
    may_withdraw: bool


def install(app: Flask) -> None:
    """Give the templates the filters ``headline`` of a record, and ``canonical`` of its terms."""
    app.jinja_env.filters |= {"headline": headline, "canonical": canonical}


def course(contract: Contract, payments: Mapping[int, Payment]) -> dict[str, Any]:
    """What a room's page of a contract shows of it: how it and its parts stand, records, proposals, what is late.

    `payments` are those under way and made, by milestone.
    """
    return {
        "stands": standing.of_contract(contract, reading().get_one(Award, contract.award_id)),
        "parts_stand": {part.id: standing.of_milestone(part, payments.get(part.id)) for part in contract.milestones},
        "records": queries.records(reading(), contract.id),
        "changes": [_proposal(change) for change in queries.changes(reading(), contract.id)],
        "days_late": queries.days_late(reading(), contract, now()),
        "last_dates": queries.last_dates(reading(), contract.id),
    }


def over(part: Milestone, page: str) -> Response | None:
    """As `not_in_force`, for a form about a part: what is kept back outlives the contract's service."""
    return None if part.goes_on else not_in_force(part.contract, page)


def not_in_force(contract: Contract, page: str) -> Response | None:
    """Back to `page`, saying why, when a form is asked for that only a contract in force has; a POST is answered."""
    if request.method != "GET" or contract.state is ContractState.ACTIVE:
        return None
    flash(translate(CONTRACT.meanings[contract.state]), "warning")
    return redirect(page, SEE_OTHER)


def done(change: ContractChange) -> str:
    """What to say to somebody who is about to agree."""
    words = ANSWERS.get((change.kind, change.state))
    return translate(words[1]) if words else ""


def asked(change: ContractChange) -> str:
    """A proposal in one sentence."""
    part = change.milestone.title if change.milestone else change.title
    match change.kind:
        case ChangeKind.SUPPLEMENT:
            amount = change.amount or ZERO
            words = _supplement(part, amount - (change.difference or ZERO), amount)
            return _with_retention(words, change) if (change.difference or ZERO) < ZERO else words
        case ChangeKind.EXTENSION:
            return _("More time for “%(part)s”: %(days)s working days", part=part, days=change.days)
        case ChangeKind.WAIVER:
            return _with_retention(_("Give up “%(part)s”", part=part), change)
        case ChangeKind.TERMINATION:
            return _("End the contract by agreement")


def headline(record: ContractRecord) -> str:
    """What was agreed or declared, in one sentence."""
    terms = record.terms
    part = terms.get("title", "")
    match record.kind:
        case RecordKind.SUPPLEMENT:
            words = _supplement(part, Money(terms["before_fen"]), Money(terms["after_fen"]))
        case RecordKind.EXTENSION:
            words = _(
                "More time: “%(part)s” is due by %(after)s instead of %(before)s",
                part=part,
                after=_time(terms["due_after"]),
                before=_time(terms["due_before"]),
            )
        case RecordKind.WAIVER:
            freed = _amount(terms["released_fen"])
            words = _("Given up by both: “%(part)s”; %(amount)s is free again", part=part, amount=freed)
        case RecordKind.PARTIAL_ACCEPTANCE:
            words = _(
                "Accepted in part: %(amount)s of “%(part)s”; the rest, %(rest)s, is delivered anew",
                part=part,
                amount=_amount(terms["accepted_fen"]),
                rest=_amount(terms["rest_fen"]),
            )
        case RecordKind.DEMAND:
            words = _("Last date for “%(part)s”: %(time)s", part=part, time=_time(terms["until"]))
        case RecordKind.DEFECT:
            words = _(
                "Defect claimed: %(amount)s stays kept back until it is mended", amount=_amount(terms["kept_fen"])
            )
        case RecordKind.TERMINATION:
            words = _(
                "The contract ended early: %(ground)s; %(amount)s is free again",
                ground=translate(GROUNDS[EndGround(terms["ground"])]),
                amount=_amount(terms["released_fen"]),
            )
    return words


def _proposal(change: ContractChange) -> Proposal:
    is_open = change.state in OPEN_CHANGES
    words = ANSWERS.get((change.kind, change.state))
    return Proposal(
        change,
        asked(change),
        standing.of_change(change),
        answer=translate(words[0]) if words and is_open and _may("change:agree", change) else "",
        may_withdraw=is_open and _may("change:withdraw", change),
    )


def _may(permission: str, change: ContractChange) -> bool:
    return providers().authority.permits(reading(), current_actor(), permission, change)


def _with_retention(words: str, change: ContractChange) -> str:
    """What is agreed to takes its share of what is kept back with it; whoever agrees reads so."""
    is_service = change.milestone is None or not change.milestone.is_retention
    if is_service and any(part.state is MilestoneState.KEPT for part in change.contract.milestones):
        return str(_("%(what)s; the retention money falls in the same proportion", what=words))
    return words


def _supplement(part: str, before: Money, after: Money) -> str:
    if not before:
        return _("Supplement: a new part “%(part)s” for %(after)s", part=part, after=money(after))
    return _(
        "Supplement: “%(part)s” costs %(after)s instead of %(before)s",
        part=part,
        after=money(after),
        before=money(before),
    )


def _amount(fen: int) -> str:
    return money(Money(fen))


def _time(written: str) -> str:
    return period_end(datetime.fromisoformat(written))
