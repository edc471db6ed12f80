"""What the department fills in about a contract in force. The domain checks every answer."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from marketplace.blueprints.web.fields import (
    REQUIRED,
    ChoiceField,
    LineField,
    MoneyField,
    ParagraphsField,
    RadiosField,
    WholeField,
    choices,
)
from marketplace.blueprints.web.filters import money
from marketplace.domain.contracts import rules
from marketplace.domain.contracts.models import Milestone
from marketplace.domain.contracts.rules import Supplement
from marketplace.domain.contracts.states import EndGround
from marketplace.domain.tenders.operations import MAX_REASON
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import ZERO

PUBLISHED = _l("It is published with the contract.")


class SupplementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Another price for a part that is not accepted yet, or one more part."""

    milestone = ChoiceField(_l("Which part"))
    amount = MoneyField(_l("What it costs from then on"), validators=[InputRequired(REQUIRED)])
    title = LineField(_l("What a new part delivers"), longest=rules.MAX_TITLE, description=_l("Only for a new part."))
    days = WholeField(
        _l("Working days for a new part"), description=_l("Counted from the provider's signature. Only for a new part.")
    )
    reason = ParagraphsField(_l("Reason"), longest=MAX_REASON, description=PUBLISHED)

    def __init__(self, parts: Sequence[Milestone], **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(**kwargs)
        self.milestone.choices = choices(
            [(part.ref, f"{part.number}. {part.title} ({money(part.amount)})") for part in parts],
            empty=_("A new part"),
        )
        self.title.flags.optional = self.days.flags.optional = True

    def asked(self) -> Supplement:
        """The supplement as typed."""
        return Supplement(
            self.milestone.data or "", self.title.data or "", self.amount.data or ZERO, self.days.data or 0
        )


class EndForm(FlaskForm):  # type: ignore[misc]
    """Why the contract ends."""

    ground = RadiosField(_l("On what ground"))
    reason = ParagraphsField(_l("Reason"), longest=MAX_REASON, description=PUBLISHED)

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.ground.choices = choices(
            (
                (EndGround.AGREEMENT, mark("By agreement: the provider is asked and must agree")),
                (EndGround.DELAY, mark("The provider did not deliver by the last date that was set")),
                (EndGround.PURPOSE_GONE, mark("What the contract was for is gone")),
            )
        )


class DemandForm(FlaskForm):  # type: ignore[misc]
    """A last date."""

    days = WholeField(_l("Working days from today"), validators=[InputRequired(REQUIRED)])
    reason = ParagraphsField(_l("Reason"), longest=MAX_REASON, description=PUBLISHED)


class PartialForm(FlaskForm):  # type: ignore[misc]
    """How much is accepted, and by when the rest is due."""

    amount = MoneyField(_l("Amount that is accepted"), validators=[InputRequired(REQUIRED)])
    days = WholeField(_l("Working days for the rest"), validators=[InputRequired(REQUIRED)])
    reason = ParagraphsField(
        _l("Reason"), longest=MAX_REASON, description=_l("Say what is missing. It is published with the contract.")
    )
