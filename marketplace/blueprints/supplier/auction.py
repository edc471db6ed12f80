"""A bidder's page of the rounds after the opening: when to offer, the own price and the own place, nothing of others.

It works as a plain form with a link that looks again. With script the page hears what changes from a stream that ends
by itself after a while and is asked for again; where no stream is free, it asks for the state now and then.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import BoundedSemaphore
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import bidding_agency
from marketplace.blueprints.web.asked import AnswerForm, answer_form
from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.fields import whole
from marketplace.blueprints.web.filters import money, translate
from marketplace.blueprints.web.submit import MENDABLE, SEE_OTHER, UNPROCESSABLE, say_on_form
from marketplace.blueprints.web.work import current_actor, now, providers, reading, writing_together
from marketplace.domain.bids import queries as bids
from marketplace.domain.rounds import operations, queries
from marketplace.domain.rounds.models import Round
from marketplace.domain.rounds.rules import Phase, phase
from marketplace.domain.selection.final_round import SILENT
from marketplace.domain.selection.methods import reverse_auction
from marketplace.domain.tenders import notice
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, NotFound, Unavailable
from marketplace.kernel.i18n import from_json, mark
from marketplace.kernel.money import Money

Page = Response | str | tuple[str, int]

STREAM_SECONDS = 20
"""How long a stream lasts; then the browser asks again, so that nobody keeps a thread of the server for ever [ours]."""
LOOK_SECONDS = 1
"""How often a stream looks whether something has changed [ours]."""
MOST_STREAMS = 12
"""Streams at once in one server process, less than half its threads; whoever finds none asks now and then [ours]."""

STREAMS = BoundedSemaphore(MOST_STREAMS)


@dataclass(frozen=True, slots=True)
class Own:
    """Whose page it is; plain values, for a stream outlives the session."""

    agency_ref: str
    tender_id: int
    bid_ref: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What one bidder may know at one instant; `until` is when the phase ends by the clock."""

    number: int
    step: Round | None
    phase: str
    said: str
    until: datetime | None
    price: Money | None
    rank: int | None


def auction(ref: str) -> Page:
    """The page, and the form on it."""
    own = _own(ref)
    shown = _shown(reading(), own, now())
    steps = queries.of_tender(reading(), own.tender_id)
    form = answer_form(steps[-1]) if steps else None
    status = 200
    if request.method == "POST":
        if form is None:
            raise Conflict(mark("No round of this tender is called."))
        status = UNPROCESSABLE
        if form.validate():
            act = partial(
                operations.answer,
                tender_ref=ref,
                agency_ref=own.agency_ref,
                step_name=form.step.data or "",
                data=form.answer(),
            )
            try:
                entry = writing_together(f"tender {ref}", own.agency_ref, act)
            except MENDABLE as refusal:
                status = status_of(refusal)
                say_on_form(form, refusal)
                shown = _shown(reading(), own, now())
            else:
                flash(
                    _("Your answer is taken; it has number %(number)s in the journal.", number=entry.number), "success"
                )
                return redirect(url_for("supplier.auction", ref=ref, agency=own.agency_ref), SEE_OTHER)
    return _page(ref, own, shown, form, status)


def state_json(ref: str) -> Response:
    """What the page shows, for its script."""
    own = _own(ref)
    return jsonify(_told(_shown(reading(), own, now()), now()))


def events(ref: str) -> Response:
    """The same as Server-Sent Events, one whenever the journal or the phase changes; 503 where no stream is free."""
    own = _own(ref)
    seen = whole(request.headers.get("Last-Event-ID")) or 0
    reading().close()
    if not STREAMS.acquire(blocking=False):
        raise Unavailable(mark("Too many pages listen at this moment."))
    response = Response(stream_with_context(_stream(own, seen)), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(STREAMS.release)
    return response


def _stream(own: Own, seen: int) -> Iterator[str]:
    before: tuple[int, str] = (seen, "")
    yield "retry: 1000\n\n"
    for _look in range(STREAM_SECONDS // LOOK_SECONDS):
        with providers().reading() as session:
            present = providers().clock.now(session)
            shown = _shown(session, own, present)
        if (shown.number, shown.phase) != before:
            before = (shown.number, shown.phase)
            yield f"id: {shown.number}\nevent: state\ndata: {json.dumps(_told(shown, present))}\n\n"
        time.sleep(LOOK_SECONDS)


def _own(ref: str) -> Own:
    """The bid of one of the reader's agencies in a tender that goes by rounds; NotFound for everybody else."""
    tender = tenders.see(reading(), current_actor(), ref)
    agency = bidding_agency()
    bid = bids.of_agency(reading(), current_actor(), tender.id, agency.id) if agency else None
    if agency is None or bid is None or tender.opened_at is None or not notice.goes_by_rounds(tender):
        raise NotFound
    return Own(agency.ref, tender.id, bid.ref)


def _shown(session: Session, own: Own, present: datetime) -> Shown:
    tender = session.get_one(Tender, own.tender_id)
    step = queries.current(session, tender.id) if tender.state is TenderState.OPENED else None
    price, rank = queries.standing(session, tender, own.bid_ref)
    number = queries.last_number(session, tender.id)
    if step is not None and step.terms.get("shown") != reverse_auction.SHOWN:
        number, rank = 0, None  # what others do while a step of one answer runs would tell whoever waits
    if step is None:
        asks_final = notice.asks_final_prices(tender)
        is_waiting = tender.state is TenderState.OPENED and not _is_over(session, tender)
        said = mark("The rounds are over.")
        if is_waiting and asks_final:
            said = mark("The best of the scoring are asked for a final price. If you are among them, you will be told.")
        elif is_waiting:
            said = mark("The department has not said yet when the first round begins. You will be told.")
        return Shown(number, None, "uncalled" if is_waiting else "over", translate(said), None, price, rank)
    where = phase(present, step.opens_at, step.closes_at, step.paused_at)
    until = {Phase.BEFORE: step.opens_at, Phase.OPEN: step.closes_at}.get(where)
    said = {
        Phase.BEFORE: mark("The round begins at %(time)s.", time=step.opens_at),
        Phase.OPEN: mark("The round is open until %(time)s.", time=step.closes_at),
        Phase.PAUSED: mark("The round is interrupted. Nobody can offer until it goes on; you will be told when."),
        Phase.ENDED: mark("The round has ended."),
    }[where]
    return Shown(number, step, where, translate(said), until, price, rank)


def _is_over(session: Session, tender: Tender) -> bool:
    """Whether nobody is asked any more; a method that ends in a choice may still wait for its draw."""
    if notice.asks_final_prices(tender):
        return queries.are_over(session, tender)
    return bool(queries.of_tender(session, tender.id))


def _told(shown: Shown, present: datetime) -> dict[str, Any]:
    """JSON-ready; texts in the reader's language, `left` in seconds."""
    return {
        "number": shown.number,
        "step": shown.step.name if shown.step else "",
        "phase": shown.phase,
        "said": shown.said,
        "left": None if shown.until is None else max(0, round((shown.until - present).total_seconds())),
        "price": money(shown.price),
        "rank": "–" if shown.rank is None else str(shown.rank),
    }


def _page(ref: str, own: Own, shown: Shown, form: AnswerForm | None, status: int) -> tuple[str, int]:
    tender = reading().get_one(Tender, own.tender_id)
    facts = {
        "state": _told(shown, now()),
        "stateAt": url_for("supplier.state_json", ref=ref, agency=own.agency_ref),
        "eventsAt": url_for("supplier.events", ref=ref, agency=own.agency_ref),
        "left": _("%(minutes)s min %(seconds)s s left", minutes="%{minutes}", seconds="%{seconds}"),
    }
    page = render_template(
        "supplier/auction.html",
        tender=tender,
        own=own,
        bid=bids.see_own(reading(), current_actor(), own.bid_ref),
        shown=shown,
        form=form,
        is_open=shown.phase == Phase.OPEN and shown.step is not None and own.bid_ref in shown.step.who,
        asks_final=notice.asks_final_prices(tender),
        is_asked=shown.step is not None and own.bid_ref in shown.step.who,
        has_answered=shown.step is not None and not queries.waits_for(reading(), tender.id, own.bid_ref),
        silent=from_json(dict(SILENT)),
        prompt=from_json(shown.step.prompt) if shown.step else None,
        answers=queries.answers_of(reading(), own.tender_id, own.bid_ref),
        replies=queries.answers_of(reading(), own.tender_id, queries.BY_BUYER),
        facts=facts,
    )
    return page, status
