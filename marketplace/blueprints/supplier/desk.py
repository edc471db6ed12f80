"""What waits for the agency."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier import unsigned
from marketplace.blueprints.supplier.agencies import own_agencies
from marketplace.blueprints.supplier.evidence import to_renew
from marketplace.blueprints.web import contract_course
from marketplace.blueprints.web.submit import SEE_OTHER
from marketplace.blueprints.web.work import now, reading, today
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.states import AWARD
from marketplace.domain.bids import doubts
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.states import DOUBT, BidState
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import MILESTONE, ContractState, MilestoneState
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.queries import Shown
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.payments import queries as payments
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.tenders import notice
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.queries import TenderLine
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.database import AnyRow

SHOWN = 10
"""Tenders on the first page; the public list has all of them."""


def index() -> Response | str:
    """Everything that waits; somebody without an agency is led to the registration."""
    agencies = own_agencies()
    if not agencies:
        return redirect(url_for("supplier.register"), SEE_OTHER)
    ids = [agency.id for agency in agencies]
    own_bids = bids.of_agencies(reading(), ids)
    rows = contracts.open_of_suppliers(reading(), ids)
    return render_template(
        "supplier/index.html",
        agencies=agencies,
        to_renew=_to_renew(agencies),
        pending=[agency for agency in agencies if agency.state is not OrganisationState.ACTIVE],
        matching=_matching(agencies, own_bids),
        drafts=bids.unsent_drafts(reading(), ids, now()),
        to_reply=[row for row in doubts.open_for(reading(), agencies=ids) if DOUBT.allows(row.Doubt.state, "reply")],
        asks_final=notice.asks_final_prices,
        in_rounds=[row for row in own_bids if _is_in_rounds(row)],
        sealed=[row for row in own_bids if row.Bid.state is BidState.SUBMITTED],
        running_awards=[row for row in awards.of_suppliers(reading(), ids) if AWARD.allows(row.state, "decline")],
        to_sign=[row for row in rows if row.Contract.state is ContractState.DRAWN_UP],
        to_deliver=_to_deliver(rows),
        to_answer=_to_answer(rows),
        payments=payments.open_of_suppliers(reading(), ids),
        unanswered=[
            row
            for agency_id in ids
            for row in ratings.of_supplier(reading(), agency_id, now())
            if row.Rating.reply is None
        ],
        to_rate=ratings.to_rate(reading(), ids, now(), by_supplier=True),
        signings=unsigned.signings(),
        now=now(),
    )


def _is_in_rounds(row: AnyRow) -> bool:
    """Whether the bid takes part in rounds that are called or will be; of final prices, whether one is asked of it."""
    if row.Bid.state is not BidState.VALID or row.Tender.state is not TenderState.OPENED:
        return False
    if notice.asks_final_prices(row.Tender):
        return rounds.waits_for(reading(), row.Tender.id, row.Bid.ref)
    return not rounds.are_over(reading(), row.Tender)


def _to_renew(agencies: Sequence[Organisation]) -> list[tuple[Organisation, Shown]]:
    """(agency, certificate) that expires soon or has expired without a successor."""
    return [
        (agency, shown)
        for agency in agencies
        if agency.state is OrganisationState.ACTIVE
        for shown in to_renew(organisations.qualifications(reading(), agency.id, today()))
    ]


def _matching(agencies: Sequence[Organisation], own_bids: Sequence[AnyRow]) -> list[TenderLine]:
    """Open tenders for what the agencies offer, the nearest deadline first, without those they have a bid in."""
    codes = {service.item_code for agency in agencies for service in agency.services}
    known = {row.Tender.ref for row in own_bids if row.Bid.state is not BidState.WITHDRAWN}
    found = tenders.open_for_items(reading(), codes, now(), SHOWN + len(known))
    return [row for row in found if row.ref not in known][:SHOWN]


def _to_answer(rows: Sequence[AnyRow]) -> list[tuple[str, str, str]]:
    """(what is proposed, title, contract) of what waits for the agency's answer."""
    titles = {row.Contract.id: (row.title, row.Contract.ref) for row in rows}
    return [
        (contract_course.asked(change), *titles[change.contract_id])
        for change in contracts.open_changes(reading(), titles)
        if not change.waits_for_the_buyer
    ]


def _to_deliver(rows: Sequence[AnyRow]) -> list[tuple[Any, Contract, Milestone]]:
    """(row, contract, milestone) the agency owes, returned ones first, then by date."""
    owed = [
        (row, row.Contract, milestone)
        for row in rows
        for milestone in row.Contract.milestones
        if milestone.goes_on and MILESTONE.allows(milestone.state, "deliver")
    ]
    first = {MilestoneState.CLAIMED, MilestoneState.RETURNED}
    return sorted(owed, key=lambda one: (one[2].state not in first, one[2].due_at or now()))
