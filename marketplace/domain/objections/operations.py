"""Objecting, answering, upholding, not taking up, withdrawing; and noting that the department is late."""

from sqlalchemy import select

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED, AwardState
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.objections import queries, rules
from marketplace.domain.objections.events import ObjectionFiled, ObjectionOverdue, ObjectionSettled
from marketplace.domain.objections.models import Objection
from marketplace.domain.objections.states import OBJECTION, ObjectionState, Remedy
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import holds
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import HoldKind
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def file(uow: UnitOfWork, tender_ref: str, agency_ref: str, facts: str, request: str) -> Objection:
    """Object to the award of a tender in its publicity period; from now on nobody signs (招标投标法实施条例 Art 54).

    Raises NotPermitted to whoever has no part in it and to the awarded agency, Conflict outside the period and to
    whoever objected before, Invalid (fields ``facts``, ``request``).
    """
    agency = uow.claim(Organisation, agency_ref, "objection:file")
    tender = uow.claim(Tender, tender_ref, "tender:see")
    found = queries.open_award(uow.session, tender.id, uow.now)
    award = uow.lock(Award, found.id) if found else None
    if award is None or award.state is not AwardState.PUBLICITY:
        raise Conflict(
            mark("Objections are taken in the publicity period of an award. A complaint is possible at any time.")
        )
    if not queries.is_interested(uow.session, agency, award):
        raise NotPermitted(
            mark("Providers that bid in this tender or offer its service may object, but not the one awarded.")
        )
    before = select(Objection.id).where(Objection.award_id == award.id, Objection.objector_id == agency.id)
    if uow.session.scalar(before) is not None:
        raise Conflict(
            mark("Your agency has objected to this award before. Whoever disagrees with the answer may complain.")
        )
    calendar = calendars.around(uow.session, uow.now)
    objection = uow.add(
        Objection(
            ref=uow.new_ref("Y"),
            tender_id=tender.id,
            award_id=award.id,
            objector_id=agency.id,
            state=OBJECTION.initial,
            facts=rules.said(facts, "facts", rules.LONGEST_FACTS),
            request=rules.said(request, "request", rules.LONGEST_REQUEST),
            filed_at=uow.now,
            filed_by=uow.actor.user_id,
            due_at=calendar.add_working_days(uow.now, rules.ANSWER_WITHIN),
        )
    )
    holds.place(uow, tender, HoldKind.SIGNING, objection.ref)
    uow.record("objection:file", objection, tender=tender.ref, award=award.ref)
    uow.emit(ObjectionFiled(objection.ref, award.ref, tender.ref))
    return objection


def withdraw(uow: UnitOfWork, ref: str) -> Objection:
    """Take it back; the signing waits for it no more."""
    tender, award = _locked(uow, ref)
    objection = uow.claim(Objection, ref, "objection:withdraw")
    _settle(uow, tender, award, objection, "withdraw")
    return objection


def dismiss(uow: UnitOfWork, ref: str, answer: str) -> Objection:
    """Do not take it up, e.g. for want of facts; the reason is published (field ``answer``)."""
    tender, award = _locked(uow, ref)
    objection = uow.claim(Objection, ref, "objection:answer")
    objection.answer = rules.said(answer, "answer", rules.LONGEST_ANSWER)
    _settle(uow, tender, award, objection, "dismiss")
    return objection


def answer(uow: UnitOfWork, ref: str, answer: str) -> Objection:
    """Answer it and let the award stand; the answer is published."""
    tender, award = _locked(uow, ref)
    objection = uow.claim(Objection, ref, "objection:answer")
    objection.answer = rules.said(answer, "answer", rules.LONGEST_ANSWER)
    _settle(uow, tender, award, objection, "answer")
    return objection


def uphold(uow: UnitOfWork, ref: str, answer: str, remedy: Remedy | None) -> Objection:
    """Find it right: the award ends, and the next in rank may follow or the tender fails, as `remedy` says.

    The rank is followed only where the method gives the same one without that bid; else the tender fails in any case
    (财政部令94号 Art 32: 合格供应商符合法定数量时可以依法另行确定，否则重新开展采购活动).
    """
    tender, award = _locked(uow, ref)
    objection = uow.claim(Objection, ref, "objection:answer")
    objection.answer = rules.said(answer, "answer", rules.LONGEST_ANSWER)
    if remedy is None:
        raise Invalid(fields={"remedy": mark("Choose what follows.")})
    objection.remedy = remedy
    _settle(uow, tender, award, objection, "uphold")
    unsigned.withdraw(uow, tender, award, objection.answer, leave_out=remedy is Remedy.LEAVE_OUT)
    return objection


def mark_overdue(uow: UnitOfWork, ref: str) -> Objection:
    """Note that the department has not answered in time; the signing goes on waiting. Idempotent."""
    objection = uow.claim(Objection, ref, "objection:mark_overdue")
    if objection.state is ObjectionState.FILED and objection.overdue_at is None:
        if uow.now < objection.due_at:
            raise Conflict(mark("There is still time to answer."))
        objection.overdue_at = uow.now
        uow.record("objection:mark_overdue", objection, due_at=objection.due_at.isoformat())
        award = uow.session.get_one(Award, objection.award_id)
        tender = uow.session.get_one(Tender, objection.tender_id)
        uow.emit(ObjectionOverdue(objection.ref, award.ref, tender.ref))
    return objection


def _locked(uow: UnitOfWork, ref: str) -> tuple[Tender, Award]:
    """The tender and the award before the objection, in the order in which every stage takes them."""
    found = uow.session.execute(select(Objection.tender_id, Objection.award_id).where(Objection.ref == ref)).first()
    if found is None:
        raise NotFound
    return uow.lock(Tender, found.tender_id), uow.lock(Award, found.award_id)


def _settle(uow: UnitOfWork, tender: Tender, award: Award, objection: Objection, action: str) -> None:
    """Whoever has waited for the answer has as much time to sign as without the objection."""
    before = objection.state
    objection.state = OBJECTION.after(before, action)
    objection.settled_at, objection.settled_by = uow.now, uow.actor.user_id
    holds.lift(uow, objection.ref)
    if award.state not in ENDED:
        calendar = calendars.around(uow.session, uow.now)
        award.sign_by = max(award.sign_by, calendar.add_working_days(uow.now, tender.limits.sign_within))
    uow.record(f"objection:{action}", objection, before=before, after=objection.state)
    uow.emit(ObjectionSettled(objection.ref, award.ref, tender.ref, objection.state))
