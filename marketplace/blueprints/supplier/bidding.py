"""A sealed bid: written, kept as a draft, submitted, replaced, withdrawn, and its receipts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response as FlaskResponse
from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import active_agencies, agency_ids, bidding_agency
from marketplace.blueprints.supplier.forms import BidForm, WithdrawForm
from marketplace.blueprints.supplier.results import own_result
from marketplace.blueprints.web.fields import whole
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, now, providers, reading, writing
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.rules import COMMITMENT, COMMITMENTS, Content
from marketplace.domain.bids.states import BID
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import FORMAL_CHECK_WORKING_DAYS
from marketplace.domain.tenders import notice
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]
DRAFT = "draft"
"""The value of the button that keeps a draft."""


def bid(ref: str) -> Page:
    """The page on which one agency writes its bid in one tender."""
    tender = tenders.see(reading(), current_actor(), ref)
    agency = bidding_agency()
    if agency is None:
        return render_template("supplier/bid_not_yet.html", tender=tender, days=FORMAL_CHECK_WORKING_DAYS)
    form = BidForm(data=None if request.method == "POST" else _written(tender, agency))
    form.commitment.label.text = translate(COMMITMENTS[COMMITMENT])
    form.proposal.flags.optional = not notice.is_scored(tender.method)
    page = "supplier/bid.html"
    if request.form.get("act") == DRAFT:
        return form_page(
            form,
            page,
            act=lambda uow: bids.save_draft(uow, ref, agency.ref, _content(form, tender), providers().sealer),
            then=lambda _draft: url_for("supplier.bid", ref=ref, agency=agency.ref),
            done=_("The draft is kept. It is sealed, and nothing is submitted yet."),
            **_bid_context(tender, agency),
        )

    def act(uow: UnitOfWork) -> str:
        envelope = bids.submit(
            uow,
            ref,
            agency.ref,
            _content(form, tender),
            providers().sealer,
            after=-1 if (seen := whole(form.after.data)) is None else seen,
            commitment=form.commitment_version.data if form.commitment.data else None,
        )
        return uow.session.get_one(Bid, envelope.bid_id).ref

    return form_page(
        form,
        page,
        act=act,
        then=lambda bid_ref: url_for("supplier.receipt", ref=bid_ref),
        done=_("Your bid is received and sealed. This is the receipt."),
        **_bid_context(tender, agency),
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
    return render_template(
        "supplier/receipt.html",
        bid=found,
        tender=tender,
        agency=reading().get_one(Organisation, found.tenderer_id),
        receipts=bid_queries.receipts(reading(), found.id),
        commitments=[(row, translate(COMMITMENTS[row.version]), names.get(row.signed_by, "")) for row in signed],
        meaning=BID.meanings[found.state],
        can_change=_takes_bids(tender),
        remaining=remaining(tender),
        result=own_result(found, tender),
        price_is_fixed=notice.price_is_fixed(tender.method),
    )


def receipt_json(ref: str) -> Response:
    """The receipts as a file: times in UTC, digests of the sealed envelopes, never what is in them."""
    found, tender = _own_bid(ref)
    document = {
        "bid": found.ref,
        "tender": tender.ref,
        "tenderer": reading().get_one(Organisation, found.tenderer_id).credit_code,
        "state": found.state,
        "envelopes": [
            {"number": row.number, "sha256": row.sha256, "received_at": row.received_at.isoformat()}
            for row in bid_queries.receipts(reading(), found.id)
        ],
    }
    response = FlaskResponse(json.dumps(document, indent=2) + "\n", content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{found.ref}.json"'
    return response


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


def _bid_context(tender: Tender, agency: Organisation) -> Mapping[str, Any]:
    own = bid_queries.of_agency(reading(), current_actor(), tender.id, agency.id)
    return {
        "tender": tender,
        "agency": agency,
        "others": [other for other in active_agencies() if other.id != agency.id],
        "own": own,
        "commitment_version": COMMITMENT,
        "item": catalogue.get(reading(), tender.item_code),
        "buyer": reading().get_one(Organisation, tender.buyer_id),
        "saved_at": bid_queries.draft_saved_at(reading(), current_actor(), tender.id, agency.id),
        "is_open": _takes_bids(tender),
        "remaining": remaining(tender),
        "price_is_fixed": notice.price_is_fixed(tender.method),
        "is_scored": notice.is_scored(tender.method),
    }


def _takes_bids(tender: Tender) -> bool:
    return tender.state is TenderState.PUBLISHED and not remaining(tender).is_over


def _written(tender: Tender, agency: Organisation) -> dict[str, Any]:
    """The saved draft, read back for its own agency; and how many envelopes the page knows of."""
    own = bid_queries.of_agency(reading(), current_actor(), tender.id, agency.id)
    known = {"after": str(own.envelopes if own else 0)}
    if bid_queries.draft_saved_at(reading(), current_actor(), tender.id, agency.id) is None:
        return known
    with writing() as uow:
        content = bids.read_draft(uow, tender.ref, agency.ref, providers().sealer)
    return known | ({"price": content.price, "proposal": content.proposal} if content else {})


def _content(form: BidForm, tender: Tender) -> Content:
    """What was typed; where the notice fixes the price or asks for no proposal, the page does not offer the field."""
    price = None if notice.price_is_fixed(tender.method) else form.price.data
    return Content(price, form.proposal.data or "")


def _own_bid(ref: str) -> tuple[Bid, Tender]:
    found = bid_queries.see_own(reading(), current_actor(), ref)
    return found, reading().get_one(Tender, found.tender_id)
