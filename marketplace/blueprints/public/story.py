"""A tender's story as the page tells it: what happened and when, what is going on, what is still to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import ngettext

from marketplace.blueprints.public.dossier import Dossier
from marketplace.blueprints.public.opening import openings, while_prices_are_sealed
from marketplace.blueprints.public.progress import CURRENT, DONE, ENDED_WITHOUT_AWARD, UPCOMING
from marketplace.blueprints.public.rounds import round_act
from marketplace.blueprints.web import regimes
from marketplace.blueprints.web.contract_course import headline
from marketplace.blueprints.web.filters import deadline, money, translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language, period_end
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState, Default
from marketplace.domain.contracts.models import Milestone
from marketplace.domain.contracts.states import (
    OPEN_PARTS,
    RATEABLE,
    ContractState,
    MilestoneState,
    RecordKind,
)
from marketplace.domain.payments.models import Payment
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.i18n import from_json


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline; `text` and `href` may be empty."""

    title: str
    at: datetime | None = None
    text: str = ""
    href: str = ""
    tone: str = "neutral"
    state: str = DONE


def events(facts: Dossier) -> list[Event]:
    """The past in its order, then the present, then what follows if all goes well."""
    past = sorted(_past(facts), key=lambda event: event.at or facts.now)
    return [*past, *_present(facts), *_future(facts)]


def _past(facts: Dossier) -> Iterator[Event]:
    tender = facts.tender
    yield Event(
        _("Notice published"),
        tender.published_at,
        translate(regimes.who_pays(tender)),
        href=f"/tenders/{facts.replaces}" if facts.replaces else "",
    )
    for amendment in facts.amendments:
        changed = _("Notice changed (no. %(number)s)", number=amendment.number)
        yield Event(changed, amendment.at, translate(amendment.words), "#changes")
    if tender.state is TenderState.EXPIRED:
        yield Event(_("The notice has ended here"), tender.closed_at)
    if facts.head is not None:
        yield Event(
            _("Bids closed"),
            facts.head.at,
            ngettext(
                "%(num)s sealed bid was there; its fingerprint is frozen.",
                "%(num)s sealed bids were there; their fingerprints are frozen.",
                len(facts.head.envelopes),
            ),
            "#bids" if facts.head.envelopes else "",
        )
    yield from (Event(*one) for one in openings(tender))
    yield from (Event(*round_act(entry)) for entry in facts.rounds)
    if facts.beacon is not None:
        yield Event(
            _("Round %(round)s of the public beacon noted", round=facts.beacon.round)
            if facts.beacon.value
            else _("Round %(round)s of the public beacon could not be had", round=facts.beacon.round),
            facts.beacon.noted_at,
            "" if facts.beacon.value else _("The draw rests on the numbers inside the sealed bids alone."),
            "#beacon",
            "neutral" if facts.beacon.value else "warning",
        )
    if facts.selection is not None:
        yield Event(
            _("Selection made"),
            facts.selection.at,
            _("Anybody can recompute it from the published evidence."),
            f"/tenders/{tender.ref}/selection/verify",
        )
    yield from (event for award in facts.ended_awards for event in _ended_award(facts, award))
    if tender.state in ENDED_WITHOUT_AWARD and not _was_revoked(facts):
        yield Event(
            _("Cancelled") if tender.state is TenderState.CANCELLED else _("Failed"),
            tender.ended_at,
            translate(from_json(tender.ended_because)) if tender.ended_because else "",
            tone="danger",
        )
    yield from _award_and_contract(facts)


def _was_revoked(facts: Dossier) -> bool:
    """Whether the tender was cancelled together with its award: one act, told once."""
    return any(award.state is AwardState.REVOKED for award in facts.ended_awards)


def _ended_award(facts: Dossier, award: Award) -> Iterator[Event]:
    supplier = facts.suppliers[award.supplier_id]
    name = in_language(supplier.name, supplier.name_en)
    titles = {
        AwardState.DECLINED: _("The provider declined the award"),
        AwardState.LAPSED: _("The award lapsed: the provider cannot perform"),
        AwardState.REVOKED: _("The purchase was cancelled and its award revoked"),
        AwardState.WITHDRAWN: _("The award was withdrawn: an objection was upheld"),
    }
    title = titles[award.state]
    if award.default is Default.NOT_SIGNED:
        title = _("The award lapsed: the provider did not sign in time")
    text = _("%(supplier)s at %(amount)s", supplier=name, amount=money(award.amount))
    yield Event(_notice_title(award), award.announced_at, text, "#ended-awards")
    yield Event(title, award.ended_at, award.ended_because or "", "#ended-awards", "danger")


def _notice_title(award: Award) -> str:
    return _("Award notice") if award.follows_id is None else _("Award notice to the next in rank")


def _award_and_contract(facts: Dossier) -> Iterator[Event]:
    if facts.award is None or facts.supplier is None:
        return
    yield Event(
        _notice_title(facts.award),
        facts.award.announced_at,
        _(
            "%(supplier)s at %(amount)s",
            supplier=in_language(facts.supplier.name, facts.supplier.name_en),
            amount=money(facts.award.amount),
        ),
        "#award",
        "success",
    )
    if not facts.in_publicity:
        yield Event(_("Publicity period ended"), facts.award.publicity_until)
    if facts.contract is None:
        return
    if facts.contract.signed_at is not None:
        yield Event(
            _("Contract signed"),
            facts.contract.signed_at,
            _("The service is due by %(time)s.", time=period_end(facts.contract.due_at)),
            tone="success",
        )
    yield from _milestones(facts)
    for record in facts.records:
        tone = "danger" if record.kind in {RecordKind.DEMAND, RecordKind.DEFECT, RecordKind.TERMINATION} else "neutral"
        yield Event(headline(record), record.at, record.reason, "#since-the-signing", tone)
    if facts.rating is not None:
        yield Event(
            _("Rated by the department"),
            facts.rating.at,
            _("%(score)s out of 5", score=f"{facts.rating.score:.1f}"),
            "#rating",
        )


def _milestones(facts: Dossier) -> Iterator[Event]:
    milestones = facts.contract.milestones if facts.contract else []
    service = [milestone for milestone in milestones if not milestone.is_retention]
    for milestone in milestones:
        if milestone.is_retention:
            yield from _kept_back(milestone, facts.payments.get(milestone.id))
            continue
        place = {"number": service.index(milestone) + 1, "count": len(service)}
        if milestone.delivered_at is not None:
            yield Event(_("Part %(number)s of %(count)s delivered", **place), milestone.delivered_at)
        if milestone.accepted_at is not None:
            in_silence = _("The department let its time pass, so it counts as accepted.")
            yield Event(
                _("Part %(number)s of %(count)s accepted", **place),
                milestone.accepted_at,
                "" if milestone.accepted_by else in_silence,
                tone="success" if milestone.accepted_by else "warning",
            )
        payment = facts.payments.get(milestone.id)
        if payment is not None:
            yield Event(
                _("Part %(number)s of %(count)s paid", **place),
                payment.settled_at,
                money(payment.amount),
                tone="success",
            )


def _kept_back(part: Milestone, payment: Payment | None) -> Iterator[Event]:
    if part.delivered_at is not None:
        yield Event(_("Retention money: what was mended was handed over"), part.delivered_at)
    if part.accepted_at is not None:
        yield Event(_("Retention money payable"), part.accepted_at, money(part.amount), tone="success")
    if payment is not None:
        yield Event(_("Retention money paid"), payment.settled_at, money(payment.amount), tone="success")


def _still_kept(part: Milestone) -> Event:
    """What is kept back after the service, and until when or for what."""
    amount = money(part.amount)
    if part.state is MilestoneState.KEPT:
        until = period_end(part.kept_until)
        return Event(
            _("Retention money is kept back"),
            None,
            _("%(amount)s until %(time)s", amount=amount, time=until),
            state=CURRENT,
        )
    is_mended = part.state is MilestoneState.DELIVERED
    what = _("What was mended is examined") if is_mended else _("A defect is claimed; the provider mends it")
    return Event(what, None, amount, tone="warning", state=CURRENT)


def _present(facts: Dossier) -> Iterator[Event]:
    state = facts.tender.state
    if facts.takes_bids:
        until = _(
            "Sealed bids are received until %(time)s; nobody can read them.", time=deadline(facts.tender.deadline_at)
        )
        yield Event(_("Open for bids"), None, until, state=CURRENT)
    elif facts.award is not None:
        yield from _after_the_award(facts, facts.award)
    elif facts.replaced_by:
        again = f"/tenders/{facts.replaced_by}"
        yield Event(_("Issued again as %(ref)s", ref=facts.replaced_by), None, "", again, state=CURRENT)
    else:
        waiting = while_prices_are_sealed() | {
            TenderState.PUBLISHED: _("The deadline has passed; the bids are being frozen"),
            TenderState.CLOSED: _("The department opens the bids"),
            TenderState.OPENED: _("The bids are evaluated"),
            TenderState.SELECTED: _("The award notice is being prepared"),
            TenderState.FALLEN_THROUGH: _("The department decides: the next in rank, or a failed tender"),
        }
        if state in waiting:
            yield Event(waiting[state], state=CURRENT)


def _after_the_award(facts: Dossier, award: Award) -> Iterator[Event]:
    if facts.in_publicity:
        until = _("Until %(time)s anybody may object.", time=period_end(award.publicity_until))
        yield Event(_("Publicity period"), None, until, state=CURRENT)
    elif facts.contract is None or facts.contract.signed_at is None:
        yield _unsigned(facts, award)
    elif facts.contract.state is ContractState.ACTIVE:
        yield Event(_("The provider is at work"), state=CURRENT)
        for part in facts.contract.milestones:
            if part.id in facts.days_late:
                yield Event(_late(part.title, facts.days_late[part.id]), tone="danger", state=CURRENT)
    else:
        if any(part.state is MilestoneState.ACCEPTED for part in facts.contract.milestones):
            yield Event(_("The department pays"), state=CURRENT)
        for part in facts.contract.milestones:
            if part.goes_on and part.state in OPEN_PARTS | {MilestoneState.KEPT}:
                yield _still_kept(part)


def _late(part: str, days: int) -> str:
    return str(
        ngettext(
            "Late: “%(part)s” was due %(num)s working day ago",
            "Late: “%(part)s” was due %(num)s working days ago",
            days,
            part=part,
        )
    )


def _unsigned(facts: Dossier, award: Award) -> Event:
    """Who signs, and by when or since when too late: both sides see the same."""
    who = translate(facts.signing.who) if facts.signing else ""
    due_at = facts.signing.due_at if facts.signing else award.sign_by
    if facts.signing and facts.signing.is_overdue:
        late = _("Overdue since %(time)s. %(who)s.", time=period_end(due_at), who=who)
        return Event(_("Department and provider sign the contract"), None, late, tone="danger", state=CURRENT)
    by = _("To be signed by %(time)s.", time=period_end(due_at))
    return Event(_("Department and provider sign the contract"), None, f"{by} {who}".strip(), state=CURRENT)


def _future(facts: Dossier) -> Iterator[Event]:
    if facts.tender.state in ENDED_WITHOUT_AWARD or facts.tender.is_notice_only:
        return
    contract = facts.contract
    ahead = (
        (facts.tender.opened_at is None and facts.tender.state is not TenderState.CLOSED, _("Bids opened")),
        (facts.selection is None, _("Selection, with published evidence")),
        (facts.award is None, _("Award notice and publicity period")),
        (contract is None and (facts.award is None or facts.in_publicity), _("Contract")),
        (contract is None or contract.signed_at is None, _("Delivery and acceptance")),
        (contract is None or contract.state not in RATEABLE, _("Payment")),
        (facts.rating is None, _("Rating by the department")),
    )
    yield from (Event(title, state=UPCOMING) for is_ahead, title in ahead if is_ahead)
