"""What a complaint asks. The domain checks every answer; the forms only say how it is asked."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.blueprints.web.fields import (
    REQUIRED,
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    ParagraphsField,
    RadiosField,
    choices,
)
from marketplace.blueprints.web.filters import translate
from marketplace.domain.complaints import rules
from marketplace.domain.complaints.articles import ARTICLES
from marketplace.domain.complaints.rules import Contact, Submission
from marketplace.domain.complaints.states import Anonymity, SubjectKind
from marketplace.kernel.i18n import Text, mark

SUBJECTS: Mapping[SubjectKind, Text] = {
    SubjectKind.TENDER: mark("A tender"),
    SubjectKind.CLAUSE: mark("A clause or condition of a tender"),
    SubjectKind.DEPARTMENT: mark("A department"),
    SubjectKind.AGENCY: mark("A provider"),
    SubjectKind.POLICY: mark("A policy document"),
}
ANONYMITY: Mapping[Anonymity, tuple[Text, Text]] = {
    Anonymity.ANONYMOUS: (
        mark("Anonymous"),
        mark("Nobody knows who you are. You follow the case with its number and code; nobody can call you back."),
    ),
    Anonymity.CONFIDENTIAL: (
        mark("Confidential"),
        mark("Only the regulators read your name and contact, and they keep them to themselves."),
    ),
    Anonymity.NAMED: (
        mark("Under your name"),
        mark("The regulators may use your name in the investigation. It is never published."),
    ),
}
YES, NO = "yes", "no"
FILES = _l("PDF, Word (.docx), Excel (.xlsx), PNG or JPEG; at most 3 files of together 10 MB.")


class ChecksField(ChoicesField):
    """Several of a table, all in view."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def article_choices() -> list[SelectChoice]:
    """Every provision with its citation."""
    return [
        SelectChoice(value=code, label=translate(article.forbids), render_kw={"hint": translate(article.citation)})
        for code, article in ARTICLES.items()
    ]


class ComplaintForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A complaint."""

    kind = RadiosField(_l("What do you complain about?"))
    tender = LineField(
        _l("Number of the tender"), rules.LONGEST_LINE, description=_l("For a tender or a clause: T- and eight signs.")
    )
    clause = ParagraphsField(
        _l("The clause, word for word"), rules.LONGEST_CLAUSE, description=_l("For a clause: copy it from the notice.")
    )
    department = ChoiceField(_l("The department"))
    agency = LineField(
        _l("Credit code of the provider"), rules.LONGEST_LINE, description=_l("18 signs, on the provider's page.")
    )
    policy_title = LineField(_l("Title of the document"), rules.LONGEST_LINE)
    policy_number = LineField(_l("Number of the document"), rules.LONGEST_LINE)
    policy_issuer = LineField(_l("Who issued it"), rules.LONGEST_LINE)
    policy_link = LineField(
        _l("Where it can be read"), rules.LONGEST_LINK, description=_l("A web address; it is never opened for you.")
    )
    articles = ChecksField(_l("Which rules are violated?"), description=_l("Choose all that fit."))
    facts = ParagraphsField(
        _l("What happened?"), rules.LONGEST_TEXT, description=_l("Who did what, when and where. Facts only.")
    )
    reasons = ParagraphsField(_l("Why is it a violation?"), rules.LONGEST_TEXT)
    since = DayField(_l("Since when?"), validators=[Optional()])
    reported_elsewhere = RadiosField(
        _l("Were the same facts reported, reviewed or taken to court elsewhere?"),
        description=_l("You declare this truthfully. Whoever was told first goes on."),
    )
    elsewhere = ParagraphsField(
        _l("Where, when and with what result"), rules.LONGEST_TEXT, description=_l("Only if you chose yes.")
    )
    file = MultipleFileField(_l("Evidence"), validators=[Optional()], description=FILES)
    anonymity = RadiosField(_l("How do you want to file it?"))
    contact_name = LineField(_l("Your name"), rules.LONGEST_NAME)
    contact_phone = LineField(_l("Your telephone"), rules.LONGEST_PHONE)
    contact_email = LineField(_l("Your e-mail"), rules.LONGEST_EMAIL)

    def __init__(self, departments: Any, **kwargs: Any) -> None:  # noqa: ANN401 - (ref, label) pairs; WTForms' own
        super().__init__(**kwargs)
        self.kind.choices = choices(SUBJECTS.items())
        self.department.choices = choices(departments, empty=str(_l("Choose one")))
        self.articles.choices = article_choices()
        self.reported_elsewhere.choices = choices(((NO, mark("No")), (YES, mark("Yes"))))
        self.anonymity.choices = [
            SelectChoice(value=str(value), label=translate(label), render_kw={"hint": translate(hint)})
            for value, (label, hint) in ANONYMITY.items()
        ]

    def submission(self) -> Submission:
        """The answers, not yet checked."""
        kind = SubjectKind(self.kind.data)
        about = {
            SubjectKind.TENDER: self.tender.data,
            SubjectKind.CLAUSE: self.tender.data,
            SubjectKind.DEPARTMENT: self.department.data,
            SubjectKind.AGENCY: self.agency.data,
            SubjectKind.POLICY: "",
        }[kind]
        return Submission(
            kind=kind,
            articles=tuple(self.articles.data or ()),
            facts=self.facts.data or "",
            reasons=self.reasons.data or "",
            since=self.since.data,
            reported_elsewhere=self.reported_elsewhere.data == YES,
            elsewhere=self.elsewhere.data or "",
            anonymity=Anonymity(self.anonymity.data),
            about=about or "",
            clause=self.clause.data or "",
            policy_title=self.policy_title.data or "",
            policy_number=self.policy_number.data or "",
            policy_issuer=self.policy_issuer.data or "",
            policy_link=self.policy_link.data or "",
            contact=Contact(self.contact_name.data or "", self.contact_phone.data or "", self.contact_email.data or ""),
        )


class TrackForm(FlaskForm):  # type: ignore[misc]
    """The number and the code."""

    ref = StringField(_l("Number of the complaint"), validators=[InputRequired(REQUIRED)])
    code = StringField(
        _l("Code"), validators=[InputRequired(REQUIRED)], description=_l("Shown once, when the complaint was received.")
    )


class FollowForm(FlaskForm):  # type: ignore[misc]
    """What the page of an own complaint sends along with every button."""

    ref = HiddenField()
    code = HiddenField()


class SupplementForm(FollowForm):
    """What the regulator asked for."""

    text = ParagraphsField(_l("Your supplement"), rules.LONGEST_TEXT)
    file = MultipleFileField(_l("Evidence"), validators=[Optional()], description=FILES)
