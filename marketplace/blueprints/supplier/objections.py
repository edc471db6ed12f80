"""Objecting to an award, and what the agency's objections have come to."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import active_agencies, agency_ids, bidding_agency
from marketplace.blueprints.web.fields import ParagraphsField
from marketplace.blueprints.web.objections import objection_list, objection_page
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.objections import operations, queries, rules
from marketplace.domain.objections.models import Objection
from marketplace.domain.tenders import queries as tenders
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

NOT_YET = mark("Only a provider whose registration has passed may object.")


class ObjectionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What is wrong, and what is asked for."""

    facts = ParagraphsField(
        _l("Facts and what shows them"),
        longest=rules.LONGEST_FACTS,
        description=_l("Say what is wrong with the result and what shows it. The department and regulators read it."),
    )
    request = ParagraphsField(_l("What you ask for"), longest=rules.LONGEST_REQUEST)


def object_to(ref: str) -> Response | str | tuple[str, int]:
    """Object to the award of a tender while its notice stands."""
    tender = tenders.see(reading(), current_actor(), ref)
    agency = bidding_agency()
    award = queries.open_award(reading(), tender.id, now())
    form = ObjectionForm()

    def act(uow: UnitOfWork) -> Objection:
        if agency is None:
            raise NotPermitted(NOT_YET)
        return operations.file(uow, ref, agency.ref, form.facts.data or "", form.request.data or "")

    may_object = award is not None and agency is not None and queries.is_interested(reading(), agency, award)
    return form_page(
        form,
        "supplier/object.html",
        act=act,
        then=lambda objection: url_for("supplier.objection", ref=objection.ref),
        done=_("Your objection is with the department. Until it has answered, no contract is signed."),
        tender=tender,
        award=award,
        agency=agency,
        others=[each for each in active_agencies() if agency is not None and each.id != agency.id],
        may_object=may_object,
        days=rules.ANSWER_WITHIN,
    )


def objections() -> str:
    """All that the reader's agencies filed."""
    return objection_list("supplier", "supplier.objection", queries.of_objectors(reading(), agency_ids()))


def objection(ref: str) -> str:
    """One of them."""
    return objection_page(ref, "supplier")


def withdraw_objection(ref: str) -> Response:
    """Take it back."""
    queries.see(reading(), current_actor(), ref)
    return act_and_return(
        lambda uow: operations.withdraw(uow, ref),
        lambda _done: url_for("supplier.objection", ref=ref),
        _("The objection is withdrawn."),
    )
