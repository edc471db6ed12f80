"""What an approver changes of a published notice."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from marketplace.blueprints.buyer import conditions
from marketplace.blueprints.buyer.conditions import ConditionsMixin
from marketplace.blueprints.web.fields import REQUIRED, ParagraphsField, WholeField
from marketplace.blueprints.web.requirements import in_lines
from marketplace.blueprints.web.submit import say_on_form
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.regimes.rules import Routing
from marketplace.domain.tenders import rules as tenders
from marketplace.domain.tenders.operations import MAX_REASON, Amendment, stated_reason
from marketplace.domain.tenders.rules import Terms
from marketplace.kernel.errors import Invalid


class AmendForm(ConditionsMixin, FlaskForm):  # type: ignore[misc]
    """What a corrigendum may change, and why. `version` is what the approver had on the screen."""

    description = ParagraphsField(_l("Description of the service"), longest=tenders.MAX_TEXT)
    requirements = ParagraphsField(_l("Requirements"), longest=tenders.MAX_TEXT)
    service_days = WholeField(
        _l("Time for the service"),
        validators=[InputRequired(REQUIRED)],
        description=_l("Working days from the contract to the deliverable."),
    )
    conditions = conditions.rows()
    asks_again = BooleanField(
        _l("Bids that are there count only when their providers confirm them or send others"),
        description=_l(
            "Tick it where the change bears on prices or proposals. Providers that lack what is now asked for must do "
            "so in any case."
        ),
    )
    reason = ParagraphsField(
        _l("Why the notice is changed"), longest=MAX_REASON, description=_l("It is published with the change.")
    )
    version = HiddenField()

    def __init__(self, before: Terms, item: ServiceItem, routing: Routing, **kwargs: Any) -> None:  # noqa: ANN401
        names = ("description", "requirements", "service_days")
        data = {name: getattr(before, name) for name in names}
        super().__init__(data=data | {"conditions": conditions.values_of(before.conditions)}, **kwargs)
        self._before, self._item, self._routing = before, item, routing
        self.requirements.flags.optional = True

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 - WTForms' signature
        """Say at once what cannot be read and what the rules find, so that only a sound change is previewed."""
        super().validate(**kwargs)
        after = self.amendment().applied_to(self._before)
        found = self.place_faults(tenders.faults(after, self._item, self._routing))
        found = {name: text for name, text in found.items() if name in self._fields}
        found = {name: text for name, text in found.items() if not self[name].errors}
        if found:
            say_on_form(self, Invalid(fields=found))
        try:
            stated_reason(self.reason.data or "")
        except Invalid as refusal:
            say_on_form(self, refusal)
        return not self.errors

    def amendment(self) -> Amendment:
        """The change as typed."""
        return Amendment(
            self.description.data or "", self.requirements.data or "", self.service_days.data or 0, self.asked()
        )

    def changes(self) -> list[tuple[str, str, str]]:
        """What differs, as (name of the field, before, after)."""
        pairs = (
            (self.description, self._before.description, self.description.data),
            (self.requirements, self._before.requirements, self.requirements.data),
            (self.conditions, in_lines(self._before.conditions), in_lines(self.asked())),
            (self.service_days, self._before.service_days, self.service_days.data),
        )
        return [(field.label.text, str(before), str(after)) for field, before, after in pairs if before != after]
