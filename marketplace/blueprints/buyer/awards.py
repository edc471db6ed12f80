"""The award notice, announced by another person than the one who ran the selection, and what ends an award."""

from flask import Blueprint, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, back, demand, not_now, own_tender
from marketplace.blueprints.buyer.forms import LapseForm, ReasonForm
from marketplace.blueprints.web.freshness import freshly_signed_in
from marketplace.blueprints.web.submit import ConfirmForm, form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.awards import operations
from marketplace.domain.awards import queries as awards_read
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TENDER
from marketplace.domain.unsigned import operations as ends
from marketplace.domain.unsigned import queries as unsigned
from marketplace.kernel.actor import Role
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money

awards = Blueprint("awards", __name__, url_prefix="/tenders")

OWN_SELECTION = mark("You ran the selection; another approver announces the award (four eyes).")
OWN_RECORD = mark(
    "You ran the selection or recorded that the winner dropped out; another approver decides what follows (four eyes)."
)


@awards.route("/<ref>/award", methods=["GET", "POST"])
@freshly_signed_in
def announce(ref: str) -> Answer:
    """Show whom the notice names, at which price and until when it stands; then announce it."""
    tender = own_tender(ref)
    is_approver = current_actor().sits(tender.buyer_id, Role.APPROVER)
    demand("tender:award", tender, OWN_SELECTION if is_approver else None)
    if tender.is_notice_only:
        return back(tender, TENDER.meanings[tender.state])
    if stop := not_now(tender, "award"):
        return stop
    selection = awards_read.selection_of(reading(), tender.id)
    winner = operations.result_of(selection)["winner"] if selection else None
    named = next((one for one in bids.of_tender(reading(), current_actor(), tender) if one.bid.ref == winner), None)
    calendar = calendars.around(reading(), now())
    publicity_until = calendar.add_working_days(now(), tender.limits.publicity)
    return form_page(
        ConfirmForm(),
        "buyer/award.html",
        act=lambda uow: operations.announce(uow, ref),
        then=lambda _done: url_for("buyer.tenders.show", ref=ref),
        done=_("The award notice is public. When its period is over, both sides sign the contract."),
        tender=tender,
        named=named,
        price=tender.ceiling if notice.price_is_fixed(tender.method) else _last(named.bid if named else None),
        publicity_days=tender.limits.publicity,
        publicity_until=publicity_until,
        sign_by=calendar.add_working_days(publicity_until, tender.limits.sign_within),
    )


@awards.route("/<ref>/award/lapse", methods=["GET", "POST"])
def lapse(ref: str) -> Answer:
    """Record that the winner cannot perform, or has let its time for signing pass."""
    tender = own_tender(ref)
    award = awards_read.of_tender(reading(), tender.id)
    demand("award:lapse", award or tender)
    if award is None or not AWARD.allows(award.state, "lapse"):
        return back(tender, TENDER.meanings[tender.state])
    form = LapseForm()
    return form_page(
        form,
        "buyer/lapse.html",
        act=lambda uow: ends.lapse(uow, award.ref, form.kind(), form.reason.data or ""),
        then=lambda _done: url_for("buyer.tenders.show", ref=ref),
        done=_("It is recorded and published. Another approver decides who comes next."),
        tender=tender,
        award=award,
        supplier=reading().get_one(Organisation, award.supplier_id),
        signing=unsigned.signing(reading(), award, now()),
    )


@awards.route("/<ref>/award/next", methods=["GET", "POST"])
@freshly_signed_in
def award_next(ref: str) -> Answer:
    """Show who is next in the published rank and at which price; then announce that award."""
    tender = own_tender(ref)
    ended = _latest(tender)
    demand("award:award_next", ended or tender, _four_eyes(tender))
    if ended is None:
        return back(tender, TENDER.meanings[tender.state])
    if stop := not_now(tender, "award_next"):
        return stop
    bid = awards_read.next_in_rank(reading(), tender.id)
    calendar = calendars.around(reading(), now())
    publicity_until = calendar.add_working_days(now(), tender.limits.publicity)
    line = reading().get_one(BudgetLine, tender.budget_line_id) if tender.budget_line_id else None
    return form_page(
        ConfirmForm(),
        "buyer/award_next.html",
        act=lambda uow: ends.award_next(uow, ended.ref),
        then=lambda _done: url_for("buyer.tenders.show", ref=ref),
        done=_("The award notice is public. When its period is over, both sides sign the contract."),
        tender=tender,
        ended=ended,
        ended_supplier=reading().get_one(Organisation, ended.supplier_id),
        supplier=reading().get_one(Organisation, bid.tenderer_id) if bid else None,
        price=tender.ceiling if notice.price_is_fixed(tender.method) else _last(bid),
        left=line.available + ended.amount if line else None,
        publicity_until=publicity_until,
        sign_by=calendar.add_working_days(publicity_until, tender.limits.sign_within),
    )


@awards.route("/<ref>/award/give-up", methods=["GET", "POST"])
def give_up(ref: str) -> Answer:
    """Let the tender fail, so that it can be issued again."""
    tender = own_tender(ref)
    ended = _latest(tender)
    demand("award:give_up", ended or tender, _four_eyes(tender))
    if ended is None:
        return back(tender, TENDER.meanings[tender.state])
    if stop := not_now(tender, "give_up"):
        return stop
    form = ReasonForm()
    form.reason.description = _("It is published with the notice, for every provider to read.")
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: ends.give_up(uow, ended.ref, form.reason.data or ""),
        then=lambda _done: url_for("buyer.tenders.show", ref=ref),
        done=_("The tender has failed, and its money is free again. A drafter may issue it again once."),
        tender=tender,
        heading=_("Let this tender fail"),
        submit=_("Let the tender fail"),
        back=url_for("buyer.tenders.show", ref=ref),
        warning=_("Nobody in the published rank can be awarded after that."),
    )


@awards.route("/<ref>/award/revoke", methods=["GET", "POST"])
def revoke(ref: str) -> Answer:
    """Cancel after an award and before the contract is signed by both."""
    tender = own_tender(ref)
    demand("tender:revoke", tender)
    if stop := not_now(tender, "revoke"):
        return stop
    form = ReasonForm()
    form.reason.description = _("It is published with the notice, and the selected provider reads it.")
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: ends.revoke(uow, ref, form.reason.data or ""),
        then=lambda _done: url_for("buyer.tenders.show", ref=ref),
        done=_("The purchase is cancelled, and its money is free again. The selected provider sees your reason."),
        tender=tender,
        heading=_("Cancel this purchase after its award"),
        submit=_("Cancel the purchase for good"),
        back=url_for("buyer.tenders.show", ref=ref),
        warning=_("The award ends and a contract that is not signed by both becomes void. This cannot be taken back."),
    )


def _latest(tender: Tender) -> Award | None:
    """The award that a decision follows, where there is one at all."""
    history = awards_read.history(reading(), tender.id)
    return history[-1] if history else None


def _last(bid: Bid | None) -> Money | None:
    """At which price a bid would be awarded; the one from the rounds, where there were any."""
    return rounds.last_price(reading(), bid) if bid else None


def _four_eyes(tender: Tender) -> Text | None:
    return OWN_RECORD if current_actor().sits(tender.buyer_id, Role.APPROVER) else None
