"""Whoever wants to buy with funds of its own enters: an enterprise, checked for form, or a person, at once."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from marketplace.blueprints.buyer.desk import Answer
from marketplace.blueprints.supplier.forms import ParticularsForm
from marketplace.blueprints.web.fields import RadiosField, choices
from marketplace.blueprints.web.standing import organisations as standing
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_account, current_actor, reading
from marketplace.domain.organisations import operations, queries
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import FORMAL_CHECK_WORKING_DAYS, Individual
from marketplace.domain.organisations.states import REGISTRATION, BuyerKind, OrganisationKind
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text, mark

registration = Blueprint("registration", __name__)

KINDS: dict[BuyerKind, Text] = {
    BuyerKind.ENTERPRISE: mark("An enterprise or another body, with private funds"),
    BuyerKind.STATE_ENTERPRISE: mark("A state enterprise or public institution, with funds of its own"),
}
COMMITMENT = _l("We state that these answers are true, and that we pay for what we buy out of funds of our own.")


class BuyerForm(ParticularsForm):
    """An enterprise that buys."""

    buyer_kind = RadiosField(_l("Whose funds pay"))
    has_committed = BooleanField(COMMITMENT)

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(**kwargs)
        self.buyer_kind.choices = choices(KINDS.items())


class PersonForm(FlaskForm):  # type: ignore[misc]
    """A natural person who buys; no number of an identity document is asked."""

    name = StringField(
        _l("Your full name"), description=_l("Only the first character is ever public. Whom you award to reads it all.")
    )
    contact_phone = StringField(_l("Telephone"))
    contact_email = StringField(_l("E-mail for the market's mails"))
    has_committed = BooleanField(_l("I state that these answers are true, and that I pay out of my own funds."))


@registration.route("/register", methods=["GET", "POST"])
def register() -> Answer:
    """An enterprise says who it is and whose funds pay."""
    account = current_account()
    form = BuyerForm(
        contact_name=account and account.name,
        contact_email=account and account.email,
        buyer_kind=BuyerKind.ENTERPRISE,
    )
    return form_page(
        form,
        "buyer/register.html",
        act=lambda uow: operations.register_buyer(
            uow, BuyerKind(form.buyer_kind.data), form.particulars(), has_committed=form.has_committed.data
        ),
        then=_status,
        done=_("The registration is handed in."),
        days=FORMAL_CHECK_WORKING_DAYS,
        corrected=None,
    )


@registration.route("/register/person", methods=["GET", "POST"])
def register_person() -> Answer:
    """A person says who they are; nothing has to be checked."""
    account = current_account()
    form = PersonForm(name=account and account.name, contact_email=account and account.email)

    return form_page(
        form,
        "buyer/register_person.html",
        act=lambda uow: operations.register_person(
            uow,
            Individual(
                name=form.name.data or "",
                contact_phone=form.contact_phone.data or "",
                contact_email=form.contact_email.data or "",
            ),
            has_committed=form.has_committed.data,
        ),
        then=_status,
        done=_("You are registered and can tender."),
    )


@registration.get("/registration/<ref>")
def status(ref: str) -> str:
    """Where the registration stands."""
    found = _own(ref)
    return render_template(
        "buyer/registration.html",
        buyer=found,
        stands=standing.of_organisation(found),
        may_correct=REGISTRATION.allows(found.state, "correct"),
    )


@registration.route("/registration/<ref>/correct", methods=["GET", "POST"])
def correct(ref: str) -> Answer:
    """Mend what was returned and send it again."""
    found = _own(ref)
    names = ("credit_code", "name", "name_en", "legal_form", "legal_representative")
    contacts = ("contact_name", "contact_phone", "contact_email")
    form = ParticularsForm(data={name: getattr(found, name) for name in (*names, *contacts)})
    if request.method == "GET" and not REGISTRATION.allows(found.state, "correct"):
        return status(ref)
    return form_page(
        form,
        "buyer/register.html",
        act=lambda uow: operations.correct_buyer(uow, ref, form.particulars()),
        then=_status,
        done=_("The corrected registration is handed in; the time for the check begins anew."),
        days=FORMAL_CHECK_WORKING_DAYS,
        corrected=found,
    )


def _own(ref: str) -> Organisation:
    found = queries.by_ref(reading(), current_actor(), ref)
    if found.kind is not OrganisationKind.BUYER or not current_actor().sits(found.id):
        raise NotFound
    return found


def _status(found: Organisation) -> str:
    return url_for("buyer.registration.status", ref=found.ref)
