"""The settings of a method that a drafter fills in, whatever the methods are: each brings its own fields."""

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field as FormField

from marketplace.blueprints.web.asked import YES_NO
from marketplace.blueprints.web.fields import RadiosField, WholeField, choices
from marketplace.blueprints.web.filters import translate
from marketplace.domain.selection.fields import Field
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders import method_settings, notice
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.i18n import from_json


class MethodSettingsMixin(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """For a form with `method`: the fields of every method are there, and those of the chosen one count."""

    def process(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Add the fields before anything is read into them."""
        for code, method in METHODS.items():
            for field in method_settings.settable(method) if notice.can_be_offered(method) else ():
                name = method_settings.setting_key(code, field.name)
                self._fields[name] = _field(field).bind(form=self, name=name, prefix=self._prefix)
        super().process(*args, **kwargs)

    @property
    def settings_by_method(self) -> list[tuple[str, str, list[FormField]]]:
        """Code, name and fields of every method on the page that has any."""
        found = []
        for choice in self["method"].choices:
            names = [
                method_settings.setting_key(choice.value, each.name)
                for each in method_settings.settable(METHODS[choice.value])
            ]
            if names:
                found.append((str(choice.value), str(choice.label), [self[name] for name in names]))
        return found

    def method_settings(self) -> tuple[tuple[str, int | str], ...]:
        """What was set of the chosen method; what was left empty keeps its default."""
        code = self["method"].data
        if code not in METHODS or not notice.can_be_offered(METHODS[code]):
            return ()
        method = METHODS[code]
        given = {
            each.name: self[method_settings.setting_key(code, each.name)].data
            for each in method_settings.settable(method)
        }
        used = method_settings.in_use(method, {name: value for name, value in given.items() if value is not None})
        return tuple(sorted(used.items()))


def settings_of(tender: Tender) -> dict[str, Any]:
    """What a tender has set, as the form shows it."""
    return {method_settings.setting_key(tender.method, name): value for name, value in tender.method_settings.items()}


def _field(field: Field) -> Any:  # noqa: ANN401 - WTForms' unbound field
    label = translate(from_json(dict(field.description)))
    if field.kind == "choice":
        named = choices((each, YES_NO.get(each, each)) for each in field.choices)
        return RadiosField(label, choices=named, default=str(field.default))
    default = None if field.default is None else str(field.default)
    return WholeField(label, description=_bounds(field), default=default)


def _bounds(field: Field) -> str:
    if field.maximum is None:
        return str(_("At least %(least)s.", least=field.minimum or 0))
    return str(_("From %(least)s to %(most)s.", least=field.minimum or 0, most=field.maximum))
