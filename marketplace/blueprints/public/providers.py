"""One provider with everything that is said of it."""

from dataclasses import fields

from flask import redirect, render_template
from werkzeug.wrappers import Response

from marketplace.blueprints.public import masks, rows
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.work import current_actor, now, reading, today
from marketplace.domain.awards import queries as awards
from marketplace.domain.bids import queries as bids
from marketplace.domain.complaints import queries as complaints
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.certificates import Validity
from marketplace.domain.organisations.commitments import COMMITMENTS
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.queries import Shown
from marketplace.domain.organisations.rules import LEGAL_FORMS, LegalForm
from marketplace.domain.organisations.states import CommitmentKind, OrganisationState
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.ratings.rules import SUFFICIENT, Stars
from marketplace.kernel.database import AnyRow
from marketplace.kernel.i18n import Text, mark

PATH = "/providers"
MOVED = 301

DIMENSIONS: dict[str, Text] = {
    "quality": mark("Quality"),
    "timeliness": mark("Timeliness"),
    "fees": mark("Fees"),
    "conduct": mark("Conduct"),
    "compliance": mark("Compliance"),
}


def show(number: int, slug: str = "") -> Response | str:
    """One provider; an address with another name leads to the right one."""
    agency = queries.provider(reading(), number)
    if slug != agency.slug:
        return redirect(provider_path(agency.id, agency.slug), MOVED)
    standing = ratings.standings(reading(), [agency.id], now()).get(agency.id)
    is_known = current_actor().sits(agency.id) or contracts.deals_with(reading(), current_actor(), agency.id)
    return render_template(
        "public/providers/show.html",
        agency=agency,
        form=translate(LEGAL_FORMS[LegalForm(agency.legal_form)]),
        is_disputed=queries.is_disputed(reading(), agency.id),
        has_left=agency.state is OrganisationState.WITHDRAWN,
        offers=queries.offers(reading(), agency.id, today()),
        certificates=[one for one in queries.qualifications(reading(), agency.id, today()) if _is_relied_on(one)],
        people=queries.holdings(reading(), agency.id, today()).practitioners,
        commitments=[(COMMITMENTS[row.SignedCommitment.kind], row.SignedCommitment) for row in _signed(agency)],
        evidence_path=_evidence_path(agency),
        contact=_plain(agency) if is_known else _masked(agency),
        is_masked=not is_known,
        standing=standing,
        sufficient=SUFFICIENT,
        ratings=ratings.of_supplier(reading(), agency.id, now()),
        dimensions=[(field.name, translate(DIMENSIONS[field.name])) for field in fields(Stars)],
        awards=rows.awards(awards.won_by(reading(), agency.id)),
        bids=bids.count_public(reading(), agency.id),
        rulings=complaints.published_of(reading(), respondent_id=agency.id),
    )


def _is_relied_on(shown: Shown) -> bool:
    return shown.validity is not Validity.TAKEN_OFF


def _signed(agency: Organisation) -> list[AnyRow]:
    """The newest wording of each kind that was signed."""
    newest: dict[CommitmentKind, AnyRow] = {}
    for row in queries.commitments(reading(), agency.id):
        newest.setdefault(row.SignedCommitment.kind, row)
    return [newest[kind] for kind in COMMITMENTS if kind in newest]


def _evidence_path(agency: Organisation) -> str:
    may_see = queries.may_see_evidence(reading(), current_actor(), agency)
    return f"{PATH}/{agency.id}/evidence" if may_see else ""


def _masked(agency: Organisation) -> dict[str, str]:
    return {
        "person": masks.person(agency.contact_name),
        "phone": masks.phone(agency.contact_phone),
        "email": masks.email(agency.contact_email),
    }


def _plain(agency: Organisation) -> dict[str, str]:
    """For its own people and for departments that have a contract with it."""
    return {"person": agency.contact_name, "phone": agency.contact_phone, "email": agency.contact_email}
