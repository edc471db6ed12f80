"""The long lists of one provider, its ratings and its contracts, paged by the last row that was shown."""

from typing import NamedTuple

from flask import redirect, render_template
from werkzeug.wrappers import Response

from marketplace.blueprints.public import listing, record
from marketplace.blueprints.web.fields import query_int
from marketplace.blueprints.web.filters import day, money
from marketplace.blueprints.web.words import in_language, state_label, state_tone
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.contracts import track_records
from marketplace.domain.directory.market_facts import ratings_page
from marketplace.domain.organisations import queries as organisations
from marketplace.kernel.money import ZERO

MOVED = 301
RATINGS_A_PAGE = 20
LARGEST = 2**31 - 1
"""No row has a larger number (the keys are INTEGER)."""


class ContractRow(NamedTuple):
    """A line of the list of contracts."""

    href: str
    title: str
    buyer: str
    signed: str
    label: str
    tone: str
    amount: str
    present: str
    paid: str


def ratings(number: int, slug: str) -> Response | str:
    """Every rating of a provider with its reasons, the newest first."""
    agency = organisations.provider(reading(), number)
    path = listing.provider_path(agency.id, agency.slug)
    if slug != agency.slug:
        return redirect(f"{path}/ratings", MOVED)
    before = query_int("before", 0, 0, LARGEST)
    found = ratings_page(reading(), agency.id, before, RATINGS_A_PAGE + 1, now())
    shown = found[:RATINGS_A_PAGE]
    return render_template(
        "public/providers/ratings.html",
        name=in_language(agency.name, agency.name_en),
        path=path,
        ratings=record.ratings(shown),
        is_first=not before,
        older=f"{path}/ratings?before={shown[-1]['id']}" if len(found) > len(shown) else "",
    )


def contracts(number: int, slug: str) -> Response | str:
    """Every contract of a provider that was signed: who pays, what was agreed, what it costs now, what was paid."""
    agency = organisations.provider(reading(), number)
    path = listing.provider_path(agency.id, agency.slug)
    if slug != agency.slug:
        return redirect(f"{path}/contracts", MOVED)
    before = query_int("before", 0, 0, LARGEST)
    found = track_records.signed_page(reading(), agency.id, before)
    shown = found[: track_records.PAGE_SIZE]
    return render_template(
        "public/providers/contracts.html",
        name=in_language(agency.name, agency.name_en),
        path=path,
        contracts=[
            ContractRow(
                f"/tenders/{row.ref}",
                row.title,
                in_language(row.buyer_zh, row.buyer_en),
                day(row.signed_at),
                state_label(row.state),
                state_tone(row.state),
                money(row.amount),
                money(row.present or ZERO),
                money(row.paid or ZERO),
            )
            for row in shown
        ],
        is_first=not before,
        older=f"{path}/contracts?before={shown[-1].id}" if len(found) > len(shown) else "",
    )
