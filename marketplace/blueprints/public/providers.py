"""The directory of providers, and one provider with everything that is said of it."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from flask import redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from marketplace.blueprints.public import listing, masks, record, reference, statements
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.web.fields import query_choice, query_int
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.unchanged import made_of
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, providers, reading, today
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.directory import queries as directory
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.queries import MAX_PAGE, PROVIDERS_PER_PAGE, DirectoryFilter
from marketplace.domain.organisations.rules import LEGAL_FORMS, LegalForm
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.ratings.models import ProviderStanding
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.domain.search.ports import Kind
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.database import AnyRow

PATH = "/providers"
MOVED = 301
NAME, RATING, BEST = "name", "rating", "best"
STARS = range(1, 6)
STAR = re.compile(r"[1-4](\.\d)?|5(\.0)?", re.ASCII)
SERVICES_SHOWN = 3
"""Services named in a line of the directory; the provider's page names all."""


class ProviderRow(NamedTuple):
    """A line of the directory; `star` is empty while there are too few ratings."""

    href: str
    name: str
    other_name: str
    services: str
    more: int
    star: str
    number: int
    """How many ratings there are."""
    id: int
    """The number that a comparison names it by."""


def index() -> str:
    """Active providers, narrowed and sorted as the address says."""
    q = listing.query_text()
    item = reference.item_asked()
    least = _least_star()
    usual = BEST if q else NAME
    sort = query_choice("sort", {NAME, RATING, usual}, usual)
    number = query_int("page", 1, 1, MAX_PAGE)
    refs: Sequence[str] | None = providers().search.find(Kind.PROVIDER, q, listing.SEARCH_HITS) if q else None
    stars = ratings.ranked(reading()) if least or sort == RATING else {}
    if least:
        refs = [ref for ref in (stars if refs is None else refs) if ref in stars and stars[ref] >= least]
    wanted = DirectoryFilter(item, refs, {NAME: (), RATING: list(stars), BEST: refs or ()}[sort], number)
    found, total = queries.provider_page(reading(), wanted, today())
    chosen = ",".join(filter(listing.is_number, listing.numbers_written("ids")))
    asked = {"q": q, "item": item, "min_rating": str(least or ""), "ids": chosen}
    choices = sorted({*map(str, STARS), *([str(least)] if least else [])})
    at_least = [(star, _("%(star)s stars or more", star=star)) for star in choices]
    shown = _rows(found)
    orders = (
        *(((BEST, _("Best match"), listing.address(PATH, **asked)),) if q else ()),
        (NAME, _("Name"), listing.address(PATH, **asked, sort=NAME if q else "")),
        (RATING, _("Rating"), listing.address(PATH, **asked, sort=RATING)),
    )
    return render_template(
        "public/providers/index.html",
        table=listing.part("provider_table", shown, _("Providers")) if shown else "",
        pages=listing.pages(number, total, PROVIDERS_PER_PAGE, MAX_PAGE),
        asked=asked,
        sorting=listing.part("sorting", orders, sort),
        panel=listing.part(
            "provider_filters",
            q,
            listing.options((("", _("All services")), *reference.offered(item)), item),
            listing.options((("", _("Any")), *at_least), asked["min_rating"]),
            chosen,
        ),
        sufficient=SUFFICIENT,
    )


def show(number: int, slug: str = "") -> Response | str:
    """One provider; an address with another name leads to the right one."""
    agency, written = directory.provider(reading(), number, today(), now())
    if slug != agency.slug:
        return redirect(provider_path(agency.id, agency.slug), MOVED)
    made_of(directory.stamp_of([agency], today()))
    actor = current_actor()
    is_known = actor is not ANYONE and (actor.sits(agency.id) or contracts.deals_with(reading(), actor, agency.id))
    markets = directory.markets_of(reading(), [one["code"] for one in written["prices"]])
    return render_template(
        "public/providers/show.html",
        agency=agency,
        name=in_language(agency.name, agency.name_en),
        path=provider_path(agency.id, agency.slug),
        form=translate(LEGAL_FORMS[LegalForm(agency.legal_form)]),
        has_left=agency.state is OrganisationState.WITHDRAWN,
        offers=statements.services(written, today()),
        certificates=statements.certificates(written, today()),
        people=directory.people(reading(), agency.id, today()) if agency.people else (),
        commitments=statements.commitments(written),
        evidence_path=f"{PATH}/{agency.id}/evidence" if may_see_evidence(agency.id) else "",
        contact=_plain(agency) if is_known else _masked(agency),
        is_masked=not is_known,
        standing=written["rating"],
        stars=record.stars(written["rating"]),
        score=float(written["rating"]["star"]) if written["rating"]["star"] else None,
        has_more_ratings=written["rating"]["said"] > len(written["ratings"]),
        sufficient=SUFFICIENT,
        figures=written["figures"],
        course=record.course(written["figures"]),
        kept=record.service_kept(written["figures"]),
        trouble=record.trouble(written),
        prices=record.prices(written, markets),
        ratings=record.ratings(written["ratings"]),
        awards=record.wins(written),
        rulings=record.rulings(written),
    )


def may_see_evidence(number: int) -> bool:
    """Whether this reader may see the agency's files and the names of its people."""
    actor = current_actor()
    return actor is not ANYONE and queries.may_see_evidence(reading(), actor, queries.provider(reading(), number))


def _least_star() -> Decimal | None:
    written = request.args.get("min_rating", "").strip()
    if written and not STAR.fullmatch(written):
        raise BadRequest(_("The least rating is a number from 1 to 5, for example 4 or 4.5."))
    return Decimal(written) if written else None


def _rows(found: Sequence[AnyRow]) -> tuple[ProviderRow, ...]:
    ids = [row.id for row in found]
    services = queries.offered(reading(), ids, today())
    standings = ratings.standings(reading(), ids, now())
    return tuple(_row(row, services.get(row.id, []), standings.get(row.id)) for row in found)


def _row(row: AnyRow, services: Sequence[AnyRow], standing: ProviderStanding | None) -> ProviderRow:
    name = in_language(row.name, row.name_en)
    named = [in_language(item.name_zh, item.name_en) for item in services[:SERVICES_SHOWN]]
    return ProviderRow(
        href=provider_path(row.id, row.slug),
        name=name,
        other_name=row.name if name != row.name else row.name_en,
        services=" · ".join(named),
        more=max(0, len(services) - SERVICES_SHOWN),
        star=f"{standing.star:.1f}" if standing and standing.is_sufficient else "",
        number=standing.count if standing else 0,
        id=row.id,
    )


def _masked(agency: AnyRow) -> dict[str, str]:
    return {
        "person": masks.person(agency.contact_name),
        "phone": masks.phone(agency.contact_phone),
        "email": masks.email(agency.contact_email),
    }


def _plain(agency: AnyRow) -> dict[str, str]:
    """For its own people and for departments that have a contract with it."""
    return {"person": agency.contact_name, "phone": agency.contact_phone, "email": agency.contact_email}
