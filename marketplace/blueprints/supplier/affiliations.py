"""The agency's own ties to departments, as the register has them, and declaring one."""

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import own_agency
from marketplace.blueprints.web.affiliations import DeclarationForm, given, offer
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import reading
from marketplace.domain.independence import operations, queries
from marketplace.domain.independence.states import AFFILIATION_KINDS


def affiliations(ref: str) -> Response | str | tuple[str, int]:
    """See and declare."""
    agency = own_agency(ref)
    form = DeclarationForm()
    offer(form)
    return form_page(
        form,
        "supplier/affiliations.html",
        act=lambda uow: operations.declare(uow, ref, form.department.data or "", given(form)),
        then=lambda _done: url_for("supplier.affiliations", ref=ref),
        done=_("The tie is in the register."),
        agency=agency,
        rows=queries.of_agency(reading(), agency.id),
        kinds=AFFILIATION_KINDS,
    )
