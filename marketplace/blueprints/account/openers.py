"""Whoever holds a key: registers it, shows that it is at hand, and hands in at openings what it reads.

The private half never comes here: the page's own script makes and uses it on the reader's device.
"""

import json
from typing import Any

from flask import Blueprint, flash, jsonify, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField

from marketplace.adapters.sealing.key_files import SHORTEST_PASSPHRASE
from marketplace.blueprints.account import opener_facts
from marketplace.blueprints.web.fields import choices
from marketplace.blueprints.web.freshness import freshly_proved
from marketplace.blueprints.web.standing import openers as standing
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, providers, reading, settings, workplaces
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids.sittings import AWAITS_KEYS, sitting_of
from marketplace.domain.openers import operations, queries
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.states import OpenerState
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.tenders import policies
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]

keys = Blueprint("keys", __name__, url_prefix="/keys")


class EnrolForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The public half of a key that the reader's device made."""

    organisation = SelectField(_l("For which organisation"), validate_choice=False)
    public_key = HiddenField()


class ProveForm(FlaskForm):  # type: ignore[misc]
    """What the challenge hid."""

    answer = HiddenField()


class HandInForm(FlaskForm):  # type: ignore[misc]
    """What the reader's device read with the key, as `bids.shares` describes it, in JSON."""

    shares = HiddenField()


@keys.route("/", methods=["GET", "POST"])
def index() -> Page:
    """The reader's keys and the openings that wait for them; the form that registers one."""
    places = [place for place in workplaces() if place.kind is not OrganisationKind.AGENCY]
    own = queries.own(reading(), current_actor())
    form = EnrolForm()
    form.organisation.choices = choices((place.ref, in_language(place.name, place.name_en)) for place in places)
    return form_page(
        form,
        "account/openers/index.html",
        act=lambda uow: operations.enrol(
            uow, form.organisation.data or "", form.public_key.data or "", providers().sealing
        ),
        then=lambda opener: url_for(".prove", ref=opener.ref),
        done=_("The key is registered. Show now that you can use it."),
        own=[(opener, organisation, standing.of_opener(opener)) for opener, organisation in own],
        may_enrol=bool(places) and all(opener.state is OpenerState.RETIRED for opener, _organisation in own),
        waiting=bid_queries.waiting_for_keys(reading(), current_actor()),
        facts=opener_facts.enrolling(),
        shortest=SHORTEST_PASSPHRASE,
    )


@keys.route("/<ref>/prove", methods=["GET", "POST"])
def prove(ref: str) -> Page:
    """The challenge, and the answer that only the key gives."""
    opener = queries.see_own(reading(), current_actor(), ref)
    form = ProveForm()
    return form_page(
        form,
        "account/openers/prove.html",
        act=lambda uow: operations.prove(uow, ref, form.answer.data or ""),
        then=lambda _proved: url_for(".index"),
        done=_("The key was shown. Tenders may name it."),
        opener=opener,
        stands=standing.of_opener(opener),
        facts=opener_facts.proving(opener),
    )


@keys.post("/<ref>/challenge")
def challenge(ref: str) -> Response:
    """Ask for the key once more."""
    return act_and_return(
        lambda uow: operations.challenge(uow, ref, providers().sealing),
        lambda asked: url_for(".prove", ref=ref) if asked else url_for(".index"),
    )


@keys.post("/<ref>/retire")
def retire(ref: str) -> Response:
    """Take the key out of use."""
    return act_and_return(
        lambda uow: operations.retire(uow, ref),
        lambda _retired: url_for(".index"),
        _("No new tender names this key. Keep its file as long as tenders are open that name it."),
    )


@keys.route("/openings/<ref>", methods=["GET", "POST"])
@freshly_proved
def opening(ref: str) -> Page:
    """One tender's opening: who has handed in, and the form that hands in what the reader's key reads."""
    tender, opener = _to_open(ref)
    form = HandInForm()

    def act(uow: UnitOfWork) -> Tender:
        return bids.hand_in(uow, ref, _parsed(form.shares.data or ""), providers().sealing)

    def then(handed_in: Tender) -> str:
        said = {
            TenderState.OPENED: _("The bids are opened."),
            TenderState.EVALUATING: _("The technical parts are opened."),
        }
        flash(said.get(handed_in.state, _("Your keys are handed in. The opening waits for others.")), "success")
        return url_for("public.tender", ref=ref)

    handed_in = dict(map(tuple, bid_queries.handed_in(reading(), tender)))
    policy = policies.current(reading(), tender.id)
    return form_page(
        form,
        "account/openers/opening.html",
        act=act,
        then=then,
        tender=tender,
        opener=opener,
        policy=policy,
        handed_in=handed_in,
        head=bid_queries.closing_head(reading(), tender.id),
        open_by=bid_queries.open_by(reading(), tender),
        awaits_keys=tender.state in AWAITS_KEYS,
        facts=opener_facts.opening(opener, tender, now() if settings().clock_moves else None),
    )


@keys.get("/openings/<ref>/envelopes.json")
@freshly_proved
def envelopes(ref: str) -> Response:
    """What the reader's device needs to read its share, and to check that nobody slips in another tender's bids.

    ``{"tender", "opener", "sitting", "policies": [every version], "closed_at", "now", "envelopes": [{"bid",
    "envelope"}]}``.
    """
    tender, opener = _to_open(ref)
    sealed = bid_queries.to_open(reading(), current_actor(), tender)
    return jsonify(
        tender=tender.ref,
        opener=opener.ref,
        sitting=sitting_of(tender),
        policies=[policy.as_json() for policy in policies.of_tender(reading(), tender.id)],
        closed_at=tender.closed_at.isoformat() if tender.closed_at else None,
        now=now().isoformat(),
        envelopes=[{"bid": bid, "envelope": written.decode()} for bid, written in sealed],
    )


def _to_open(ref: str) -> tuple[Tender, Opener]:
    tender = tenders.see(reading(), current_actor(), ref)
    opener = bid_queries.opener_of(reading(), current_actor(), tender)
    if opener is None:
        raise NotFound
    return tender, opener


def _parsed(written: str) -> Any:  # noqa: ANN401 - whatever somebody sends; the operation reads it
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return None
