"""After the opening: the bids, the evaluators' declarations and scores, the selection and its arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, back, can, demand, may, own_tender
from marketplace.blueprints.buyer.doubts import is_hidden
from marketplace.blueprints.buyer.forms import DeclarationForm, score_form
from marketplace.blueprints.web.scorings import SCORINGS
from marketplace.blueprints.web.submit import SEE_OTHER, act_and_return, form_page
from marketplace.blueprints.web.words import called_by_name, in_language
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as awards_read
from marketplace.domain.awards.models import Selection
from marketplace.domain.bids import doubts
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.queries import OpenedBid
from marketplace.domain.bids.states import BidState
from marketplace.domain.evaluation import operations
from marketplace.domain.evaluation import queries as sheets
from marketplace.domain.evaluation.models import ScoreSheet
from marketplace.domain.evaluation.rules import fewest_evaluators
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.tenders import beacons, notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.i18n import Text, from_json, mark

evaluation = Blueprint("evaluation", __name__, url_prefix="/tenders")

SEALED = mark("The bids are not opened.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A score sheet as the page shows it; evaluators are numbered, not named."""

    evaluator: int
    bid_ref: str
    sheet: ScoreSheet
    is_void: bool
    """Whether the evaluator was released or stood aside: it counts no more."""


@evaluation.get("/<ref>/evaluation")
def show(ref: str) -> Answer:
    """The opened bids; for an evaluator the own declaration and scores, for all of the department the progress.

    Prices are hidden from evaluators while they score, and everybody's scores but one's own until the selection stands.
    """
    tender = own_tender(ref)
    if tender.opened_at is None:
        return back(tender, SEALED)
    return _page(tender, DeclarationForm())


@evaluation.post("/<ref>/evaluation")
def declare(ref: str) -> Answer:
    """An evaluator's declaration of interests, given once."""
    tender = own_tender(ref)
    demand("tender:evaluate", tender)
    form = DeclarationForm()
    return form_page(
        form,
        "buyer/evaluation.html",
        act=lambda uow: operations.declare(
            uow, ref, has_conflict=form.has_conflict.data == "yes", statement=form.reason.data or ""
        ),
        then=lambda _done: url_for("buyer.evaluation.show", ref=ref),
        done=_("Your declaration is kept. If you are free of interests, score every bid now."),
        **_shown(tender),
    )


@evaluation.route("/<ref>/evaluation/<bid_ref>", methods=["GET", "POST"])
def score(ref: str, bid_ref: str) -> Answer:
    """One evaluator's score sheet for one bid, beside the proposal; never beside its price."""
    tender = own_tender(ref)
    demand("tender:evaluate", tender)
    opened = valid_bid(tender, bid_ref)
    if request.method == "GET" and (stop := _no_scoring(tender, bid_ref)):
        return stop
    form = score_form(tender.criteria)
    return form_page(
        form,
        "buyer/score.html",
        act=lambda uow: operations.score(
            uow, bid_ref, {each["code"]: form[each["code"]].data for each in tender.criteria}, form.reason.data or ""
        ),
        then=lambda _done: url_for("buyer.evaluation.show", ref=ref),
        done=_("Your scores are kept. They count once every bid has yours."),
        tender=tender,
        opened=opened,
    )


@evaluation.post("/<ref>/select")
def select(ref: str) -> Answer:
    """Run the published method; it has one result or says why it fails."""
    own_tender(ref)

    def then(selection: Selection | None) -> str:
        if selection is None:
            return url_for("buyer.tenders.show", ref=ref)
        if awards.result_of(selection)["failed"] is None:
            flash(_("The selection is made. Another person of your department announces the award."), "success")
        else:
            flash(
                _("The tender failed; the result says why. What was reserved on the budget line is free again."),
                "warning",
            )
        return url_for("buyer.evaluation.result", ref=ref)

    return act_and_return(lambda uow: awards.select(uow, ref), then)


@evaluation.get("/<ref>/result")
def result(ref: str) -> Answer:
    """Who came where and why, to the last figure."""
    tender = own_tender(ref)
    selection = awards_read.selection_of(reading(), tender.id)
    if selection is None:
        return back(tender, mark("The selection has not been run yet."))
    found = awards.result_of(selection)
    opened = bids.of_tender(reading(), current_actor(), tender)
    names = {one.bid.ref: in_language(one.tenderer.name, one.tenderer.name_en) for one in opened}
    called = names | {criterion["code"]: criterion["label"] for criterion in tender.criteria}
    return render_template(
        "buyer/result.html",
        tender=tender,
        selection=selection,
        names=names,
        prices={one.bid.ref: one.bid.price for one in opened} | dict(rounds.last_prices(reading(), tender)),
        winner=found["winner"],
        failed=_text(found["failed"]),
        ranking=[
            place | {"reasons": [called_by_name(reason, called) for reason in place["reasons"]]}
            for place in found["ranking"]
        ],
        excluded=[out | {"reason": _text(out["reason"])} for out in found["excluded"]],
        arithmetic=[called_by_name(line, called) for line in found["arithmetic"]],
        sheets=sheets_shown(tender),
        may_award=can(tender, "award", "tender:award"),
        ran_it=tender.state is TenderState.SELECTED and tender.selected_by == current_actor().user_id,
    )


def _page(tender: Tender, form: DeclarationForm) -> str:
    return render_template("buyer/evaluation.html", form=form, **_shown(tender))


def _shown(tender: Tender) -> dict[str, Any]:
    user_id = current_actor().user_id or 0
    is_scored = notice.is_scored(tender.method)
    is_open = tender.state is TenderState.OPENED
    may_evaluate = tender.is_being_scored and may("tender:evaluate", tender)
    opened = bids.of_tender(reading(), current_actor(), tender)
    return {
        "tender": tender,
        "opened": opened,
        "excluded": {one.bid.ref: _text(one.bid.excluded_because) for one in opened},
        "is_scored": is_scored,
        "shows_prices": not may_evaluate and not notice.price_is_fixed(tender.method) and not _is_sealed(tender),
        "scoring": SCORINGS[tender.scoring],
        "all_are_in": sheets.all_are_in(reading(), tender),
        "may_agree": may_evaluate and sheets.may_agree(reading(), tender, user_id),
        "unconfirmed": set(sheets.unconfirmed(reading(), tender, user_id)),
        "may_evaluate": may_evaluate,
        "declaration": sheets.declaration_of(reading(), tender.id, user_id),
        "late": _late(tender),
        "may_stand_aside": may_evaluate and user_id in sheets.panel(reading(), tender.id),
        "is_gone": user_id in sheets.gone_from(reading(), tender.id),
        "unscored": set(sheets.unscored(reading(), tender.id, user_id)),
        "scored_by": sheets.complete_sets(reading(), tender) if is_scored else 0,
        "evaluators_needed": fewest_evaluators(tender.regime),
        "is_ready": not is_scored or sheets.is_ready(reading(), tender),
        "asks_final": is_open and notice.asks_final_prices(tender),
        "sheets": sheets_shown(tender),
        "doubts": [
            row for row in doubts.of_tender(reading(), current_actor(), tender.id) if not is_hidden(row.Doubt, tender)
        ],
        "may_select": is_open
        and can(tender, "select", "tender:select")
        and rounds.are_over(reading(), tender)
        and not doubts.unsettled(reading(), tender.id),
        "awaits": beacons.missing(reading(), tender),
        "has_result": awards_read.selection_of(reading(), tender.id) is not None,
    }


def _late(tender: Tender) -> Mapping[int, str]:
    """The names of evaluators who let the others wait, for whoever may release them."""
    if not may("tender:release_evaluator", tender):
        return {}
    return accounts.names(reading(), sheets.overdue(reading(), tender, now()))


def sheets_shown(tender: Tender) -> Sequence[Sheet]:
    """One's own while the bids are scored; everybody's once the selection stands, and earlier for who must agree."""
    if not tender.criteria:
        return []
    rows = sheets.visible_sheets(reading(), current_actor(), tender)
    numbers = {user_id: number for number, user_id in enumerate(dict.fromkeys(sheet.user_id for sheet, _ in rows), 1)}
    gone = sheets.gone_from(reading(), tender.id)
    return [Sheet(numbers[sheet.user_id], bid_ref, sheet, sheet.user_id in gone) for sheet, bid_ref in rows]


def _is_sealed(tender: Tender) -> bool:
    """Whether nobody knows the prices yet though bids are opened."""
    return tender.has_two_envelopes and tender.prices_opened_at is None


def valid_bid(tender: Tender, bid_ref: str) -> OpenedBid:
    """A bid that is evaluated; raises NotFound for any other."""
    for one in bids.of_tender(reading(), current_actor(), tender):
        if one.bid.ref == bid_ref and one.bid.state is BidState.VALID:
            return one
    raise NotFound


def _no_scoring(tender: Tender, bid_ref: str) -> Answer | None:
    """Back to where it says what is missing, or None when this bid waits for the reader's scores."""
    user_id = current_actor().user_id or 0
    if not tender.is_being_scored:
        return back(tender, operations.NOT_EVALUATED)
    declaration = sheets.declaration_of(reading(), tender.id, user_id)
    if declaration is not None and declaration.has_conflict:
        raise NotPermitted(mark("You have declared an interest in this tender and do not evaluate it."))
    if user_id in sheets.gone_from(reading(), tender.id):
        raise NotPermitted(operations.GONE)
    if declaration is None or bid_ref not in sheets.unscored(reading(), tender.id, user_id):
        words = _("Declare your interests first.") if declaration is None else _("You have scored this bid already.")
        flash(words, "warning")
        return redirect(url_for("buyer.evaluation.show", ref=tender.ref), SEE_OTHER)
    return None


def _text(stored: Mapping[str, Any] | None) -> Text | None:
    return from_json(dict(stored)) if stored else None
