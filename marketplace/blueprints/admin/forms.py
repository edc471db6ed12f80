"""What an operator fills in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length

from marketplace.blueprints.supplier.forms import ParticularsForm
from marketplace.blueprints.web.fields import ChoiceField, DayField
from marketplace.blueprints.web.uploads import UploadForm
from marketplace.domain.accounts import rules as account_rules
from marketplace.domain.organisations.rules import LONGEST_REASON
from marketplace.jobs.queue import LONGEST_DROP_REASON


class ReturnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Why a registration is returned."""

    reason = TextAreaField(
        _l("What has to be mended"),
        description=_l("The agency reads this. Name the answer and what is wrong with its form; ask for nothing else."),
        validators=[Length(max=LONGEST_REASON)],
    )


class SetUpForm(ParticularsForm):
    """A department, the regulator or the operator."""

    OFFERS_EVERY_FORM = True

    kind = ChoiceField(_l("What it is in the market"))
    region_code = ChoiceField(_l("Region of a department"), description=_l("Where it sits; no agency has a region."))


class MemberForm(FlaskForm):  # type: ignore[misc]
    """A person who has an account, and a role."""

    email = StringField(_l("E-mail of the account"), description=_l("The person registers an account first."))
    role = ChoiceField(_l("Role"))


class ClaimForm(FlaskForm):  # type: ignore[misc]
    """How an agency's claim to its credit code is confirmed."""

    how = RadioField(_l("How"))
    note = StringField(
        _l("Which document"), description=_l("For example: licence, copy of 3 March, same name and code.")
    )
    domain = StringField(
        _l("The firm's mail domain"),
        description=_l("The part after the @ of addresses that only the firm gives out, for example example.org."),
    )


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """Why a dispute is decided so."""

    reason = TextAreaField(
        _l("Why you decide so"),
        description=_l("Both sides read this."),
        validators=[Length(max=LONGEST_REASON)],
    )


class AccountReasonForm(FlaskForm):  # type: ignore[misc]
    """Why an operator acts on an account."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("It stands in the journal, and the person reads it in a mail."),
        validators=[Length(max=account_rules.LONGEST_REASON)],
    )


class GrantForm(FlaskForm):  # type: ignore[misc]
    """A role for somebody."""

    organisation = StringField(
        _l("Number or credit code of the organisation"), description=_l("For example O-7K3QWX2M; see its page.")
    )
    role = ChoiceField(_l("Role"))


class DropForm(FlaskForm):  # type: ignore[misc]
    """Why a job is not run any more."""

    reason = StringField(_l("Reason"), validators=[Length(max=LONGEST_DROP_REASON)])


class TableForm(UploadForm):
    """A table to import."""

    file = FileField(_l("Table"), description=_l("CSV in UTF-8 or GB18030, or Excel (.xlsx); at most 5 MB."))


class DayForm(FlaskForm):  # type: ignore[misc]
    """What one day is."""

    day = DayField(_l("Day"))
    is_workday = RadioField(_l("What it is"))
    name = StringField(_l("Name"), description=_l("For example: National Day, or worked in lieu of 2 October."))
