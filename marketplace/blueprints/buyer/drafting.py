"""Drafts: choose an item of the catalogue, decide the terms, correct them, hand them to a second person."""

from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer import checked
from marketplace.blueprints.buyer.desk import Answer, demand, not_now, own_tender, versioned
from marketplace.blueprints.buyer.direct_choice import NO_CHOICE, DirectChoice
from marketplace.blueprints.buyer.sketches import as_typed, show_number, typed_before
from marketplace.blueprints.buyer.terms import TermsForm, values_of
from marketplace.blueprints.buyer.who_qualifies import narrowing
from marketplace.blueprints.web.findings import Shown
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, now, reading, workplaces
from marketplace.domain.budgets import queries as budgets
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.rules import may_be_bought_by_applicant, may_be_tendered_by_department
from marketplace.domain.organisations import queries as agencies
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regions import queries as regions
from marketplace.domain.tenders import drafting as beside
from marketplace.domain.tenders import operations, reports, routings, shortlisting
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Invalid, NotPermitted
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

drafting = Blueprint("drafting", __name__, url_prefix="/tenders")

LONGEST_SEARCH = 100
CHECK = "check"
"""The button that checks and saves nothing."""


@drafting.get("/new")
def choose() -> str:
    """The catalogue: what a department may put out to tender; a search also finds the rest and says why not."""
    _drafters_only()
    words = request.args.get("q", "")[:LONGEST_SEARCH]
    found = [(item, _refusal(item)) for item in catalogue.items(reading(), q=words)]
    return render_template(
        "buyer/choose_item.html",
        q=words,
        open_items=[item for item, refusal in found if refusal is None],
        shut_items=[(item, refusal) for item, refusal in found if refusal is not None],
    )


@drafting.route("/new/<code>", methods=["GET", "POST"])
def draft(code: str) -> Answer:
    """A new tender for one item; ``?pattern=T-…`` begins with the terms of an earlier one of the same department.

    Whoever has typed something for the item already sees that first, and chooses between it and the copy.
    """
    _drafters_only()
    pattern = request.args.get("pattern", "")
    item = catalogue.get(reading(), code)
    own = _with_own_funds(item)
    lines = _lines(current_actor().organisations(Role.DRAFTER))
    buyers = {line.ref: succession.present_id(reading(), line.organisation_id) for line in lines}
    places = set(buyers.values()) or current_actor().organisations(Role.DRAFTER)
    home = own or reading().get_one(Organisation, min(places))
    begun = typed_before(item.code)
    form = TermsForm(
        item,
        None if own else lines,
        regions.everywhere(reading()),
        lambda terms: routings.of_terms(reading(), home, item.code, terms, now()),
        _direct_choice(home, item) if own else NO_CHOICE,
        data={"region_code": home.region_code} | _copied(pattern, lines),
        **as_typed(begun),
    )
    show_number(form, begun)
    refs = {place.organisation_id: place.ref for place in workplaces()}

    def act(uow: UnitOfWork) -> Tender:
        if own:
            tender = operations.draft(uow, own.ref, item.code, "", form.terms())
            beside.forget(uow, own.ref, item.code)
            return tender
        line = form.budget_line.data or ""
        if line not in buyers:
            raise Invalid(fields={"budget_line": mark("Choose a budget line of your department.")})
        tender = operations.draft(uow, refs[buyers[line]], item.code, line, form.terms())
        beside.forget(uow, refs[buyers[line]], item.code)
        return tender

    return _terms_page(
        form,
        act,
        item=item,
        refusal=None if own else may_be_tendered_by_department(item),
        lines=lines,
        tender=None,
        begun=begun,
        pattern=pattern,
        steps=narrowing(item, form.terms().conditions),
        findings=_checked(form, item),
    )


@drafting.route("/<ref>/edit", methods=["GET", "POST"])
def edit(ref: str) -> Answer:
    """Correct a draft. What a colleague saved meanwhile is shown beside what was typed here."""
    tender = own_tender(ref)
    demand("tender:edit", tender)
    if stop := not_now(tender, "edit"):
        return stop
    item = catalogue.get(reading(), tender.item_code)
    line = reading().get_one(BudgetLine, tender.budget_line_id) if tender.budget_line_id else None
    lines = [
        *_lines(succession.family(reading(), tender.buyer_id)),
        *([line] if line and not _is_current(line) else []),
    ]
    begun = typed_before(ref)
    buyer = reading().get_one(Organisation, tender.buyer_id)
    form = TermsForm(
        item,
        lines if line else None,
        regions.everywhere(reading()),
        lambda terms: routings.of_terms(reading(), buyer, item.code, terms, now()),
        NO_CHOICE if line else _direct_choice(buyer, item),
        data=values_of(tender, line),
        **as_typed(begun),
    )
    show_number(form, begun)

    def act(uow: UnitOfWork) -> Tender:
        with versioned(form, ref) as version:
            edited = operations.edit(uow, ref, (form.budget_line.data or "") if line else "", form.terms(), version)
            beside.forget(uow, buyer.ref, ref)
            return edited

    return _terms_page(
        form,
        act,
        item=item,
        refusal=None,
        lines=lines,
        tender=tender,
        begun=begun,
        steps=narrowing(item, form.terms().conditions),
        findings=_checked(form, item, tender),
    )


@drafting.post("/<ref>/submit")
def submit(ref: str) -> Answer:
    """Hand the draft to an approver."""
    own_tender(ref)
    return act_and_return(
        lambda uow: operations.submit(uow, ref),
        lambda _done: url_for("buyer.tenders.show", ref=ref),
        _("The tender is submitted. Another person of your department approves it or returns it to you."),
    )


@drafting.post("/<ref>/reissue")
def reissue(ref: str) -> Answer:
    """Start again with the terms of a failed tender."""
    own_tender(ref)
    return act_and_return(
        lambda uow: operations.reissue(uow, ref),
        lambda new: url_for("buyer.tenders.show", ref=new.ref if new else ref),
        _("A new draft with the same terms is ready. Check it, then submit it for approval."),
    )


def _terms_page(form: TermsForm, act: Callable[[UnitOfWork], Tender], **shown: Any) -> Answer:  # noqa: ANN401
    """Save what was typed; asked to check it, only say what is wrong with it and who remains eligible."""
    if request.method == "POST" and CHECK in request.form:
        form.validate()
        return render_template("buyer/terms_form.html", form=form, **shown)
    return form_page(
        form,
        "buyer/terms_form.html",
        act=act,
        then=_show,
        done=_("The draft is saved. Read it once more and submit it for approval."),
        **shown,
    )


def _refusal(item: ServiceItem) -> Text | None:
    """Why nobody for whom the reader drafts may buy it; None where somebody may."""
    drafts = [seat for seat in current_actor().seats if seat.role is Role.DRAFTER]
    found = [may_be_bought_by_applicant(item)] if any(seat.on_own_account for seat in drafts) else []
    found += [may_be_tendered_by_department(item)] if any(not seat.on_own_account for seat in drafts) else []
    return None if None in found else found[-1]


def _with_own_funds(item: ServiceItem) -> Organisation | None:
    """For whom the reader buys it with own funds: what a department commissions, nobody does."""
    if may_be_bought_by_applicant(item) is not None:
        return None
    own = [seat.organisation_id for seat in current_actor().seats if seat.role is Role.DRAFTER and seat.on_own_account]
    return reading().get_one(Organisation, min(own)) if own else None


def _direct_choice(buyer: Organisation, item: ServiceItem) -> DirectChoice:
    return DirectChoice(
        agencies.to_invite(reading(), item.code, day_of(now())),
        shortlisting.usable(reading(), buyer.id, item.code, now()),
    )


def _drafters_only() -> None:
    if not current_actor().has(Role.DRAFTER):
        raise NotPermitted(mark("Only a drafter of a department starts a tender."))


def _checked(form: TermsForm, item: ServiceItem, tender: Tender | None = None) -> dict[str, list[Shown]]:
    """What the restriction check says of the terms as typed, by field."""
    given = reports.overrides(reading(), tender.id) if tender else ()
    return checked.by_field(form.terms(), item, form.routing, given)


def _copied(pattern: str, lines: Collection[BudgetLine]) -> dict[str, Any]:
    """The terms of an own tender that is taken as a pattern: no dates, no number, no budget line of another year."""
    if not pattern:
        return {}
    tender = own_tender(pattern)
    line = reading().get_one(BudgetLine, tender.budget_line_id) if tender.budget_line_id else None
    values = values_of(tender, line)
    del values["version"]
    if values["budget_line"] not in {line.ref for line in lines}:
        del values["budget_line"]
    return values


def _lines(departments: Collection[int]) -> list[BudgetLine]:
    """The lines that may still pay for a tender."""
    return [line for line in budgets.lines_of(reading(), departments) if _is_current(line)]


def _is_current(line: BudgetLine) -> bool:
    return line.fiscal_year >= day_of(now()).year


def _show(tender: Tender) -> str:
    return url_for("buyer.tenders.show", ref=tender.ref)
