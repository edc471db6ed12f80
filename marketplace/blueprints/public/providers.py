"""One provider with everything that is said of it."""

from flask import redirect, render_template
from werkzeug.wrappers import Response

from marketplace.blueprints.public import composites, masks, record, statements
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.unchanged import made_of
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, reading, today
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.directory import queries as directory
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.rules import LEGAL_FORMS, LegalForm
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.database import AnyRow

PATH = "/providers"
MOVED = 301


def show(number: int, slug: str = "") -> Response | str:
    """One provider; an address with another name leads to the right one."""
    agency, written = directory.provider(reading(), number, today(), now())
    if slug != agency.slug:
        return redirect(provider_path(agency.id, agency.slug), MOVED)
    made_of(directory.stamp_of([agency], today()))
    actor = current_actor()
    is_known = actor is not ANYONE and (actor.sits(agency.id) or contracts.deals_with(reading(), actor, agency.id))
    markets = directory.markets_of(reading(), [one["code"] for one in written["prices"]])
    composed = composites.composite_of(written)
    return render_template(
        "public/providers/show.html",
        agency=agency,
        name=in_language(agency.name, agency.name_en),
        path=provider_path(agency.id, agency.slug),
        form=translate(LEGAL_FORMS[LegalForm(agency.legal_form)]),
        has_left=agency.state is OrganisationState.WITHDRAWN,
        offers=statements.services(written, today()),
        certificates=statements.certificates(written, today()),
        people=directory.people(reading(), agency.id, today()) if agency.people else (),
        commitments=statements.commitments(written),
        evidence_path=f"{PATH}/{agency.id}/evidence" if may_see_evidence(agency.id) else "",
        contact=_plain(agency) if is_known else _masked(agency),
        is_masked=not is_known,
        standing=written["rating"],
        stars=record.stars(written["rating"]),
        grades=[record.grade(one) for one in written["grades"]],
        composed=composed,
        composed_parts=[(translate(composites.PARTS[one.name]), one.share, one.stars) for one in composed.parts],
        score=float(written["rating"]["star"]) if written["rating"]["star"] else None,
        has_more_ratings=written["rating"]["said"] > len(written["ratings"]),
        sufficient=SUFFICIENT,
        figures=written["figures"],
        course=record.course(written["figures"]),
        kept=record.service_kept(written["figures"]),
        trouble=record.trouble(written),
        prices=record.prices(written, markets),
        ratings=record.ratings(written["ratings"]),
        awards=record.wins(written),
        rulings=record.rulings(written),
    )


def may_see_evidence(number: int) -> bool:
    """Whether this reader may see the agency's files and the names of its people."""
    actor = current_actor()
    return actor is not ANYONE and queries.may_see_evidence(reading(), actor, queries.provider(reading(), number))


def _masked(agency: AnyRow) -> dict[str, str]:
    return {
        "person": masks.person(agency.contact_name),
        "phone": masks.phone(agency.contact_phone),
        "email": masks.email(agency.contact_email),
    }


def _plain(agency: AnyRow) -> dict[str, str]:
    """For its own people and for departments that have a contract with it."""
    return {"person": agency.contact_name, "phone": agency.contact_phone, "email": agency.contact_email}
