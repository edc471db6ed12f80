"""What a tender asks of those who take part, as rows of a form."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, FormField

from marketplace.blueprints.web.fields import ChoiceField, LineField, RowsField, WholeField, choices
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.words import in_language
from marketplace.domain.catalogue.certificates import RETAINED
from marketplace.domain.organisations.holdings import GRADES, Grade
from marketplace.domain.tenders import requirements
from marketplace.domain.tenders.requirements import KINDS, Kind, Requirement
from marketplace.kernel.i18n import Text

PREFIX = "conditions"


class RequirementForm(Form):
    """One row; a row into which nothing was written asks for nothing."""

    kind = ChoiceField(_l("What is asked for"), default="")
    subject = LineField(
        _l("Name of the certificate, or the requirement in words"),
        longest=requirements.MAX_SUBJECT,
        description=_l("As it is printed on the certificate. Leave it empty for a proof from the retained list."),
    )
    grade = ChoiceField(
        _l("Least grade"), default=Grade.UNGRADED.name, description=_l("Only for a qualification certificate.")
    )
    number = WholeField(_l("How many practitioners at least"), description=_l("Only for practitioners."))
    proof = ChoiceField(
        _l("Proof from the retained list"),
        default="",
        description=_l("Only for a proof. What is not on this list may not be asked for (优化营商环境条例 Art 44)."),
    )
    justification = LineField(
        _l("Why the work needs it"),
        longest=requirements.MAX_JUSTIFICATION,
        description=_l("It is published with the requirement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(KINDS.items(), empty=_("Nothing"))
        self.grade.choices = choices((grade.name, words) for grade, words in GRADES.items())
        self.proof.choices = choices(
            ((proof.code, in_language(proof.name_zh, proof.name_en)) for proof in RETAINED.values()),
            empty=_("Choose a proof"),
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into the row."""
        typed = (self.kind.data, self.subject.data, self.proof.data, self.justification.data)
        return not any(typed) and self.number.data is None

    def requirement(self) -> Requirement:
        """The row as typed; fields that its kind does not have are left out."""
        kind = Kind(self.kind.data)
        return Requirement(
            kind,
            (self.proof.data if kind is Kind.PROOF else self.subject.data) or "",
            self.justification.data or "",
            Grade[self.grade.data] if kind is Kind.QUALIFICATION and self.grade.data in Grade.__members__ else Grade(0),
            (self.number.data or 0) if kind is Kind.PRACTITIONERS else 0,
        )


def rows() -> RowsField:
    """The field of a form that holds the rows."""
    return RowsField(
        FormField(RequirementForm), _l("What providers must have"), min_entries=requirements.MAX_REQUIREMENTS
    )


class ConditionsMixin:
    """For a form with `conditions`: reading the rows, and saying what is wrong where it stands."""

    conditions: RowsField

    @property
    def conditions_in_use(self) -> int:
        """How many rows have to be shown."""
        return max((place for place, row in enumerate(self.conditions, 1) if not row.form.is_blank), default=0)

    def asked(self) -> tuple[Requirement, ...]:
        """The rows that say what they ask for."""
        return tuple(form.requirement() for form in self._told())

    def place_faults(self, found: Mapping[str, Text]) -> dict[str, Text]:
        """Put what `requirements.faults` found at the fields of the rows; what is not about a row is given back."""
        told, rest = self._told(), dict(found)
        for name, text in found.items():
            row, dash, field = name.removeprefix(f"{PREFIX}-").partition("-")
            if name.startswith(f"{PREFIX}-") and dash:
                del rest[name]
                self._say(told[int(row)][field], translate(text))
        for each in self.conditions:
            if not each.form.is_blank and not each.form.kind.data:
                self._say(each.form.kind, _("Choose what is asked for."))
        return rest

    def _say(self, field: Field, words: str) -> None:
        """At the field; the list is told too, which has gathered the errors of its rows already."""
        field.errors = [*field.errors, words]
        self.conditions.errors = [*self.conditions.errors, {field.short_name: [words]}]

    def _told(self) -> list[RequirementForm]:
        return [row.form for row in self.conditions if not row.form.is_blank and row.form.kind.data in set(Kind)]


def values_of(asked: Sequence[Requirement]) -> list[dict[str, Any]]:
    """Requirements as the rows show them."""
    return [
        {
            "kind": str(each.kind),
            "subject": "" if each.kind is Kind.PROOF else each.subject,
            "proof": each.subject if each.kind is Kind.PROOF else "",
            "grade": each.grade.name,
            "number": each.number or None,
            "justification": each.justification,
        }
        for each in asked
    ]
