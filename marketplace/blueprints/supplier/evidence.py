"""What an agency shows: its statements on services, certificates, practitioners and commitments."""

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import not_now, own_agency
from marketplace.blueprints.supplier.evidence_forms import (
    CommitmentForm,
    LastDayForm,
    PractitionerForm,
    QualificationForm,
    StatementForm,
)
from marketplace.blueprints.web.fields import whole
from marketplace.blueprints.web.standing import organisations as standing
from marketplace.blueprints.web.submit import ConfirmForm, form_page
from marketplace.blueprints.web.uploads import upload_page
from marketplace.blueprints.web.work import providers, reading, today
from marketplace.domain.documents import operations as documents
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.certificates import IN_FORCE, WARNING_DAYS, Validity
from marketplace.domain.organisations.commitments import COMMITMENTS
from marketplace.domain.organisations.models import Organisation, Qualification
from marketplace.domain.organisations.queries import Offer, Shown
from marketplace.domain.organisations.states import CommitmentKind, OrganisationState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]


def offer(ref: str, code: str) -> Page:
    """State how the agency works for one of its services."""
    found = own_agency(ref)
    if found.state is not OrganisationState.ACTIVE:
        return not_now(found)
    offered = _offer(found, code)
    service = offered.service
    form = StatementForm(obj=service, data={"price_mode": service.price_mode})
    return form_page(
        form,
        "supplier/statement.html",
        act=lambda uow: organisations.state_service(uow, ref, code, form.statement()),
        then=lambda _service: url_for("supplier.agency", ref=ref),
        done=_("The statement is published."),
        agency=found,
        item=offered.item,
    )


def evidence(ref: str) -> str:
    """Everything the agency shows, and what it should look after."""
    found = own_agency(ref)
    shown = queries.qualifications(reading(), found.id, today())
    signed = queries.commitments(reading(), found.id)
    return render_template(
        "supplier/evidence.html",
        agency=found,
        may_change=found.state is OrganisationState.ACTIVE,
        shown=shown,
        stands={one.certificate.ref: standing.of_certificate(one) for one in shown},
        to_renew=to_renew(shown),
        inactive=[one for one in queries.offers(reading(), found.id, today()) if one.was_valid_to],
        practitioners=queries.practitioners(reading(), found.id),
        commitments=COMMITMENTS,
        signed={row.SignedCommitment.kind: row for row in reversed(signed)},
        past=[row for row in signed if row.SignedCommitment.version != COMMITMENTS[row.SignedCommitment.kind].version],
        warning_days=WARNING_DAYS,
    )


def to_renew(shown: list[Shown]) -> list[Shown]:
    """Certificates that expire soon or have expired, and that no other one of the same name outlasts."""
    return [
        one
        for one in shown
        if one.validity in {Validity.EXPIRES_SOON, Validity.EXPIRED}
        and not any(
            other.validity in {*IN_FORCE, Validity.FUTURE}
            and other.certificate.name == one.certificate.name
            and _outlasts(other.certificate, one.certificate)
            for other in shown
        )
    ]


def add_qualification(ref: str) -> Page:
    """Show a certificate: its file is stored first, and becomes a document in the act's own transaction."""
    found = own_agency(ref)
    if found.state is not OrganisationState.ACTIVE:
        return not_now(found)
    form = QualificationForm()

    def act(uow: UnitOfWork, stored: StoredFile) -> Qualification:
        document = documents.register(uow, stored, organisation_id=found.id)
        return organisations.add_qualification(uow, ref, form.certificate(), document.ref)

    return upload_page(
        form,
        "supplier/qualification.html",
        act=act,
        then=lambda _shown: url_for("supplier.evidence", ref=ref),
        done=_("The certificate is shown."),
        agency=found,
        warning_days=WARNING_DAYS,
    )


def take_off(ref: str) -> Page:
    """No longer rely on a certificate."""
    certificate = queries.qualification(reading(), ref)
    found = _agency_of(certificate.organisation_id)
    if found.state is not OrganisationState.ACTIVE:
        return not_now(found)
    return form_page(
        ConfirmForm(),
        "supplier/take_off.html",
        act=lambda uow: organisations.take_off_qualification(uow, ref),
        then=lambda _taken: url_for("supplier.evidence", ref=found.ref),
        done=_("The certificate is taken off."),
        agency=found,
        certificate=certificate,
    )


def add_practitioner(ref: str) -> Page:
    """Name a person who holds a professional certificate."""
    found = own_agency(ref)
    if found.state is not OrganisationState.ACTIVE:
        return not_now(found)
    form = PractitionerForm()
    return form_page(
        form,
        "supplier/practitioner.html",
        act=lambda uow: organisations.add_practitioner(uow, ref, form.person(), providers().identity_digest),
        then=lambda _named: url_for("supplier.evidence", ref=ref),
        done=_("The person is named."),
        agency=found,
    )


def end_practitioner(ref: str) -> Page:
    """Say when a person last works for the agency."""
    person = queries.practitioner(reading(), ref)
    found = _agency_of(person.organisation_id)
    if found.state is not OrganisationState.ACTIVE:
        return not_now(found)
    form = LastDayForm(data={"last_day": today()})
    return form_page(
        form,
        "supplier/last_day.html",
        act=lambda uow: organisations.end_practitioner(uow, ref, form.last_day.data),
        then=lambda _ended: url_for("supplier.evidence", ref=found.ref),
        done=_("The last day is written down."),
        agency=found,
        person=person,
    )


def commit(ref: str, kind: str) -> Page:
    """Sign a commitment in writing for the agency."""
    found = own_agency(ref)
    if found.state is not OrganisationState.ACTIVE:
        return not_now(found)
    if kind not in set(CommitmentKind):
        abort(404)
    wording = COMMITMENTS[CommitmentKind(kind)]
    form = CommitmentForm(data={"version": wording.version})
    return form_page(
        form,
        "supplier/commitment.html",
        act=lambda uow: organisations.sign_commitment(
            uow, ref, CommitmentKind(kind), whole(form.version.data) or 0, has_agreed=form.has_agreed.data
        ),
        then=lambda _signed: url_for("supplier.evidence", ref=ref),
        done=_("The commitment is signed and published."),
        agency=found,
        wording=wording,
    )


def _offer(agency: Organisation, code: str) -> Offer:
    for offered in queries.offers(reading(), agency.id, today()):
        if offered.item.code == code:
            return offered
    raise NotFound


def _agency_of(organisation_id: int) -> Organisation:
    """The reader's own agency with this key; raises NotFound for any other."""
    return own_agency(reading().get_one(Organisation, organisation_id).ref)


def _outlasts(other: Qualification, one: Qualification) -> bool:
    return one.valid_to is not None and (other.valid_to is None or other.valid_to > one.valid_to)
