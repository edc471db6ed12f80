"""A sealed bid: written, kept as a draft, submitted, replaced, withdrawn, and its receipts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier import confirming, receipts
from marketplace.blueprints.supplier.agencies import active_agencies, agency_ids, bidding_agency
from marketplace.blueprints.supplier.enclosing import (
    TEMPLATE,
    Submission,
    content_of,
    enclosed,
    submission,
)
from marketplace.blueprints.supplier.forms import BidForm, WithdrawForm
from marketplace.blueprints.supplier.receiving import receive
from marketplace.blueprints.supplier.results import own_result
from marketplace.blueprints.supplier.scripted import sealing_facts
from marketplace.blueprints.web.autosave import Kept, in_background
from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.fields import whole
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.requirements import asked, fit
from marketplace.blueprints.web.standing import tenders as standing
from marketplace.blueprints.web.submit import form_page, say_on_form
from marketplace.blueprints.web.uploads import stored_page
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.bids import doubts
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids.enclosures import MAX_ENCLOSURES, Enclosure
from marketplace.domain.bids.models import Bid, BidDraft
from marketplace.domain.bids.rules import COMMITMENT, COMMITMENTS, Content
from marketplace.domain.bids.sides import refuse_own_department
from marketplace.domain.bids.states import BID, SealedBy
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.objections import queries as objections
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import FORMAL_CHECK_WORKING_DAYS
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.tenders import notice, policies, requirements
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Quote, TenderState
from marketplace.kernel.errors import Conflict, Invalid, NotPermitted, Refusal
from marketplace.kernel.i18n import from_json, mark
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]
SUBMIT = "submit"
"""The value of the button that seals and submits; every other one keeps the draft."""
REMOVE = "remove-"
"""What the value of a button begins with that takes out a file, before its place in the list."""


def bid(ref: str) -> Page:
    """The page on which one agency writes its bid in one tender; every button but the last keeps the draft."""
    received = receive(ref) if request.form.get("act", SUBMIT) == SUBMIT else None
    if received is not None and not isinstance(received, Refusal):
        return received
    tender = tenders.see(reading(), current_actor(), ref)
    agency = bidding_agency()
    if agency is None:
        return render_template("supplier/bid_not_yet.html", tender=tender, days=FORMAL_CHECK_WORKING_DAYS)
    refuse_own_department(reading(), tender, agency, now())
    draft = bid_queries.read_draft(reading(), current_actor(), tender, agency, providers().sealer)
    form = BidForm(data=None if request.method == "POST" else _written(tender, agency, draft))
    form.commitment.label.text = translate(COMMITMENTS[COMMITMENT])
    form.proposal.flags.optional = not notice.is_scored(tender.method)
    files = draft.files if draft else ()
    if (pressed := request.form.get("act", "")) and pressed != SUBMIT:
        return _keep(form, tender, agency, files, pressed)
    if received is not None:
        say_on_form(form, received)
        return render_template(TEMPLATE, form=form, **_bid_context(tender, agency, files)), status_of(received)

    def act(uow: UnitOfWork, given: Submission) -> str:
        for each in given.new:
            bids.seal_in(uow, ref, agency.ref, each)
        if given.sealed_by is SealedBy.PLATFORM:
            _are_as_seen(uow, form, tender, agency, files)
        return bids.submit(
            uow,
            ref,
            agency.ref,
            given.written,
            sealed_by=given.sealed_by,
            after=-1 if (seen := whole(form.after.data)) is None else seen,
            commitment=form.commitment_version.data if form.commitment.data else None,
        ).bid.ref

    policy = policies.current(reading(), tender.id)
    return stored_page(
        form,
        TEMPLATE,
        lambda: submission(form, tender, policy, agency, files),
        act=act,
        then=lambda bid_ref: url_for("supplier.receipt", ref=bid_ref),
        done=_("Your bid is received and sealed. This is the receipt."),
        **_bid_context(tender, agency, files),
    )


def keep(ref: str) -> Page:
    """Keep the draft while it is being written; files are sealed by their button alone."""
    tender = tenders.see(reading(), current_actor(), ref)
    agency = bidding_agency()
    if agency is None:
        raise NotPermitted
    form = BidForm()
    draft = bid_queries.read_draft(reading(), current_actor(), tender, agency, providers().sealer)

    is_readable = form.validate()

    def act(uow: UnitOfWork) -> Kept:
        if not is_readable:
            raise Invalid(mark("%(words)s", words=next(chain.from_iterable(form.errors.values()))))
        content = content_of(form, tender, draft.files if draft else ())
        saved = bids.save_draft(uow, ref, agency.ref, content, providers().sealer, seen=_seen(form))
        return Kept(saved.saved_at, {"seen": str(saved.number)})

    return in_background(act)


def _keep(form: BidForm, tender: Tender, agency: Organisation, files: Sequence[Enclosure], pressed: str) -> Page:
    """Save the draft, with the file that was chosen, without the one that is taken out."""
    place = whole(pressed.removeprefix(REMOVE)) if pressed.startswith(REMOVE) else None
    gone = files[place : place + 1] if place is not None else ()

    def act(uow: UnitOfWork, new: Sequence[Enclosure]) -> BidDraft:
        for each in new:
            bids.seal_in(uow, tender.ref, agency.ref, each.sealed)
        kept = [each for each in files if each not in gone]
        content = content_of(form, tender, (*kept, *new))
        return bids.save_draft(uow, tender.ref, agency.ref, content, providers().sealer, seen=_seen(form))

    def then(_draft: BidDraft) -> str:
        for each in gone:
            providers().storage.delete(each.storage_key)
        return url_for("supplier.bid", ref=tender.ref, agency=agency.ref)

    return stored_page(
        form,
        TEMPLATE,
        lambda: enclosed(form.file.data, tender.ref, agency.ref),
        act=act,
        then=then,
        done=_("The draft is kept. It is sealed, and nothing is submitted yet."),
        **_bid_context(tender, agency, files),
    )


def withdraw(ref: str) -> Page:
    """Ask once more before a bid is taken back."""
    found, tender = _own_bid(ref)
    return form_page(
        WithdrawForm(),
        "supplier/withdraw.html",
        act=lambda uow: bids.withdraw(uow, ref),
        then=lambda withdrawn: url_for("supplier.receipt", ref=withdrawn.ref),
        done=_("The bid is withdrawn. It will never be opened."),
        bid=found,
        tender=tender,
        is_open=_takes_bids(tender) and BID.allows(found.state, "withdraw"),
        remaining=remaining(tender),
    )


def receipt(ref: str) -> str:
    """What was received when; after the selection also what came of it."""
    found, tender = _own_bid(ref)
    signed = bid_queries.commitments(reading(), found.id)
    names = accounts.names(reading(), {row.signed_by for row in signed})
    agency = reading().get_one(Organisation, found.tenderer_id)
    award = objections.open_award(reading(), tender.id, now())
    return render_template(
        "supplier/receipt.html",
        bid=found,
        tender=tender,
        agency=agency,
        may_object=award is not None and objections.is_interested(reading(), agency, award),
        receipts=receipts.of_bid(found, tender),
        commitments=[(row, translate(COMMITMENTS[row.version]), names.get(row.signed_by, "")) for row in signed],
        stands=standing.of_bid(found, tender),
        can_change=_takes_bids(tender),
        can_confirm=confirming.can_confirm(found, tender),
        is_new="received" in request.args,
        remaining=remaining(tender),
        result=own_result(found, tender),
        ended_because=from_json(tender.ended_because) if tender.ended_because else None,
        price_is_fixed=notice.price_is_fixed(tender.method),
        has_rounds=tender.state is TenderState.OPENED and notice.goes_by_rounds(tender),
        asks_final=notice.asks_final_prices(tender),
        last_price=rounds.last_price(reading(), found),
        doubts=doubts.of_bid(reading(), found.id),
        now=now(),
    )


def bid_list() -> str:
    """Every bid of the reader's agencies."""
    ids = agency_ids()
    return render_template(
        "supplier/bids.html",
        rows=bid_queries.of_agencies(reading(), ids),
        drafts=bid_queries.unsent_drafts(reading(), ids, now()),
        now=now(),
    )


@dataclass(frozen=True, slots=True)
class Remaining:
    """How much time is left, in whole days, hours and minutes; `is_over` at the deadline's very instant."""

    days: int
    hours: int
    minutes: int
    is_over: bool


def remaining(tender: Tender) -> Remaining:
    """The time until the deadline, as this instance counts it."""
    left = (tender.deadline_at - now()) if tender.deadline_at is not None else timedelta()
    hours, rest = divmod(max(left, timedelta()).seconds, 3600)
    return Remaining(max(left.days, 0), hours, rest // 60, is_over=left <= timedelta())


def _bid_context(tender: Tender, agency: Organisation, files: Sequence[Enclosure]) -> Mapping[str, Any]:
    own = bid_queries.of_agency(reading(), current_actor(), tender.id, agency.id)
    draft = bid_queries.saved_draft(reading(), current_actor(), tender.id, agency.id)
    is_open = _takes_bids(tender) and tender.invited in (None, agency.ref)
    policy = policies.current(reading(), tender.id) if is_open else None
    conditions = requirements.read(tender.conditions)
    holdings = organisations.holdings(reading(), agency.id, day_of(now()))
    return {
        "tender": tender,
        "agency": agency,
        "others": [other for other in active_agencies() if other.id != agency.id],
        "own": own,
        "commitment_version": COMMITMENT,
        "item": catalogue.get(reading(), tender.item_code),
        "buyer": reading().get_one(Organisation, tender.buyer_id),
        "saved_at": draft.saved_at if draft else None,
        "seen": draft.number if draft else 0,
        "policy": policy,
        "scripted": sealing_facts(tender, agency, policy, files) if policy else None,
        "files": files,
        "most_files": MAX_ENCLOSURES,
        "asked": asked(conditions),
        "fit": fit(in_language(agency.name, agency.name_en), conditions, holdings) if conditions else None,
        "is_open": is_open,
        "asks_another": tender.invited not in (None, agency.ref),
        "remaining": remaining(tender),
        "price_is_fixed": notice.price_is_fixed(tender.method),
        "by_rate": tender.quote is Quote.DISCOUNT_RATE,
        "is_scored": notice.is_scored(tender.method),
    }


def _takes_bids(tender: Tender) -> bool:
    return tender.state is TenderState.PUBLISHED and not remaining(tender).is_over


def _written(tender: Tender, agency: Organisation, draft: Content | None) -> dict[str, Any]:
    """The saved draft, read back for its own agency; and how many envelopes the page knows of."""
    own = bid_queries.of_agency(reading(), current_actor(), tender.id, agency.id)
    known = {"after": str(own.envelopes if own else 0)}
    return known | ({"price": draft.price, "rate": draft.rate, "proposal": draft.proposal} if draft else {})


def _seen(form: BidForm) -> int:
    return whole(form.seen.data) or 0


def _are_as_seen(
    uow: UnitOfWork, form: BidForm, tender: Tender, agency: Organisation, files: Sequence[Enclosure]
) -> None:
    """The files of the draft, when the page listed them: nothing is sealed into a bid that its sender has not seen."""
    draft = bid_queries.saved_draft(uow.session, uow.actor, tender.id, agency.id)
    if files and (draft is None or draft.number != _seen(form)):
        raise Conflict(mark("The draft was changed in another window or by a colleague. Look at its files again."))


def _own_bid(ref: str) -> tuple[Bid, Tender]:
    found = bid_queries.see_own(reading(), current_actor(), ref)
    return found, reading().get_one(Tender, found.tender_id)
