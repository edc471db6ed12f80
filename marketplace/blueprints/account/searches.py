"""The searches a person has saved: what is new in each, and a form for one more."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response
from wtforms import BooleanField

from marketplace.blueprints.public import asked
from marketplace.blueprints.public.asked import PATHS
from marketplace.blueprints.public.search import KINDS
from marketplace.blueprints.web.fields import LineField, query_choice
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.saved_searches import operations, queries, rules
from marketplace.domain.saved_searches.models import SavedSearch
from marketplace.domain.saved_searches.rules import Saved
from marketplace.domain.search import news
from marketplace.domain.search.ports import Kind

searches = Blueprint("searches", __name__, url_prefix="/searches")


class SaveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What it is called, and whether its owner wants to be told."""

    name = LineField(_l("Name"), longest=rules.LONGEST_NAME, description=_l("Only you read it."))
    wants_news = BooleanField(_l("Tell me what is new, once a day at most"))


@searches.get("")
def index() -> str:
    """All of them, with how much is new since their owner last looked."""
    session, desk = reading(), providers().search
    return render_template(
        "account/searches.html",
        searches=[
            (each, translate(KINDS[Kind(each.kind)]), news.new_since(session, desk, each.asked, each.looked_at))
            for each in queries.own(session, current_actor())
        ],
        most=rules.MOST,
        looked_at=news.LOOKED_AT,
    )


@searches.route("/new", methods=["GET", "POST"])
def new() -> Response | str | tuple[str, int]:
    """Save the search that the address describes, with the parameters of its list."""
    kind = query_choice("kind", set(Kind), "")
    if not kind:
        raise BadRequest(_("Say in the address what is wanted, for example kind=tender."))
    wanted = asked.read(Kind(kind))
    form = SaveForm(data={"name": wanted.q[: rules.LONGEST_NAME]})
    can_be_told = Kind(kind) in news.TOLD_OF
    saved = Saved(kind, wanted.query, wanted.q, {str(facet): values for facet, values in wanted.chosen.items()})
    return form_page(
        form,
        "account/save_search.html",
        act=lambda uow: operations.save(
            uow, form.name.data or "", saved, wants_news=can_be_told and bool(form.wants_news.data)
        ),
        then=lambda _done: url_for(".index"),
        done=_("The search is saved."),
        list_address=wanted.address,
        kind=translate(KINDS[Kind(kind)]),
        can_be_told=can_be_told,
    )


@searches.post("/<int:number>/look")
def look(number: int) -> Response:
    """Go to its list; what is there is not new any more."""

    def destination(found: SavedSearch | None) -> str:
        if found is None:
            return url_for(".index")
        path = PATHS[Kind(found.kind)]
        return f"{path}?{found.query}" if found.query else path

    return act_and_return(lambda uow: operations.look(uow, number), destination)


@searches.post("/<int:number>/news")
def want_news(number: int) -> Response:
    """Begin or end being told."""
    wanted = request.form.get("wanted") == "yes"
    return act_and_return(
        lambda uow: operations.want_news(uow, number, wanted=wanted), lambda _done: url_for(".index"), _("Saved.")
    )


@searches.post("/<int:number>/drop")
def drop(number: int) -> Response:
    """Delete it."""
    return act_and_return(
        lambda uow: operations.drop(uow, number), lambda _done: url_for(".index"), _("The search is deleted.")
    )
