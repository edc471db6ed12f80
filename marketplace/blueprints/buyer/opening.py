"""Closing and opening: how many envelopes there are, who has handed in keys, and ending an opening that does not."""

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, demand, may, not_now, own_tender
from marketplace.blueprints.buyer.forms import OpenerForm
from marketplace.blueprints.web.fields import choices
from marketplace.blueprints.web.freshness import freshly_signed_in
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.bids import operations
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.sittings import AWAITS_KEYS
from marketplace.domain.openers import queries as openers
from marketplace.domain.tenders import policies
from marketplace.kernel.unit_of_work import UnitOfWork

opening = Blueprint("opening", __name__, url_prefix="/tenders")


@opening.post("/<ref>/close")
def close(ref: str) -> Answer:
    """Freeze what was received, where the platform has not done so yet."""
    own_tender(ref)

    def act(uow: UnitOfWork) -> tuple[str, str]:
        if operations.close(uow, ref):
            return _("The tender is closed. What was received is frozen; what follows stands below."), "success"
        return _("The tender was closed before, or its deadline was moved. What holds now stands below."), "info"

    def then(said: tuple[str, str] | None) -> str:
        if said:
            flash(*said)
        return url_for("buyer.tenders.show", ref=ref)

    return act_and_return(act, then)


@opening.get("/<ref>/open")
def show(ref: str) -> Answer:
    """Who has handed in keys and who is missing; once their time is over, the button that ends the opening."""
    tender = own_tender(ref)
    open_by = bids.open_by(reading(), tender)
    is_over = tender.state in AWAITS_KEYS and open_by is not None and now() >= open_by
    return render_template(
        "buyer/opening.html",
        tender=tender,
        head=bids.closing_head(reading(), tender.id),
        policy=policies.current(reading(), tender.id),
        handed_in=dict(map(tuple, bids.handed_in(reading(), tender))),
        open_by=open_by,
        awaits_keys=tender.state in AWAITS_KEYS,
        own_key=bids.opener_of(reading(), current_actor(), tender),
        may_conclude=is_over and may("tender:conclude_opening", tender),
    )


@opening.route("/<ref>/openers", methods=["GET", "POST"])
def replace(ref: str) -> Answer:
    """Name another opener; the page says what it costs the bidders."""
    tender = own_tender(ref)
    demand("tender:amend", tender)
    if stop := not_now(tender, "replace_opener"):
        return stop
    policy = policies.current(reading(), tender.id)
    there = policy.openers if policy else ()
    form = OpenerForm()
    form.leaving.choices = choices(
        ((each.ref, f"{each.name}, {each.organisation}") for each in there), empty=_("Choose one")
    )
    form.coming.choices = choices(
        (
            (opener.ref, f"{person.name}, {in_language(organisation.name, organisation.name_en)}")
            for opener, organisation, person in openers.nameable(reading(), tender.buyer_id)
            if opener.ref not in {each.ref for each in there}
        ),
        empty=_("Choose one"),
    )
    return form_page(
        form,
        "buyer/replace_opener.html",
        act=lambda uow: operations.replace_opener(
            uow, ref, form.leaving.data or "", form.coming.data or "", form.reason.data or ""
        ),
        then=lambda _changed: url_for("buyer.tenders.show", ref=ref),
        done=_("The opener is replaced. Whoever has bid already is told to send the bid again."),
        tender=tender,
        policy=policy,
        silent=openers.silent(reading(), tender.openers),
        window=tender.limits.minimum_window(tender.ceiling),
    )


@opening.post("/<ref>/open/conclude")
@freshly_signed_in
def conclude(ref: str) -> Answer:
    """End an opening for which openers are missing."""
    own_tender(ref)
    return act_and_return(
        lambda uow: operations.conclude(uow, ref, providers().sealing),
        lambda _ended: url_for("buyer.tenders.show", ref=ref),
        _("The opening is ended. What came of it stands below."),
    )
