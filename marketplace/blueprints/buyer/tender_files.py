"""The files of a notice: put into a draft, taken out again, the same for every bidder once it is published."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from marketplace.blueprints.buyer.desk import Answer, demand, not_now, own_tender
from marketplace.blueprints.web.submit import act_and_return
from marketplace.blueprints.web.uploads import UploadForm, upload_page
from marketplace.blueprints.web.work import reading
from marketplace.domain.tenders import attachments, drafting

files = Blueprint("files", __name__, url_prefix="/tenders")


class AttachForm(UploadForm):
    """One file of a notice."""

    file = FileField(
        _l("The file"),
        description=_l("PDF, Word (.docx), Excel (.xlsx), PNG or JPEG; at most 10 MB."),
    )


@files.route("/<ref>/files", methods=["GET", "POST"])
def index(ref: str) -> Answer:
    """What is attached, and a form for one more."""
    tender = own_tender(ref)
    demand("tender:edit", tender)
    if stop := not_now(tender, "edit"):
        return stop
    return upload_page(
        AttachForm(),
        "buyer/tender_files.html",
        act=lambda uow, stored: drafting.attach(uow, ref, stored),
        then=lambda _done: url_for("buyer.files.index", ref=ref),
        done=_("The file is attached. Everybody can read it once the notice is published."),
        tender=tender,
        documents=attachments.of_tender(reading(), tender.id),
        most=drafting.MAX_ATTACHMENTS,
    )


@files.post("/<ref>/files/<document>/remove")
def remove(ref: str, document: str) -> Answer:
    """Take one out."""
    own_tender(ref)
    return act_and_return(
        lambda uow: drafting.detach(uow, ref, document),
        lambda _done: url_for("buyer.files.index", ref=ref),
        _("The file is taken out."),
    )
