"""One service item: what the law says of it, and what the market does with it."""

from collections.abc import Mapping

from flask import render_template

from marketplace.blueprints.public import listing, record, rows
from marketplace.blueprints.web.work import current_actor, now, reading, today
from marketplace.domain.awards import queries as awards
from marketplace.domain.catalogue import queries, rules
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.states import BasisLevel, Commissioner, ItemStatus
from marketplace.domain.directory import queries as directory
from marketplace.domain.directory.rules import MARKET_AWARDS
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.queries import Filter
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.i18n import Text, mark

SHOWN = 10
"""Tenders and awards named on an item's page; the lists show all."""

LEVELS: Mapping[BasisLevel, Text] = {
    BasisLevel.LAW: mark("Law"),
    BasisLevel.REGULATION: mark("Administrative regulation"),
    BasisLevel.STATE_COUNCIL_DECISION: mark("Decision of the State Council"),
    BasisLevel.NONE: mark("Less than a law, a regulation or a decision of the State Council"),
}
COMMISSIONERS: Mapping[Commissioner, Text] = {
    Commissioner.DEPARTMENT: mark("The department"),
    Commissioner.APPLICANT: mark("The applicant"),
}


def show(code: str) -> str:
    """One item: its basis, who pays, whether it may be demanded; then what the market does with it."""
    item = queries.get(reading(), code)
    is_free_choice = item.commissioned_by is Commissioner.APPLICANT
    offering, offering_count = organisations.providers_of_item(reading(), code, today())
    stated = organisations.offers_of_item(reading(), code, [row.id for row in offering])
    wanted = Filter(item_code=code, state=TenderState.PUBLISHED, newest_first=False)
    open_tenders = rows.tenders(tenders.public_page(reading(), wanted)[:SHOWN], now())
    past_awards = rows.awards(awards.public_page(reading(), item_code=code)[:SHOWN])
    return render_template(
        "public/services/show.html",
        item=item,
        level=LEVELS[item.basis_level],
        may_be_demanded=rules.is_mandatory(item),
        payer=rules.payer(item),
        commissioner=COMMISSIONERS[item.commissioned_by],
        is_cancelled=item.status is ItemStatus.CANCELLED,
        is_free_choice=is_free_choice,
        may_be_written=rules.may_be_written_by_applicant(item),
        tender_path=_tender_path(item),
        offering=[(listing.provider_path(row.id, row.slug), row, stated[row.id]) for row in offering],
        offering_count=offering_count,
        market=record.market_figures(directory.markets_of(reading(), [code]).get(code)),
        least=MARKET_AWARDS,
        open_tenders=open_tenders,
        past_awards=past_awards,
    )


def _tender_path(item: ServiceItem) -> str:
    """Where the reader tenders it freely: the draft, or the registration of a buyer; empty for a department's."""
    if rules.may_be_bought_by_applicant(item) is not None:
        return ""
    drafts = any(seat.role is Role.DRAFTER and seat.on_own_account for seat in current_actor().seats)
    return f"/buyer/tenders/new/{item.code}" if drafts else "/buyer/register"
