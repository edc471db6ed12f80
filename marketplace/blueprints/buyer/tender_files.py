"""The files of a notice: put into a draft, taken out again, the same for every bidder once it is published."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput

from marketplace.blueprints.buyer.desk import Answer, demand, not_now, own_tender
from marketplace.blueprints.web.fields import ChoicesField, ParagraphsField, choices
from marketplace.blueprints.web.submit import act_and_return
from marketplace.blueprints.web.uploads import FilesForm, UploadForm, files_page, upload_page
from marketplace.blueprints.web.work import reading
from marketplace.domain.bids import operations as bids
from marketplace.domain.tenders import attachments, drafting
from marketplace.domain.tenders.operations import MAX_REASON

files = Blueprint("files", __name__, url_prefix="/tenders")


class AttachForm(UploadForm):
    """One file of a notice."""

    file = FileField(
        _l("The file"),
        description=_l("PDF, Word (.docx), Excel (.xlsx), PNG or JPEG; at most 10 MB."),
    )


class ChangeFilesForm(FilesForm):
    """Which files come into a published notice and which go, and why."""

    file = MultipleFileField(
        _l("Files to add"),
        validators=[Optional()],
        description=_l("PDF, Word (.docx), Excel (.xlsx), PNG or JPEG; at most 10 MB."),
    )
    removed = ChoicesField(_l("Files to take out"), validators=[Optional()], option_widget=CheckboxInput())
    asks_again = BooleanField(_l("Bids that are there count only when their providers confirm them or send others"))
    reason = ParagraphsField(
        _l("Why the notice is changed"), longest=MAX_REASON, description=_l("It is published with the change.")
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
        most=attachments.MAX_ATTACHMENTS,
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


@files.route("/<ref>/files/change", methods=["GET", "POST"])
def change(ref: str) -> Answer:
    """Change the files of a published notice: a corrigendum."""
    tender = own_tender(ref)
    demand("tender:amend", tender)
    if stop := not_now(tender, "amend"):
        return stop
    documents = attachments.of_tender(reading(), tender.id)
    form = ChangeFilesForm()
    form.removed.choices = choices((each.ref, each.filename) for each in documents)
    return files_page(
        form,
        "buyer/change_files.html",
        most=attachments.MAX_ATTACHMENTS,
        act=lambda uow, stored: bids.change_files(
            uow,
            ref,
            form.reason.data or "",
            stored,
            form.removed.data or (),
            asks_again=form.asks_again.data,
        ),
        then=lambda _changed: url_for("buyer.tenders.show", ref=ref),
        done=_("The change is published. Bidders have at least the minimum window from now on."),
        tender=tender,
        documents=documents,
        window=tender.limits.minimum_window(tender.ceiling),
    )
