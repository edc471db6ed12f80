"""Fields for texts and whole numbers; what was typed is shown again, whatever was wrong with it."""

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.widgets import ListWidget, RadioInput

from marketplace.blueprints.web.fields import ChoiceField
from marketplace.blueprints.web.filters import translate
from marketplace.kernel.errors import Invalid
from marketplace.kernel.texts import one_line, paragraphs


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
