"""A form of the fields that a step of a selection asks for, whatever its method is."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field as FormField
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from marketplace.blueprints.web.fields import REQUIRED, MoneyField, ParagraphsField, RadiosField, choices
from marketplace.blueprints.web.filters import translate
from marketplace.domain.rounds.models import Round
from marketplace.domain.rounds.rules import asked_fields
from marketplace.domain.selection.fields import Field
from marketplace.domain.tenders.operations import MAX_REASON
from marketplace.kernel.i18n import from_json
from marketplace.kernel.money import Money

YES_NO = {"yes": _l("Yes"), "no": _l("No")}
"""Words for the choices that a method names in English; any other is shown as it is."""


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The name of the step that the page showed; an answer never falls into the next one."""

    step = HiddenField()

    def answer(self) -> dict[str, str]:
        """What was filled in, as the domain reads it; nothing that was left empty."""
        given = {name: field.data for name, field in self._fields.items() if name not in {"step", "csrf_token"}}
        return {
            name: str(value.yuan) if isinstance(value, Money) else str(value)
            for name, value in given.items()
            if value is not None and value != ""
        }


def answer_form(step: Round, names: Mapping[str, str] = MappingProxyType({})) -> AnswerForm:
    """An empty form, or the sent one; `names` say who stands behind a choice."""
    asked = {field.name: _field(field) for field in asked_fields(step.asks)}
    form = type("StepForm", (AnswerForm,), asked)(data={"step": step.name})
    for field in asked_fields(step.asks):
        if field.kind == "choice":
            form[field.name].choices = choices(
                (each, names.get(each) or YES_NO.get(each, each)) for each in field.choices
            )
            form[field.name].data = form[field.name].data or field.default
    found: AnswerForm = form
    return found


def _field(field: Field) -> FormField:
    label = translate(from_json(dict(field.description)))
    make = _MAKERS.get(field.kind, _line)
    return make(label)


def _line(label: str) -> FormField:
    return StringField(label)


_MAKERS: Mapping[str, Callable[[str], FormField]] = {
    "money": lambda label: MoneyField(label, validators=[InputRequired(REQUIRED)]),
    "text": lambda label: ParagraphsField(label, longest=MAX_REASON),
    "choice": RadiosField,
}
