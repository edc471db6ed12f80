"""The facts that news may state, by the name of their place in a text or a link.

Each is a function of the scene and of the organisation its reader sits in: an agency hears of its own bid only. Before
the opening no fact here knows what a bid says or how many there are; what is not public is named by its number alone,
because an inbox stays with a person who has left.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from marketplace.domain.awards.operations import result_of
from marketplace.domain.bids.queries import open_by
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.notifications.scene import Scene
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.tenders import rules as tender_rules
from marketplace.domain.tenders.models import TenderAmendment
from marketplace.kernel.i18n import Text, from_json, mark

NONE_STATED = mark("none stated")


def until(at: datetime | None) -> object:
    """An instant; one that is 24:00 of a day is called the end of that day."""
    if at is None:
        return NONE_STATED
    local = at.astimezone(MARKET_ZONE)
    if local.time() != time():
        return at
    return mark("the end of %(day)s (Beijing time)", day=(local - timedelta(days=1)).date())


def _change(scene: Scene, _organisation: int) -> object:
    amendments = select(TenderAmendment).where(TenderAmendment.tender_id == scene.tender.id)
    latest = scene.session.scalars(amendments.order_by(TenderAmendment.number.desc()).limit(1)).one()
    return latest.words if latest.because else latest.reason


def _ended_because(scene: Scene, _organisation: int) -> Text:
    reason = scene.tender.ended_because
    return from_json(reason) if reason else NONE_STATED


def _round_begins(scene: Scene, _organisation: int) -> object:
    step = rounds.current(scene.session, scene.tender.id)
    return step.opens_at if step else NONE_STATED


def _round_ends(scene: Scene, _organisation: int) -> object:
    step = rounds.current(scene.session, scene.tender.id)
    return step.closes_at if step else NONE_STATED


def _award_by(scene: Scene, _organisation: int) -> object:
    opened = scene.tender.prices_opened_at or scene.tender.opened_at
    if opened is None:
        return NONE_STATED
    return until(calendars.around(scene.session, opened).add_working_days(opened, tender_rules.AWARD_WITHIN))


def _decide_by(scene: Scene, _organisation: int) -> object:
    ended = scene.award.ended_at
    if ended is None:
        return NONE_STATED
    return until(calendars.around(scene.session, ended).add_working_days(ended, tender_rules.AWARD_WITHIN))


def _excluded_because(scene: Scene, organisation: int) -> Text:
    reason = scene.bid_of(organisation).excluded_because
    return from_json(reason) if reason else NONE_STATED


def _place(scene: Scene, organisation: int) -> dict[str, Any] | None:
    """The own place in the ranking; None for a bid that was excluded."""
    own = scene.bid_of(organisation).ref
    return next((place for place in result_of(scene.selection)["ranking"] if place["id"] == own), None)


def _rank(scene: Scene, organisation: int) -> Text:
    place = _place(scene, organisation)
    if place is None:
        return mark("excluded")
    return mark("place %(rank)s of %(of)s", rank=place["rank"], of=len(result_of(scene.selection)["ranking"]))


def _why(scene: Scene, organisation: int) -> Text:
    place = _place(scene, organisation)
    if place is not None:
        return from_json(place["reasons"][0])
    own = scene.bid_of(organisation).ref
    return next(from_json(out["reason"]) for out in result_of(scene.selection)["excluded"] if out["id"] == own)


FACTS: Mapping[str, Callable[[Scene, int], object]] = {
    "agency": lambda scene, _: scene.organisation.name,
    "agency_ref": lambda scene, _: scene.organisation.ref,
    "check_by": lambda scene, _: until(scene.organisation.next_check_at),
    "code": lambda scene, _: scene.organisation.credit_code,
    "dispute": lambda scene, _: scene.dispute.ref,
    "decision": lambda scene, _: scene.dispute.decision or NONE_STATED,
    "certificate": lambda scene, _: scene.qualification.name,
    "certificate_number": lambda scene, _: scene.qualification.number,
    "expires_on": lambda scene, _: scene.qualification.valid_to,
    "tender": lambda scene, _: scene.tender.ref,
    "title": lambda scene, _: scene.tender.title,
    "deadline": lambda scene, _: until(scene.tender.deadline_at),
    "doubt": lambda scene, _organisation: scene.doubt.ref,
    "doubt_due": lambda scene, _organisation: until(scene.doubt.decide_by),
    "reply_by": lambda scene, _organisation: until(scene.doubt.due_at),
    "objection": lambda scene, _: scene.objection.ref,
    "objection_due": lambda scene, _: until(scene.objection.due_at),
    "override": lambda scene, _: scene.override.ref,
    "question": lambda scene, _: scene.question.ref,
    "opener": lambda scene, _: scene.opener.ref,
    "open_by": lambda scene, _: until(open_by(scene.session, scene.tender)),
    "change": _change,
    "ended_because": _ended_because,
    "round_begins": _round_begins,
    "round_ends": _round_ends,
    "award_by": _award_by,
    "bid": lambda scene, organisation: scene.bid_of(organisation).ref,
    "received_at": lambda scene, _: scene.bid.received_at,
    "excluded_because": _excluded_because,
    "rank": _rank,
    "why": _why,
    "award_amount": lambda scene, _: scene.award.amount,
    "publicity_until": lambda scene, _: until(scene.award.publicity_until),
    "sign_by": lambda scene, _: until(scene.award.sign_by),
    "award_ended_because": lambda scene, _: scene.award.ended_because or NONE_STATED,
    "decide_by": _decide_by,
    "contract": lambda scene, _: scene.contract.ref,
    "milestone": lambda scene, _: scene.milestone.number,
    "milestone_amount": lambda scene, _: scene.milestone.amount,
    "kept_until": lambda scene, _: until(scene.milestone.kept_until),
    "accept_by": lambda scene, _: until(scene.milestone.next_check_at),
    "payment": lambda scene, _: scene.payment.ref,
    "payment_amount": lambda scene, _: scene.payment.amount,
    "rate_until": lambda scene, _: scene.contract.rate_until,
    "score": lambda scene, _: str(scene.rating.score),
    "complaint": lambda scene, _: scene.complaint.ref,
    "complaint_due": lambda scene, _: until(scene.complaint.due_at),
}
