"""A locked search of providers: what was searched, who was found and why in this order, and how to check it."""

from flask import Response, render_template

from marketplace.blueprints.web.documents import disposition
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.shortlists import on_time, row_of, star
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.documents.sheets import csv_lines
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.shortlists import queries, rules
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.tenders import shortlisting
from marketplace.kernel.canonical import canonical
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text, from_json, mark
from marketplace.kernel.money import Money

FILTERS = {"rating": mark("Rated at least %(value)s stars"), "qualification": mark("Qualification: %(value)s")}
ORDERS = {"best": mark("Best fit"), "rating": mark("Rating")}


def show(ref: str) -> str:
    """The page, which prints: public once a notice that rests on it is, until then its buyer's."""
    shortlist = _seen(ref)
    document, session = shortlist.document, reading()
    addresses = organisations.addresses(session, shortlist.refs)
    return render_template(
        "public/shortlist.html",
        shortlist=shortlist,
        document=document,
        item=catalogue.get(session, shortlist.item_code),
        buyer=in_language(document["buyer"]["name"], document["buyer"]["name_en"]),
        narrowed=[
            Text(FILTERS[name].msgid, (("value", value),))
            for name, values in document["filters"].items()
            if name in FILTERS
            for value in values
        ],
        order=ORDERS[document["order"]],
        rows=[row_of(each, addresses[each["ref"]]) for each in document["providers"]],
        rests=shortlisting.resting(session, shortlist),
        is_fresh=shortlist.is_fresh(now()),
        days=rules.VALID_FOR.days,
    )


def as_json(ref: str) -> Response:
    """The document in the very form whose SHA-256 is the digest."""
    shortlist = _seen(ref)
    return _file(canonical(shortlist.document), f"{ref}.json", "application/json")


def as_csv(ref: str) -> Response:
    """Its providers as a table."""
    shortlist = _seen(ref)
    head = (_("Rank"), _("Number"), _("Provider"), _("Rating"), _("Ratings"), _("Awards won"), _("Median price"))
    rows = [
        (
            str(each["place"]),
            each["ref"],
            in_language(each["name"], each["name_en"]),
            star(each),
            str(each["ratings"]),
            str(each["awards"]),
            "" if each["median_price"] is None else f"{Money(each['median_price']).yuan:.2f}",
            on_time(each),
            translate(from_json(each["because"])),
        )
        for each in shortlist.document["providers"]
    ]
    table = csv_lines([(*head, _("Delivered on time"), _("Why it stands here")), *rows])
    return _file(b"".join(table), f"{ref}.csv", "text/csv; charset=utf-8")


def _seen(ref: str) -> ShortList:
    shortlist = queries.by_ref(reading(), ref)
    may = providers().authority.permits
    if shortlist is None or not may(reading(), current_actor(), "shortlist:see", shortlist):
        raise NotFound
    return shortlist


def _file(content: bytes | str, name: str, kind: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = disposition(name)
    return response
