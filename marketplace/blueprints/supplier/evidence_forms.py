"""What an agency states about its services, and shows for them. The domain checks every answer."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from marketplace.blueprints.web.fields import ChoiceField, DayField, MoneyField, WholeField, choices
from marketplace.blueprints.web.uploads import UploadForm
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import reading
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.organisations.holdings import GRADES, Grade
from marketplace.domain.organisations.offering import LONGEST_PRICE_TEXT, LONGEST_STATEMENT, PRICE_MODES, Statement
from marketplace.domain.organisations.operations import Certificate, Person


class StatementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What is published about one service."""

    conditions = TextAreaField(
        _l("What you need from the client"),
        description=_l("The conditions under which you take an order: documents, access, permits."),
        validators=[Length(max=LONGEST_STATEMENT)],
    )
    flow = TextAreaField(
        _l("How the work goes"),
        description=_l("The steps from the order to the result."),
        validators=[Length(max=LONGEST_STATEMENT)],
    )
    promised_days = WholeField(
        _l("Working days you promise"), description=_l("From the order with everything you need to the result.")
    )
    price_mode = ChoiceField(_l("Who sets the price"))
    price_from = MoneyField(_l("Price in yuan, or the lowest price"), validators=[Optional()])
    price_to = MoneyField(
        _l("Highest price in yuan"), description=_l("Empty when there is one price."), validators=[Optional()]
    )
    price_text = TextAreaField(
        _l("How the price is made up"),
        description=_l("In words: per sample, per square metre, by the published list. Needed without an amount."),
        validators=[Optional(), Length(max=LONGEST_PRICE_TEXT)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(*args, **kwargs)
        self.price_mode.choices = choices(PRICE_MODES.items(), empty=str(_l("Choose one")))

    def statement(self) -> Statement:
        """The answers, not yet checked."""
        return Statement(
            conditions=self.conditions.data or "",
            flow=self.flow.data or "",
            promised_days=self.promised_days.data,
            price_mode=self.price_mode.data or "",
            price_from=self.price_from.data,
            price_to=self.price_to.data,
            price_text=self.price_text.data or "",
        )


class QualificationForm(UploadForm):
    """A certificate."""

    known = ChoiceField(
        _l("Certificate"), description=_l("These are required for services of the catalogue."), validators=[Optional()]
    )
    name = StringField(_l("Name of another certificate"), validators=[Optional()])
    grade = ChoiceField(_l("Grade"))
    number = StringField(_l("Number of the certificate"))
    issuer = StringField(_l("Issued by"))
    valid_from = DayField(_l("First day on which it is valid"))
    valid_to = DayField(
        _l("Last day on which it is valid"),
        description=_l("Empty where the certificate has none."),
        validators=[Optional()],
    )
    legal_basis = StringField(
        _l("Legal basis"),
        description=_l("The law and article under which it is issued, if you know it."),
        validators=[Optional()],
    )
    file = FileField(
        _l("The certificate as a file"),
        description=_l(
            "Best as PDF, PNG or JPEG; at most 10 MB. Departments, the regulator and the operator can open it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        known = ((chinese, in_language(chinese, english)) for chinese, english in catalogue.qualifications(reading()))
        self.known.choices = choices(known, empty=str(_l("Another one")))
        self.grade.choices = choices((grade.name, label) for grade, label in GRADES.items())

    def certificate(self) -> Certificate:
        """The answers, not yet checked."""
        return Certificate(
            name=self.known.data or self.name.data or "",
            grade=Grade[self.grade.data],
            number=self.number.data or "",
            issuer=self.issuer.data or "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            legal_basis=self.legal_basis.data or "",
        )


class PractitionerForm(FlaskForm):  # type: ignore[misc]
    """A person who holds a professional certificate."""

    name = StringField(_l("Name"))
    certificate = StringField(
        _l("Professional certificate"), description=_l("Its full name, as it stands on the certificate.")
    )
    registration_number = StringField(_l("Registration number"))
    identity_number = StringField(
        _l("Number of the identity document"),
        description=_l(
            "It is not kept: only a fingerprint of it, so that nobody counts twice, and its last four characters."
        ),
    )
    active_from = DayField(_l("Works for the agency since"))

    def person(self) -> Person:
        """The answers, not yet checked."""
        return Person(
            name=self.name.data or "",
            certificate=self.certificate.data or "",
            registration_number=self.registration_number.data or "",
            identity_number=self.identity_number.data or "",
            active_from=self.active_from.data,
        )


class LastDayForm(FlaskForm):  # type: ignore[misc]
    """When a person last works for the agency."""

    last_day = DayField(_l("Last day"))


class CommitmentForm(FlaskForm):  # type: ignore[misc]
    """A signature under the wording that the page shows; `version` says which."""

    version = HiddenField()
    has_agreed = BooleanField(_l("I sign this commitment for the agency."))
