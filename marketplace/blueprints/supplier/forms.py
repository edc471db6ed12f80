"""What an agency fills in. The domain checks every answer; the forms only say how it is asked."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from marketplace.blueprints.supplier.services import ServicesMixin
from marketplace.blueprints.web.fields import ChoiceField, MoneyField, RateField, choices
from marketplace.blueprints.web.uploads import UploadForm
from marketplace.domain.bids.rules import MAX_PROPOSAL
from marketplace.domain.contracts.operations import MAX_NOTE
from marketplace.domain.organisations.rules import (
    BODIES,
    LEGAL_FORMS,
    LONGEST_ADDRESS,
    LONGEST_CLAIM,
    LONGEST_DESCRIPTION,
    LONGEST_SHAREHOLDERS,
    LegalForm,
    Particulars,
)
from marketplace.domain.tenders.operations import MAX_REASON


class ParticularsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """All that an organisation is asked."""

    credit_code = StringField(
        _l("Unified social credit code"),
        description=_l("18 characters, as on the licence. Blanks and small letters do not matter."),
        render_kw={"autocapitalize": "characters"},
    )
    name = StringField(_l("Full name"), description=_l("As it stands on the licence."))
    name_en = StringField(_l("Name in English"), validators=[Optional()])
    legal_form = ChoiceField(_l("What kind of body it is"))
    legal_representative = StringField(_l("Legal representative"))
    contact_name = StringField(_l("Contact person"))
    contact_phone = StringField(
        _l("Telephone"), description=_l("A mobile number, or a landline with its area code, for example 028-12345678.")
    )
    contact_email = StringField(_l("E-mail for the market's mails"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(*args, **kwargs)
        forms = _BODIES if self.OFFERS_EVERY_FORM else _AGENCY_FORMS
        self.legal_form.choices = choices(forms.items(), empty=str(_l("Choose one")))

    OFFERS_EVERY_FORM = False
    """Whether government bodies are offered, too."""

    def particulars(self) -> Particulars:
        """The answers, not yet checked."""
        return Particulars(
            credit_code=self.credit_code.data or "",
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            legal_form=self.legal_form.data or "",
            legal_representative=self.legal_representative.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            contact_email=self.contact_email.data or "",
        )


_BODIES = {form: words for form, words in LEGAL_FORMS.items() if form in BODIES}
_AGENCY_FORMS = {form: words for form, words in _BODIES.items() if form is not LegalForm.GOVERNMENT_BODY}


class CorrectionForm(ServicesMixin, ParticularsForm):
    """A returned registration, sent again."""


class RegistrationForm(CorrectionForm):
    """A first registration."""

    has_committed = BooleanField(
        _l(
            "We state that these answers are true, that we meet the conditions the law sets for the services we offer, "
            "and that we are not barred from them."
        ),
        description=_l("This written commitment takes the place of certificates and copies."),
    )


class ServicesForm(ServicesMixin, FlaskForm):  # type: ignore[misc]
    """Which services an active agency offers."""


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """What the directory shows, and whom to call."""

    description = TextAreaField(
        _l("What departments should know of you"),
        description=_l("Shown in the public directory. Experience, people, equipment: your own words."),
        validators=[Optional(), Length(max=LONGEST_DESCRIPTION)],
    )
    shareholders = TextAreaField(
        _l("Shareholders"),
        description=_l(
            "Everybody who holds shares in the agency, one name a line. Bidders that belong together are found by it."
        ),
        validators=[Optional(), Length(max=LONGEST_SHAREHOLDERS)],
    )
    address = StringField(_l("Office address"), validators=[Optional(), Length(max=LONGEST_ADDRESS)])
    account = StringField(
        _l("Bank account that you are paid to"),
        description=_l("Its number, in digits. Bidders that belong together are found by it and by the address."),
    )
    contact_name = StringField(_l("Contact person"))
    contact_phone = StringField(_l("Telephone"))
    contact_email = StringField(_l("E-mail for the market's mails"))


class BidForm(FlaskForm):  # type: ignore[misc]
    """A bid; `after` is the number of envelopes the page knew of, so that one form is received once."""

    price = MoneyField(
        _l("Your price in yuan"),
        description=_l("In digits, for example 86000 or 86000.50; not above the ceiling price."),
    )
    rate = RateField(
        _l("Your discount rate in percent"),
        description=_l("How far below the ceiling price you work, from 0 to 99.99, for example 12.50."),
    )
    proposal = TextAreaField(_l("Your proposal"), validators=[Length(max=MAX_PROPOSAL)])
    file = FileField(
        _l("A file that belongs to your proposal"),
        description=_l(
            "PDF, Word (.docx), Excel (.xlsx), PNG or JPEG; at most 10 MB. It is sealed with the bid. "
            "Leave the price out of it: evaluators score proposals without knowing prices."
        ),
    )
    commitment = BooleanField()
    commitment_version = HiddenField()
    after = HiddenField()
    seen = HiddenField()
    envelope = HiddenField()
    """The bid as the reader's device has sealed it; the fields above then come empty."""
    sealed = FileField(_l("The sealed bid (bid.sealed.json)"))
    """The same, sealed by the program."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(**kwargs)
        self.file.flags.optional = self.sealed.flags.optional = True


class DisputeForm(UploadForm):
    """A claim to a credit code that somebody else has registered."""

    credit_code = StringField(
        _l("Unified social credit code"),
        description=_l("18 characters, as on the licence. Blanks and small letters do not matter."),
        render_kw={"autocapitalize": "characters"},
    )
    reason = TextAreaField(
        _l("Why the code is yours"),
        description=_l("Who you are in the organisation, and what the document shows."),
        validators=[Length(max=LONGEST_CLAIM)],
    )
    file = FileField(
        _l("Document"),
        description=_l(
            "For example the licence, with a letter of authority. PDF, Word, Excel, PNG or JPEG; at most 10 MB."
        ),
    )


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Nothing is asked; the button is the answer."""


class SignForm(FlaskForm):  # type: ignore[misc]
    """A signature."""

    agrees = BooleanField(_l("I have read the terms and sign this contract for the agency."))


class DeliverForm(UploadForm):
    """A deliverable."""

    file = FileField(
        _l("The deliverable"), description=_l("PDF, Word (.docx), Excel (.xlsx), PNG or JPEG; at most 10 MB.")
    )
    note = TextAreaField(_l("A note to the department"), validators=[Optional(), Length(max=MAX_NOTE)])


class MissingForm(FlaskForm):  # type: ignore[misc]
    """Money that did not come."""

    reason = TextAreaField(
        _l("What is wrong with it"),
        description=_l("The buyer reads it: for example that nothing came, or another amount."),
        validators=[Length(max=MAX_REASON)],
    )
