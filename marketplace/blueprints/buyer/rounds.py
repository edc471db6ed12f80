"""The rounds after the opening: calling the first, interrupting, postponing, answering, and what was done in them."""

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, back, demand, may, own_tender
from marketplace.blueprints.buyer.forms import ReasonForm
from marketplace.blueprints.buyer.round_forms import RoundForm, RoundTimeForm
from marketplace.blueprints.web.asked import answer_form
from marketplace.blueprints.web.filters import money
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.bids import doubts
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.queries import OpenedBid
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.rounds import operations, queries, rules
from marketplace.domain.rounds.models import EntryKind, Round, RoundEntry
from marketplace.domain.rounds.queries import BY_BUYER
from marketplace.domain.rounds.rules import CALLED_BEFORE, Phase, phase
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import from_json, mark
from marketplace.kernel.money import Money

rounds = Blueprint("rounds", __name__, url_prefix="/tenders")

NONE_CALLED = mark("No round of this tender is called.")


@rounds.get("/<ref>/rounds")
def show(ref: str) -> Answer:
    """Where the rounds stand, and the journal; who offered what is shown once they are over."""
    tender = _by_rounds(ref)
    step = queries.current(reading(), tender.id)
    steps = queries.of_tender(reading(), tender.id)
    is_open = tender.state is TenderState.OPENED
    where = phase(now(), step.opens_at, step.closes_at, step.paused_at) if step else None
    waits_for_doubts = is_open and bool(doubts.unsettled(reading(), tender.id))
    may_call = is_open and queries.may_be_called(reading(), tender)
    may_run = is_open and may("tender:run_rounds", tender)
    return render_template(
        "buyer/rounds.html",
        tender=tender,
        steps=[(each, from_json(each.prompt)) for each in steps],
        step=step,
        prompt=from_json(step.prompt) if step else None,
        ends_in_a_choice=notice.ends_in_a_choice(tender.method),
        where=where,
        asks_final=notice.asks_final_prices(tender),
        waits_for_doubts=waits_for_doubts,
        is_over=not is_open or (bool(steps) and step is None and not may_call),
        may_call=may_run and may_call and not waits_for_doubts,
        may_interrupt=is_open and step is not None and may("tender:interrupt_rounds", tender),
        may_reply=may_run and step is not None and BY_BUYER in step.who and where is Phase.OPEN,
        entries=_entries(tender, steps, step if is_open else None),
        quotes=_quotes(tender, step) if is_open else [],
    )


@rounds.route("/<ref>/rounds/call", methods=["GET", "POST"])
def call(ref: str) -> Answer:
    """Say when the first round begins."""
    tender = _by_rounds(ref)
    demand("tender:run_rounds", tender)
    form = RoundTimeForm()
    asks_final = notice.asks_final_prices(tender)
    return _timed(
        tender,
        form,
        act=lambda uow: operations.call(uow, ref, form.moment, ratings.credit),
        heading=_("Ask the best for final prices") if asks_final else _("Call the first round"),
        done=_("The best are asked for final prices, and told when.")
        if asks_final
        else _("The round is called. Every bidder is told; the next rounds follow by themselves."),
    )


@rounds.route("/<ref>/rounds/postpone", methods=["GET", "POST"])
def postpone(ref: str) -> Answer:
    """Move a round that has not begun."""
    tender = _by_rounds(ref)
    demand("tender:interrupt_rounds", tender)
    if request.method == "GET" and _step(tender) is None:
        return back(tender, NONE_CALLED)
    form = RoundForm()
    return _timed(
        tender,
        form,
        act=lambda uow: operations.postpone(uow, ref, form.moment, form.reason.data or ""),
        heading=_("Postpone the round"),
        done=_("The round is postponed, and every bidder is told."),
    )


@rounds.route("/<ref>/rounds/resume", methods=["GET", "POST"])
def resume(ref: str) -> Answer:
    """Say when an interrupted round goes on."""
    tender = _by_rounds(ref)
    demand("tender:interrupt_rounds", tender)
    if request.method == "GET" and _step(tender) is None:
        return back(tender, NONE_CALLED)
    form = RoundTimeForm()
    return _timed(
        tender,
        form,
        act=lambda uow: operations.resume(uow, ref, form.moment),
        heading=_("Let the round go on"),
        done=_("Every bidder is told when the round goes on. It lasts as long as was left of it."),
    )


@rounds.route("/<ref>/rounds/pause", methods=["GET", "POST"])
def pause(ref: str) -> Answer:
    """Interrupt a round, with the reason."""
    tender = _by_rounds(ref)
    demand("tender:interrupt_rounds", tender)
    if request.method == "GET" and _step(tender) is None:
        return back(tender, NONE_CALLED)
    form = ReasonForm()
    form.reason.description = _("It is published with the journal of the rounds.")
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: operations.pause(uow, ref, form.reason.data or ""),
        then=lambda _step: url_for("buyer.rounds.show", ref=ref),
        done=_("The round is interrupted, and every bidder is told."),
        tender=tender,
        heading=_("Interrupt the round"),
        submit=_("Interrupt the round"),
        back=url_for("buyer.rounds.show", ref=ref),
        warning=_("Nobody can offer until you say when the round goes on. Its time stands still."),
    )


@rounds.route("/<ref>/rounds/reply", methods=["GET", "POST"])
def reply(ref: str) -> Answer:
    """Answer where the method asks the department."""
    tender = _by_rounds(ref)
    demand("tender:run_rounds", tender)
    steps = [each for each in queries.of_tender(reading(), tender.id) if BY_BUYER in each.who]
    if not steps:
        return back(tender, mark("The department is not asked at this moment."))
    form = answer_form(steps[-1], _bidders(tender))
    return form_page(
        form,
        "buyer/round_reply.html",
        act=lambda uow: operations.reply(uow, ref, form.step.data or "", form.answer()),
        then=lambda _entry: url_for("buyer.rounds.show", ref=ref),
        done=_("Your answer is taken, and the bidders read it."),
        tender=tender,
        prompt=from_json(steps[-1].prompt),
        quotes=_quotes(tender, _step(tender)),
    )


def _bidders(tender: Tender) -> dict[str, str]:
    """Who stands behind each bid, at which price and with which credit, where somebody is to be chosen."""
    credit = queries.noted_credit(reading(), tender.id)
    found = {}
    for one in bids.of_tender(reading(), current_actor(), tender):
        name = in_language(one.tenderer.name, one.tenderer.name_en)
        points = _("credit %(points)s", points=credit[one.bid.ref]) if one.bid.ref in credit else ""
        found[one.bid.ref] = " · ".join(part for part in (name, money(one.bid.price), points) if part)
    return found


def _timed(tender: Tender, form: RoundTimeForm, *, act: Any, heading: str, done: str) -> Answer:  # noqa: ANN401
    return form_page(
        form,
        "buyer/round_time.html",
        act=act,
        then=lambda _step: url_for("buyer.rounds.show", ref=tender.ref),
        done=done,
        tender=tender,
        heading=heading,
        least=int(CALLED_BEFORE.total_seconds()) // 60,
    )


def _by_rounds(ref: str) -> Tender:
    tender = own_tender(ref)
    if not notice.goes_by_rounds(tender) or tender.opened_at is None:
        raise NotFound
    return tender


def _step(tender: Tender) -> Round | None:
    return queries.current(reading(), tender.id)


def _quotes(tender: Tender, step: Round | None) -> list[tuple[OpenedBid, Money]]:
    """What stands on the table while the department is asked, the lowest first; nothing while bidders are."""
    if step is None or BY_BUYER not in step.who:
        return []
    last = queries.last_prices(reading(), tender)
    opened = bids.of_tender(reading(), current_actor(), tender)
    return sorted(((one, last[one.bid.ref]) for one in opened if one.bid.ref in last), key=itemgetter(1))


def _entries(tender: Tender, steps: Sequence[Round], running: Round | None) -> list[dict[str, Any]]:
    """The journal as the department reads it; while a step is written, an answer is only counted.

    What is offered in live rounds stays so until all are over; quotes are shown with the end of their step.
    """
    written = {each.name for each in steps if running and (each is running or rules.is_live(each.terms))}
    return [
        {
            "number": entry.number,
            "at": entry.at,
            "kind": entry.kind,
            "by": "" if (is_hidden := _is_hidden(entry, written)) else entry.by,
            "price": None if is_hidden else entry.price,
            "words": entry.data.get("reason") or entry.data.get("reply") or entry.data.get("reasons") or "",
        }
        for entry in queries.entries(reading(), tender.id)
    ]


def _is_hidden(entry: RoundEntry, written: Collection[str]) -> bool:
    return entry.kind is EntryKind.ANSWER and entry.by != BY_BUYER and entry.step in written
