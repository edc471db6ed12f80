"""The regulator's yearly grade of an agency, with reason and evidence, and the agency's reply."""

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.ratings import queries
from marketplace.domain.ratings.events import GradeFiled, GradeReplied
from marketplace.domain.ratings.models import YearlyGrade
from marketplace.domain.ratings.operations import MOST_STARS, said
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

GRADED = frozenset({OrganisationState.ACTIVE, OrganisationState.WITHDRAWN})


def file_grade(uow: UnitOfWork, agency_ref: str, year: int, grade: int, reason: str, evidence: str) -> YearlyGrade:
    """Grade an agency with one to five for this year or the last: once a year, published at once.

    Raises Invalid by field (``year``, ``grade``, ``reason``, ``evidence``), Conflict for a year that has its grade.
    """
    agency = uow.claim(Organisation, agency_ref, "grade:file")
    if agency.kind is not OrganisationKind.AGENCY or agency.state not in GRADED:
        raise Conflict(mark("Only providers that are or were in the market are graded."))
    present = day_of(uow.now).year
    wrong: dict[str, Text] = {}
    if year not in {present - 1, present}:
        wrong["year"] = mark("A grade is for this year or the last.")
    if not 1 <= grade <= MOST_STARS:
        wrong["grade"] = mark("Give 1 to 5 stars.")
    texts = {}
    for field, written in (("reason", reason), ("evidence", evidence)):
        try:
            texts[field] = said(written, field)
        except Invalid as refusal:
            wrong |= refusal.fields
    if wrong:
        raise Invalid(fields=wrong)
    if queries.grade(uow.session, agency.id, year) is not None:
        raise Conflict(mark("This provider has its grade for that year already."))
    filed = uow.add(
        YearlyGrade(
            ref=uow.new_ref("G"),
            organisation_id=agency.id,
            year=year,
            grade=grade,
            **texts,
            at=uow.now,
            by=uow.actor.user_id,
        )
    )
    uow.record("grade:file", filed, agency=agency.ref, year=year, grade=grade)
    uow.emit(GradeFiled(agency.ref, filed.ref))
    return filed


def reply_to_grade(uow: UnitOfWork, grade_ref: str, text: str) -> YearlyGrade:
    """The agency's one reply, published beside the grade."""
    filed = uow.claim(YearlyGrade, grade_ref, "grade:reply")
    if filed.reply is not None:
        raise Conflict(mark("A reply was given already."))
    filed.reply, filed.replied_at = said(text, "reply"), uow.now
    uow.record("grade:reply", filed)
    uow.emit(GradeReplied(uow.session.get_one(Organisation, filed.organisation_id).ref, filed.ref))
    return filed
