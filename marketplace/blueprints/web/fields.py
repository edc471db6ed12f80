"""Fields that speak the house's values, and numbers in addresses."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import BadRequest
from wtforms import (
    DateField,
    DateTimeLocalField,
    FieldList,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import ValidationError
from wtforms.widgets import ListWidget, RadioInput

from marketplace.blueprints.web.filters import BEIJING, translate
from marketplace.domain.bids.rates import Rate
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money
from marketplace.kernel.texts import one_line, paragraphs

TIME_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"]
PLAIN_INTEGER = 15
"""Digits that a number in an address may have."""


MAX_DIGITS = 9
MAX_ROWS_DIGITS = 2


def whole(written: str | None) -> int | None:
    """A whole number of at most nine plain digits, as hidden fields carry it; None for anything else."""
    return int(written) if written and len(written) <= MAX_DIGITS and written.isascii() and written.isdigit() else None


class RowsField(FieldList):  # type: ignore[type-arg]  # the stubs only are generic
    """Rows of a form, numbered 0 to 99 in plain digits; what is sent under any other number is not read."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Any:  # noqa: ANN401 - WTForms has no types here
        start = len(prefix) + 1
        for name in formdata:
            number, dash, _rest = name[start:].partition("-")
            if name.startswith(f"{prefix}-") and dash and len(number) <= MAX_ROWS_DIGITS and whole(number) is not None:
                yield int(number)


class MoneyField(StringField):
    """An amount in yuan as people type it; `data` is Money or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; the refusal of `Money.parse` becomes the field's error."""
        self.data: Any = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = Money.parse(valuelist[0])
        except Invalid as refusal:
            raise ValueError(translate(refusal.text)) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.yuan:.2f}" if isinstance(self.data, Money) else ""


class RateField(StringField):
    """A discount rate in percent as people type it; `data` is a `Rate` or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; the refusal of `Rate.parse` becomes the field's error."""
        self.data: Any = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = Rate.parse(valuelist[0])
        except Invalid as refusal:
            raise ValueError(translate(refusal.text)) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data) if isinstance(self.data, Rate) else ""


class WholeField(StringField):
    """A whole number from 0 up; `data` is int or None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; full-width digits, which Chinese keyboards write, count."""
        written = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip()
        self.data: Any = None
        if written and not (written.isascii() and written.isdigit() and len(written) <= MAX_DIGITS):
            raise ValueError(translate(mark("Write a whole number with digits only.")))
        if written:
            self.data = int(written)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class BeijingTimeField(DateTimeLocalField):
    """A moment typed in Beijing time; `data` is aware, in UTC, or None."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        wrong = lazy_gettext("Write the time as year-month-day hour:minute, for example 2026-03-02 09:00.")
        options = {"format": TIME_FORMATS, "tz": BEIJING, "invalid_value_message": wrong}
        super().__init__(label, validators, **options | kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; an empty field is no error of its own."""
        if not "".join(valuelist).strip():
            self.data: Any = None
            return
        super().process_formdata(valuelist)
        self.data = self.data.astimezone(UTC)


class DayField(DateField):
    """A day; `data` is a date or None."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401
        wrong = lazy_gettext("Write the day as year-month-day, for example 2026-03-02.")
        super().__init__(label, validators, **{"invalid_value_message": wrong} | kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; an empty field is no error of its own."""
        self.data: Any = None
        if "".join(valuelist).strip():
            super().process_formdata(valuelist)


def choices(pairs: Any, *, empty: str | None = None) -> list[SelectChoice]:  # noqa: ANN401 - (value, str or Text) pairs
    """Choices of a select or of radios from (value, label) pairs; `empty` is the label of the empty first choice."""
    first = [SelectChoice(value="", label=empty)] if empty is not None else []
    return first + [
        SelectChoice(value=str(value), label=translate(label) if isinstance(label, Text) else str(label))
        for value, label in pairs
    ]


class ChoiceField(SelectField):
    """A select whose choices are set by the view; what is not among them is refused in the reader's language."""

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """The value must be one of the choices."""
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Choose one of the options shown.")) from None


class ChoicesField(SelectMultipleField):
    """Several of the choices set by the view."""

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401
        """Each value must be one of the choices."""
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Choose among the options shown.")) from None


class Counted:
    """Marks a text's limit, so that the page counts along; the field's own reading enforces it."""

    def __init__(self, longest: int) -> None:
        self.field_flags: Mapping[str, int] = {"maxlength": longest}

    def __call__(self, form: object, field: object) -> None:
        """Nothing is left to check."""


class LineField(StringField):
    """A short text; `data` is in normal form, empty when nothing was typed."""

    def __init__(self, label: Any, longest: int, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(label, **kwargs)
        self.longest = longest

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        self.data = _read(one_line, valuelist, self.longest)

    def _value(self) -> str:
        return _typed(self)


class ParagraphsField(TextAreaField):
    """A longer text of up to `longest` characters, counted on the page."""

    def __init__(self, label: Any, longest: int, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(label, validators=[Counted(longest)], **kwargs)
        self.longest = longest

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it."""
        self.data = _read(paragraphs, valuelist, self.longest)

    def _value(self) -> str:
        return _typed(self)


class RadiosField(ChoiceField):
    """One of a few choices, all in view."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


def _read(reader: Callable[..., str], valuelist: list[str], longest: int) -> str:
    written = valuelist[0] if valuelist else ""
    try:
        return reader(written, longest=longest, required=False)
    except Invalid as refusal:
        raise ValueError(translate(refusal.text)) from None


def _typed(field: StringField) -> str:
    if field.raw_data:
        return str(field.raw_data[0])
    return "" if field.data is None else str(field.data)


REQUIRED = lazy_gettext("Please fill this in.")
"""The message for `InputRequired` and `DataRequired` where nothing better can be said."""


def query_int(name: str, default: int, low: int, high: int) -> int:
    """A whole number of the address (``?page=3``); answers 400 to anything else, with what is allowed."""
    written = request.args.get(name, "").strip()
    if not written:
        return default
    if (
        not (written.isascii() and written.isdigit() and len(written) <= PLAIN_INTEGER)
        or not low <= int(written) <= high
    ):
        raise BadRequest(
            _(
                "“%(name)s” in the address must be a whole number from %(low)s to %(high)s.",
                name=name,
                low=low,
                high=high,
            )
        )
    return int(written)


def query_choice(name: str, allowed: Any, default: str) -> str:  # noqa: ANN401 - any container of strings
    """One of the words the address may carry (``?sort=price``); answers 400 to anything else."""
    written = request.args.get(name, "").strip()
    if written and written not in allowed:
        raise BadRequest(_("“%(name)s” in the address has a value that this page does not know.", name=name))
    return written or default
