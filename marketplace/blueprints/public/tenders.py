"""The list of tenders, and one tender with its whole story."""

import re
from datetime import datetime
from functools import lru_cache

from flask import render_template, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from marketplace.blueprints.public import counts, dossier, listing, progress, reference, results, rows, story
from marketplace.blueprints.web import doubts, findings, regimes
from marketplace.blueprints.web.amendments import changes
from marketplace.blueprints.web.fields import query_choice, query_int
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.scorings import SCORINGS
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.standing import tenders as standing
from marketplace.blueprints.web.words import in_language, state_label
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.bids.states import Sitting
from marketplace.domain.complaints import queries as complaints
from marketplace.domain.regions import queries as regions
from marketplace.domain.search.ports import Kind
from marketplace.domain.tenders import method_settings, notice, queries, reports
from marketplace.domain.tenders.queries import MAX_PAGE, PAGE_SIZE, Filter
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import mark

PATH = "/tenders"
SHOWN_STATES = (
    TenderState.PUBLISHED,
    TenderState.ANNOUNCED,
    TenderState.EXPIRED,
    TenderState.CLOSED,
    TenderState.EVALUATING,
    TenderState.EVALUATED,
    TenderState.OPENED,
    TenderState.SELECTED,
    TenderState.AWARDED,
    TenderState.FALLEN_THROUGH,
    TenderState.FAILED,
    TenderState.REISSUED,
    TenderState.CANCELLED,
)
NEWEST, DEADLINE, BEST = "newest", "deadline", "best"
MINUTES = {
    Sitting.WHOLE: mark("Minutes of the opening"),
    Sitting.TECHNICAL: mark("Minutes of the opening of the technical parts"),
    Sitting.PRICES: mark("Minutes of the opening of the prices"),
}
REGION_CODE = re.compile(r"(\d\d){1,3}", re.ASCII)
"""GB/T 2260: two digits each for province, prefecture and county."""
REGION_DIGITS = 6
WHOLE = "00"
"""Stands for all that lies in a region."""


def index() -> str:
    """Published tenders, narrowed and sorted as the address says."""
    q = listing.query_text()
    item = reference.item_asked()
    status = query_choice("status", SHOWN_STATES, "")
    region, prefix = _region()
    sort = query_choice("sort", {NEWEST, DEADLINE, *([BEST] if q else [])}, BEST if q else NEWEST)
    number = query_int("page", 1, 1, MAX_PAGE)
    wanted = Filter(
        item_code=item,
        region_code=prefix,
        state=TenderState(status) if status else None,
        refs=listing.hits(Kind.TENDER, q),
        newest_first=sort != DEADLINE,
        page=number,
    )
    if sort == BEST:
        found, total = queries.found_page(reading(), wanted)
    else:
        found = queries.public_page(reading(), wanted)
        total = counts.total(
            ("tenders", q, item, prefix, status),
            found,
            number,
            PAGE_SIZE,
            lambda: queries.public_count(reading(), wanted),
        )
    asked = {"q": q, "item": item, "region": region, "status": status}
    speech = language()
    shown = rows.tenders(found, now())
    return render_template(
        "public/tenders/index.html",
        table=listing.part("tender_table", shown, _("Tenders")) if shown else "",
        pages=listing.pages(number, total, PAGE_SIZE, MAX_PAGE),
        asked=asked,
        sorting=listing.part("sorting", _orders(speech, *asked.values()), sort),
        panel=_panel(speech, reference.read_at(), q, status, item, region),
    )


def show(ref: str) -> str:
    """One published tender with everything that has become of it."""
    facts = dossier.load(reading(), current_actor(), ref, now())
    report = reports.of_tender(reading(), facts.tender.id)
    return render_template(
        "public/tenders/show.html",
        facts=facts,
        report=report,
        findings=findings.of_report(report, reports.overrides(reading(), facts.tender.id)) if report else [],
        structural=findings.structure_of(report) if report else [],
        events=story.events(facts),
        steps=progress.steps(facts),
        stands=standing.of_tender(facts.tender, facts.award, facts.contract, facts.ended_awards),
        tags=progress.tags(facts),
        result=results.of(facts),
        minutes_of=MINUTES,
        scoring=SCORINGS[facts.tender.scoring],
        method=rows.method_labels(language()).get(facts.tender.method, facts.tender.method),
        summary=results.method_summary(facts.tender.method),
        settings=method_settings.as_set(notice.terms_of(facts.tender)),
        regime=regimes.of_tender(facts.tender),
        changes_of=changes,
        reasons_of_doubt=doubts.reasons,
        rulings=complaints.published_of(reading(), tender_id=facts.tender.id),
    )


@lru_cache(maxsize=listing.REMEMBERED)
def _orders(speech: str, q: str, item: str, region: str, status: str) -> tuple[tuple[str, str, str], ...]:  # noqa: ARG001
    """(order, label, address) of every order offered; "closing soonest" asks for what is still open."""
    asked = {"q": q, "item": item, "region": region, "status": status}
    soonest = asked | {"status": status or TenderState.PUBLISHED}
    return (
        *(((BEST, _("Best match"), listing.address(PATH, **asked)),) if q else ()),
        (NEWEST, _("Newest"), listing.address(PATH, **asked, sort=_unless_usual(NEWEST, q))),
        (DEADLINE, _("Closing soonest"), listing.address(PATH, **soonest, sort=DEADLINE)),
    )


@lru_cache(maxsize=listing.REMEMBERED)
def _panel(speech: str, read_at: datetime, q: str, status: str, item: str, region: str) -> Markup:  # noqa: ARG001
    """The filters as they are set; language and age of the reference data are in the key."""
    return listing.part(
        "tender_filters",
        q,
        listing.options(_state_choices(speech), status),
        listing.options((("", _("All services")), *reference.tendered(item)), item),
        listing.options((("", _("Everywhere")), *reference.places(), *_county(region)), region),
    )


@lru_cache
def _state_choices(speech: str) -> listing.Choices:  # noqa: ARG001 - the reader's language is the key
    return (("", _("All")), *((str(state), state_label(state)) for state in SHOWN_STATES))


def _unless_usual(sort: str, q: str) -> str:
    return "" if sort == (BEST if q else NEWEST) else sort


def _region() -> tuple[str, str]:
    """The code asked for and its prefix that all places in it share; 400 for what is no region."""
    written = request.args.get("region", "").strip()
    if written and not REGION_CODE.fullmatch(written):
        raise BadRequest(_("A region is a code of two, four or six digits, for example 5101."))
    code = written.ljust(REGION_DIGITS, "0") if written else ""
    try:
        _county(code)
    except NotFound:
        raise BadRequest(_("There is no region with the code %(code)s.", code=code)) from None
    prefix = code
    while prefix.endswith(WHOLE):
        prefix = prefix.removesuffix(WHOLE)
    return code, prefix


def _county(code: str) -> listing.Choices:
    """A region that is asked for and too small to be offered to everybody, as a choice; raises NotFound."""
    if not code or any(value == code for value, _label in reference.places()):
        return ()
    region = regions.by_code(reading(), code)
    return ((code, in_language(region.name_zh, region.name_en)),)
