"""One tender as its department sees it: where it stands, what comes next, who must act and by when."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from marketplace.blueprints.buyer import checked, stuck
from marketplace.blueprints.buyer.desk import can, may, own_tender
from marketplace.blueprints.buyer.who_qualifies import narrowing
from marketplace.blueprints.web import findings, regimes
from marketplace.blueprints.web.amendments import changes
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.requirements import asked
from marketplace.blueprints.web.scorings import SCORINGS
from marketplace.blueprints.web.standing import tenders as standing
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD, ENDED, AwardState
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.sittings import AWAITS_KEYS
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.evaluation import queries as evaluation
from marketplace.domain.evaluation.rules import fewest_evaluators
from marketplace.domain.objections import queries as objections
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.questions import queries as questions
from marketplace.domain.questions.states import QuestionState
from marketplace.domain.regimes.rules import Routing
from marketplace.domain.regions import queries as regions
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders import (
    attachments,
    drafting,
    method_settings,
    notice,
    projects,
    recusals,
    reports,
    requirements,
    routings,
)
from marketplace.domain.tenders import queries as tenders_read
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations.overrides import UNDECIDED
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.i18n import Text, from_json, mark

tenders = Blueprint("tenders", __name__, url_prefix="/tenders")


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the page: a POST that does it at once, or a link to the form that asks more."""

    label: str
    href: str
    is_post: bool = False
    kind: str = "primary"


_PATH: tuple[tuple[Text, frozenset[TenderState]], ...] = (
    (mark("Draft"), frozenset({TenderState.DRAFT})),
    (mark("Approval"), frozenset({TenderState.IN_APPROVAL, TenderState.APPROVED})),
    (mark("Open for bids"), frozenset({TenderState.PUBLISHED})),
    (mark("Opening"), frozenset({TenderState.CLOSED})),
    (
        mark("Selection"),
        frozenset({TenderState.EVALUATING, TenderState.EVALUATED, TenderState.OPENED}),
    ),
    (mark("Award"), frozenset({TenderState.SELECTED})),
    (mark("Contract"), frozenset({TenderState.AWARDED, TenderState.FALLEN_THROUGH})),
)

_COUNTED = frozenset({TenderState.DRAFT, TenderState.IN_APPROVAL, TenderState.APPROVED})
"""While it can still be thought over, the page shows how many providers qualify, and the regime of today."""


@tenders.get("/<ref>")
def show(ref: str) -> str:
    """Everything the department knows of a tender at this moment."""
    tender = own_tender(ref)
    award = awards.of_tender(reading(), tender.id)
    contract = contracts.of_award(reading(), award.id) if award else None
    ended = [one for one in awards.history(reading(), tender.id) if one.state in ENDED]
    is_scored = notice.is_scored(tender.method)
    item = catalogue.get(reading(), tender.item_code)
    routing = _routing(tender) if tender.state in _COUNTED else None
    asked_about = questions.of_tender(reading(), tender.id)
    return render_template(
        "buyer/tender.html",
        tender=tender,
        item=item,
        place=regions.path(reading(), tender.region_code),
        line=reading().get_one(BudgetLine, tender.budget_line_id) if tender.budget_line_id else None,
        method=translate(from_json(dict(METHODS[tender.method].label))),
        settings=() if tender.is_notice_only else method_settings.as_set(notice.terms_of(tender)),
        is_scored=is_scored,
        scoring=SCORINGS[tender.scoring],
        asked_alone=organisations.asked_alone(reading(), tender.invited),
        amendments=tenders_read.amendments(reading(), tender.id),
        changes_of=changes,
        replaces=reading().get_one(Tender, tender.replaces_id) if tender.replaces_id else None,
        ended_because=_ended_because(tender, ended),
        head=bids.closing_head(reading(), tender.id),
        scored_by=evaluation.complete_sets(reading(), tender) if is_scored and tender.opened_at else None,
        evaluators_needed=fewest_evaluators(tender.regime),
        award=award,
        contract=contract,
        begun=drafting.sketch(reading(), current_actor(), ref) if tender.state is TenderState.DRAFT else None,
        regime=regimes.of_tender(tender, routing),
        asked=asked(requirements.read(tender.conditions)),
        who_qualifies=narrowing(item, requirements.read(tender.conditions)) if tender.state in _COUNTED else [],
        findings=_findings(tender, item, routing),
        recusals=recusals.of_tender(reading(), tender.id),
        siblings=projects.siblings(reading(), tender),
        documents=attachments.of_tender(reading(), tender.id),
        may_copy=current_actor().sits(tender.buyer_id, Role.DRAFTER),
        steps=_steps(tender.state),
        stands=standing.of_tender(tender, award, contract, ended),
        objections=objections.told(reading(), tender.id),
        questions=asked_about,
        unanswered=any(question.state is QuestionState.ASKED for question in asked_about),
        actions=_actions(tender, award, contract, ended),
        ended=ended,
        ways_out=stuck.of_tender(tender, ended),
        suppliers=awards.suppliers_of(reading(), ended),
    )


def _findings(tender: Tender, item: ServiceItem, routing: Routing | None) -> list[findings.Shown]:
    """What the check says by today's `routing` while the tender can be mended, else what its published report says."""
    given = reports.overrides(reading(), tender.id)
    if routing is not None:
        found = checked.by_field(notice.terms_of(tender), item, routing, given)
        return [one for part in found.values() for one in part]
    report = reports.of_tender(reading(), tender.id)
    return [*findings.of_report(report, given), *findings.structure_of(report)] if report else []


def _routing(tender: Tender) -> Routing:
    """Where a tender that is not published yet would belong today."""
    buyer = reading().get_one(Organisation, tender.buyer_id)
    return routings.of_terms(reading(), buyer, tender.item_code, notice.terms_of(tender), now())


def _ended_because(tender: Tender, ended: Sequence[Award]) -> Text | None:
    """Why it failed or was cancelled, unless the award that was revoked with it says so."""
    if tender.ended_because is None or any(one.state is AwardState.REVOKED for one in ended):
        return None
    return from_json(tender.ended_because)


def _steps(state: TenderState) -> list[dict[str, str]]:
    here = next((place for place, (_, states) in enumerate(_PATH) if state in states), None)
    if here is None:
        return []
    return [
        {
            "label": translate(label),
            "state": "done" if place < here else "current" if place == here else "upcoming",
        }
        for place, (label, _) in enumerate(_PATH)
    ]


def _actions(tender: Tender, award: Award | None, contract: Contract | None, ended: Sequence[Award]) -> list[Action]:
    """What this reader may do now, the way forward first."""
    ref = tender.ref
    out_of_time = _is_out_of_time(tender)
    amends = can(tender, "amend", "tender:amend") and not out_of_time
    every = (
        (can(tender, "submit", "tender:submit"), mark("Submit for approval"), "drafting.submit", True, "primary"),
        (can(tender, "approve", "tender:approve"), mark("Approve"), "approval.approve", True, "primary"),
        (
            can(tender, "publish", "tender:publish"),
            mark("Check the dates and publish"),
            "approval.publish",
            False,
            "primary",
        ),
        (out_of_time and may("tender:close", tender), mark("Close the tender"), "opening.close", True, "primary"),
        (tender.state in AWAITS_KEYS, mark("The opening: keys handed in"), "opening.show", False, "primary"),
        (_is_evaluated(tender), mark("Bids and evaluation"), "evaluation.show", False, "primary"),
        (_goes_by_rounds(tender), _rounds_called(tender), "rounds.show", False, "primary"),
        (_can_select(tender), mark("Run the selection"), "evaluation.select", True, "primary"),
        (can(tender, "award", "tender:award"), mark("Announce the award"), "awards.announce", False, "primary"),
        (_may_draw_up(award, contract), mark("Draw up the contract"), "contracts.draw_up", False, "primary"),
        (
            tender.state in UNDECIDED and may("tender:override", tender),
            mark("Stand for a blocked condition"),
            "overrides.give",
            False,
            "secondary",
        ),
        (can(tender, "edit", "tender:edit"), mark("Edit the draft"), "drafting.edit", False, "secondary"),
        (can(tender, "edit", "tender:edit"), mark("Attach files"), "files.index", False, "secondary"),
        (can(tender, "edit", "tender:edit"), mark("Say who must stay out"), "recusals.index", False, "secondary"),
        (
            can(tender, "return", "tender:return"),
            mark("Return to the drafter"),
            "approval.send_back",
            False,
            "secondary",
        ),
        (amends, mark("Change the notice"), "approval.amend", False, "secondary"),
        (amends, mark("Change the files"), "files.change", False, "secondary"),
        (amends, mark("Change who must stay out"), "recusals.change", False, "secondary"),
        (
            can(tender, "replace_opener", "tender:amend") and not out_of_time,
            mark("Replace an opener"),
            "opening.replace",
            False,
            "secondary",
        ),
        (
            tender.replaces_id is None and can(tender, "reissue", "tender:reissue"),
            mark("Issue it again"),
            "drafting.reissue",
            True,
            "primary",
        ),
        (
            TENDER.allows(tender.state, "award_next") and may("award:award_next", ended[-1]),
            mark("Award to the next in rank"),
            "awards.award_next",
            False,
            "primary",
        ),
        (
            TENDER.allows(tender.state, "give_up") and may("award:give_up", ended[-1]),
            mark("Let the tender fail"),
            "awards.give_up",
            False,
            "secondary",
        ),
        (
            award is not None and AWARD.allows(award.state, "lapse") and may("award:lapse", award),
            mark("The winner drops out"),
            "awards.lapse",
            False,
            "secondary",
        ),
        (
            can(tender, "revoke", "tender:revoke") and (award is None or AWARD.allows(award.state, "revoke")),
            mark("Cancel the purchase"),
            "awards.revoke",
            False,
            "warning",
        ),
        (can(tender, "cancel", "tender:cancel"), mark("Cancel the tender"), "approval.cancel", False, "warning"),
    )
    return [
        Action(translate(label), url_for(f"buyer.{endpoint}", ref=ref), is_post=is_post, kind=kind)
        for allowed, label, endpoint, is_post, kind in every
        if allowed
    ]


def _is_out_of_time(tender: Tender) -> bool:
    is_out = tender.state in {TenderState.PUBLISHED, TenderState.ANNOUNCED}
    return is_out and tender.deadline_at is not None and now() >= tender.deadline_at


def _goes_by_rounds(tender: Tender) -> bool:
    return tender.state is TenderState.OPENED and notice.goes_by_rounds(tender)


def _rounds_called(tender: Tender) -> Text:
    return mark("Final prices") if notice.asks_final_prices(tender) else mark("Rounds")


def _can_select(tender: Tender) -> bool:
    return can(tender, "select", "tender:select") and rounds.are_over(reading(), tender)


def _is_evaluated(tender: Tender) -> bool:
    return tender.is_being_scored and may("tender:evaluate", tender)


def _may_draw_up(award: Award | None, contract: Contract | None) -> bool:
    return award is not None and contract is None and may("contract:draw_up", award)
