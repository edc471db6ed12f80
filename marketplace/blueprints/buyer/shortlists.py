"""Short-lists: search the providers of a service, look, and lock what was found as the ground of a direct choice."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from marketplace.blueprints.buyer.desk import Answer
from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.fields import ChoiceField, LineField, RadiosField, choices
from marketplace.blueprints.web.shortlists import Row, row_of
from marketplace.blueprints.web.submit import MENDABLE, SEE_OTHER, UNPROCESSABLE, say_on_form
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, providers, reading, today, workplaces, writing
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.organisations import queries as agencies
from marketplace.domain.search import shortlisting
from marketplace.domain.search.ports import Order
from marketplace.domain.search.shortlisting import Sight
from marketplace.domain.shortlists import operations, queries, rules
from marketplace.domain.shortlists.rules import Asked
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotPermitted, Refusal
from marketplace.kernel.i18n import Text, mark

shortlists = Blueprint("shortlists", __name__, url_prefix="/shortlists")

STARS = ("4", "3", "2", "1")
KEPT = ("item", "q", "min_rating", "qualification", "sort")
"""What the locking form carries of the search."""
FIELDS = {"item_code": "item", "words": "q"}
"""What the form calls what the rules name."""


class SearchForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What is searched; the names are those of the public list of providers. `seen` is what the reader saw of it."""

    item = ChoiceField(_l("Service"))
    q = LineField(
        _l("Words"),
        longest=rules.LONGEST_WORDS,
        description=_l("Of the work, not of a place. Leave it empty for all who offer the service."),
    )
    min_rating = ChoiceField(_l("Rated at least"))
    qualification = ChoiceField(_l("Qualification"), validate_choice=False)
    sort = RadiosField(_l("Order"), default=Order.BEST)
    buyer = ChoiceField(_l("For whom"))
    seen = HiddenField()

    def __init__(self, *, is_sent: bool) -> None:
        super().__init__(formdata=request.form if is_sent else request.args, meta={"csrf": is_sent})
        items = catalogue.items(reading())
        self.item.choices = choices(
            ((each.code, in_language(each.name_zh, each.name_en)) for each in items), empty=_("Choose a service")
        )
        self.min_rating.choices = choices(
            ((star, _("%(star)s stars", star=star)) for star in STARS), empty=_("Any, unrated ones too")
        )
        self.qualification.choices = choices(
            [(self.qualification.data, self.qualification.data)] if self.qualification.data else [], empty=_("Any")
        )
        self.sort.choices = choices(((Order.BEST, mark("Best fit")), (Order.RATING, mark("Rating"))))
        for left_out in (self.item, self.min_rating, self.qualification):
            left_out.data = left_out.data or ""
        if self.sort.data not in shortlisting.ORDERS:
            self.sort.data = str(Order.BEST)
        drafts = current_actor().organisations(Role.DRAFTER)
        places = [place for place in workplaces() if place.organisation_id in drafts]
        self.buyer.choices = choices((place.ref, in_language(place.name, place.name_en)) for place in places)
        self.buyer.data = self.buyer.data or places[0].ref
        self.q.flags.optional = self.min_rating.flags.optional = self.qualification.flags.optional = True

    def asked(self) -> Asked:
        """What is searched, with what the address narrows it by beside the fields."""
        filters = {
            "rating": (self.min_rating.data,) if self.min_rating.data else (),
            "qualification": (self.qualification.data,) if self.qualification.data else (),
            "region": tuple(filter(None, request.args.getlist("region"))),
        }
        return Asked(self.item.data or "", self.q.data or "", filters, self.sort.data)

    def offer(self, qualifications: list[str]) -> None:
        """Let the search be narrowed by one of these, and by the one it is narrowed by."""
        names = dict.fromkeys([*filter(None, [self.qualification.data]), *qualifications])
        self.qualification.choices = choices(((name, name) for name in names), empty=_("Any"))

    def say(self, refusal: Refusal) -> None:
        """Put what the rules found at the field that holds it."""
        if isinstance(refusal, Invalid):
            refusal = Invalid(fields={FIELDS.get(name, name): text for name, text in refusal.fields.items()})
        say_on_form(self, refusal)


@shortlists.get("")
def index() -> str:
    """The short-lists of the reader's buyers, the newest first."""
    found = queries.of_buyers(reading(), current_actor().organisations())
    names = {item.code: (item.name_zh, item.name_en) for item in catalogue.items(reading())}
    return render_template(
        "buyer/shortlists.html",
        shortlists=[(each, names[each.item_code], each.is_fresh(now())) for each in found],
        may_lock=current_actor().has(Role.DRAFTER),
        days=rules.VALID_FOR.days,
    )


@shortlists.route("/new", methods=["GET", "POST"])
def new() -> Answer:
    """Search and look; a POST locks what was seen. What may not narrow a short-list is refused before that, too."""
    if not current_actor().has(Role.DRAFTER):
        raise NotPermitted(mark("Only a drafter locks a short-list."))
    is_sent = request.method == "POST"
    form = SearchForm(is_sent=is_sent)
    sight, status = None, UNPROCESSABLE if is_sent else 200
    if (is_sent or "item" in request.args) and form.validate():
        try:
            sight = _look(form)
            if is_sent:
                return _lock(form, sight)
        except MENDABLE as refusal:
            form.say(refusal)
            status = status_of(refusal) if is_sent else status
    return _page(form, sight), status


def _look(form: SearchForm) -> Sight:
    asked = form.asked()
    if faults := rules.faults(asked):
        raise Invalid(fields=faults)
    sight = shortlisting.search(reading(), providers().search, asked, now())
    form.offer([*sight.qualifications])
    return sight


def _lock(form: SearchForm, sight: Sight) -> Answer:
    if form.seen.data != sight.digest:
        raise Conflict(mark("What is found has changed since you looked. Look again, then lock it."))
    with writing() as uow:
        ref = operations.lock(uow, form.buyer.data, sight.asked, sight.found).ref
    flash(_("The search is locked. Name it in the draft of the direct choice."), "success")
    return redirect(url_for("public.shortlist", ref=ref), SEE_OTHER)


def _page(form: SearchForm, sight: Sight | None) -> str:
    return render_template(
        "buyer/lock_shortlist.html",
        form=form,
        sight=sight,
        rows=_rows(sight) if sight else [],
        kept=[(name, form[name].data or "") for name in KEPT],
        refusal=_refusal(sight) if sight else None,
    )


def _rows(sight: Sight) -> list[Row]:
    """As the locked page will show them."""
    found = ((sight.names[each.number], each) for each in sight.found.providers if each.number in sight.names)
    return [
        row_of(rules.provider(place, row.ref, (row.name, row.name_en), each), (row.id, row.slug))
        for place, (row, each) in enumerate(found, 1)
    ]


def _refusal(sight: Sight) -> Text | None:
    """Why what was found is no short-list, said before anybody tries to lock it."""
    offering = agencies.count_ready(reading(), sight.asked.item_code, today(), up_to=rules.FEWEST)
    return rules.too_few(sight.found.total, offering)
