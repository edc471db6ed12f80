"""A legal officer stands for a condition that the check blocks; the regulator reviews it.

公平竞争审查条例 Art 12: only where a law demands it, with no less restrictive way, and with a time limit.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.restrictions import places
from marketplace.domain.restrictions.sentences import language_of
from marketplace.domain.tenders import notice, reports
from marketplace.domain.tenders.events import OverrideConfirmed, OverrideGiven, OverrideObjected
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations.steps import stated_reason
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.states import OVERRIDE, TENDER, TenderState
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_LAW = 120
MAX_ARTICLE = 40

LONGEST_OVERRIDE = timedelta(days=365)
"""An override ends within a year (公平竞争审查条例 Art 12 asks for a time limit; the length is our own default)."""

UNDECIDED = frozenset({TenderState.DRAFT, TenderState.IN_APPROVAL})
"""Where a notice waits for its approval, which a block would stop."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a legal officer cites for a condition: the rule and the words it is about, the law, and until when."""

    rule: str
    words: str
    law: str
    article: str
    reason: str
    expires_on: date


def override(uow: UnitOfWork, tender_ref: str, ground: Ground) -> RestrictionOverride:
    """Stand for one condition that blocks this tender. It goes to the regulator's register and into the report.

    Raises Conflict where nothing of the kind blocks, Invalid field by field for a ground that is none.
    """
    tender = uow.claim(Tender, tender_ref, "tender:override")
    if tender.state not in UNDECIDED:
        raise Conflict(TENDER.meanings[tender.state])
    open_ones = reports.blocking(uow.session, tender, notice.terms_of(tender), day_of(uow.now))
    if (ground.rule, ground.words) not in {noted.key for noted in open_ones}:
        raise Conflict(mark("These words do not block the tender, or not any more."))
    if wrong := _faults(ground, day_of(uow.now)):
        raise Invalid(fields=wrong)
    found = RestrictionOverride(
        ref=uow.new_ref("V"),
        tender_id=tender.id,
        state=OVERRIDE.initial,
        rule=ground.rule,
        words=ground.words,
        law=ground.law.strip(),
        article=ground.article.strip(),
        reason=stated_reason(ground.reason),
        expires_on=ground.expires_on,
        given_by=uow.actor.user_id,
        given_at=uow.now,
    )
    uow.add(found)
    uow.record("tender:override", tender, override=found.ref, rule=found.rule, law=found.law, article=found.article)
    uow.emit(OverrideGiven(tender.ref, found.ref))
    return found


def confirm_override(uow: UnitOfWork, override_ref: str, reason: str) -> RestrictionOverride:
    """The regulator finds that the law cited demands the condition."""
    found = _review(uow, override_ref, "confirm", reason)
    uow.emit(OverrideConfirmed(uow.session.get_one(Tender, found.tender_id).ref, found.ref))
    return found


def object_to_override(uow: UnitOfWork, override_ref: str, reason: str) -> RestrictionOverride:
    """The regulator finds that it does not: the condition blocks again, and a published report says so."""
    found = _review(uow, override_ref, "object", reason)
    uow.emit(OverrideObjected(uow.session.get_one(Tender, found.tender_id).ref, found.ref))
    return found


def _review(uow: UnitOfWork, override_ref: str, action: str, reason: str) -> RestrictionOverride:
    found = uow.claim(RestrictionOverride, override_ref, "override:review")
    before, found.state = found.state, OVERRIDE.after(found.state, action)
    found.review = stated_reason(reason)
    found.reviewed_by, found.reviewed_at = uow.actor.user_id, uow.now
    uow.record(f"override:{action}", found, before=before, after=found.state)
    return found


def _faults(ground: Ground, today: date) -> dict[str, Text]:
    found: dict[str, Text] = {}
    law = ground.law.strip()
    if not law or len(law) > MAX_LAW:
        found["law"] = mark("Name the law or regulation.")
    elif places.spans(law, language_of(law)):
        found["law"] = mark("Only a national law or a regulation of the State Council counts, no local rule.")
    if not ground.article.strip() or len(ground.article) > MAX_ARTICLE:
        found["article"] = mark("Name the article.")
    if not today < ground.expires_on <= today + LONGEST_OVERRIDE:
        found["expires_on"] = mark("Choose a day after today and within a year.")
    return found
