"""Taking a passkey off one's account; adding and using one are Flask-Security's addresses (`ceremonies`)."""

from flask import url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.web.freshness import freshly_signed_in
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_account
from marketplace.domain.accounts import operations
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import mark


@freshly_signed_in
def remove(number: int) -> Response | str | tuple[str, int]:
    """Ask once more, then remove it."""
    person = current_account()
    passkey = next((each for each in person.webauthn if each.id == number), None) if person else None
    if passkey is None:
        raise NotFound(mark("You have no such passkey."))
    return form_page(
        FlaskForm(),
        "account/passkey_remove.html",
        act=lambda uow: operations.remove_passkey(uow, number),
        then=lambda _removed: url_for("security.wan_register"),
        done=_("The passkey is removed."),
        passkey=passkey,
    )
