"""What the department fills in after the draft. The domain checks every answer; the forms only say how it is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Form, FormField
from wtforms.validators import InputRequired

from marketplace.blueprints.web.fields import (
    REQUIRED,
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    MoneyField,
    ParagraphsField,
    RadiosField,
    RowsField,
    WholeField,
    choices,
)
from marketplace.blueprints.web.uploads import UploadForm
from marketplace.blueprints.web.words import DEFAULTS
from marketplace.blueprints.web.work import Workplace
from marketplace.domain.awards.states import Default
from marketplace.domain.contracts import rules as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.evaluation.rules import MOST_DEVIATION_PERCENT
from marketplace.domain.tenders.operations import MAX_REASON
from marketplace.kernel.i18n import mark
from marketplace.kernel.money import ZERO

BANK_REFERENCE_LENGTH = 64


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why something is returned, cancelled or rejected; `label` and `hint` say who will read it."""

    reason = ParagraphsField(_l("Reason"), longest=MAX_REASON)


class LapseForm(FlaskForm):  # type: ignore[misc]
    """Why nothing comes of an award."""

    default = RadiosField(_l("What happened"))
    reason = ParagraphsField(
        _l("Reason"),
        longest=MAX_REASON,
        description=_l("It is published with the tender, and the provider reads it: say what happened and when."),
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.default.choices = choices(DEFAULTS.items())

    def kind(self) -> Default:
        """What was chosen."""
        return Default(self.default.data)


class ImportForm(UploadForm):
    """A budget as a table."""

    department = ChoiceField(_l("Department"))
    file = FileField(
        _l("The table"),
        description=_l("CSV or Excel (.xlsx) with the columns fiscal_year, code, name and amount."),
        render_kw={"accept": ".csv,.xlsx"},
    )

    def __init__(self, departments: Sequence[Workplace], **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(**kwargs)
        self.department.choices = choices((place.ref, place.name) for place in departments)


class PublishForm(FlaskForm):  # type: ignore[misc]
    """Whose keys the bids are sealed to."""

    openers = ChoicesField(
        _l("Who opens the bids together"),
        description=_l(
            "Three people, of whom two are needed, or five, of whom three are needed; each of another organisation. "
            "Choose people who do not depend on each other; with none chosen the three suggested ones are named."
        ),
    )


class OpenerForm(FlaskForm):  # type: ignore[misc]
    """Who opens in whose place, and why."""

    leaving = ChoiceField(_l("Who no longer opens"), validate_choice=False)
    coming = ChoiceField(_l("Who opens in their place"), validate_choice=False)
    reason = ParagraphsField(
        _l("Why the opener is replaced"), longest=MAX_REASON, description=_l("It is published with the change.")
    )


class DeclarationForm(FlaskForm):  # type: ignore[misc]
    """An evaluator's word on interests."""

    has_conflict = RadiosField(_l("Does an interest bind you to one of these providers?"))
    reason = ParagraphsField(
        _l("What the interest is"),
        longest=MAX_REASON,
        description=_l(
            "Only if there is one: family, employment, shares, a dispute or anything else that could be meant."
        ),
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.reason.flags.optional = True
        self.has_conflict.choices = choices(
            (
                ("no", mark("No. I am free of any interest and will score by the published criteria alone.")),
                ("yes", mark("Yes. I will not evaluate this tender.")),
            )
        )


def score_form(criteria: Sequence[Mapping[str, Any]]) -> FlaskForm:
    """A score sheet: one whole number for each published criterion, under its code, and the reasons."""
    reason = ParagraphsField(
        _l("Reasons"),
        longest=MAX_REASON,
        description=_l("What in the proposal earns these points. The provider may ask for it."),
    )
    return type("ScoreForm", (FlaskForm,), {**_points(criteria), "reason": reason})()


def points_form(criteria: Sequence[Mapping[str, Any]], points: Mapping[str, int]) -> FlaskForm:
    """The points that one evaluator proposes to all; `points` stand in the fields to begin with."""
    reason = ParagraphsField(
        _l("Reasons"),
        longest=MAX_REASON,
        description=_l("What all of you found in the proposal. The provider reads it after the award."),
    )
    deviation = ParagraphsField(
        _l("Why they are far from the mean"),
        longest=MAX_REASON,
        description=_l(
            "Only where agreed points lie more than %(percent)s percent of the most points away from the mean.",
            percent=MOST_DEVIATION_PERCENT,
        ),
    )
    fields = {**_points(criteria), "reason": reason, "deviation": deviation}
    form = type("PointsForm", (FlaskForm,), fields)(data=points)
    form.deviation.flags.optional = True
    return form


def _points(criteria: Sequence[Mapping[str, Any]]) -> Mapping[str, WholeField]:
    return {
        criterion["code"]: WholeField(
            criterion["label"],
            validators=[InputRequired(REQUIRED)],
            description=_l(
                "0 to %(most)s points; counts %(weight)s percent.",
                most=criterion["max_points"],
                weight=criterion["weight"],
            ),
        )
        for criterion in criteria
    }


class PartForm(Form):
    """One row of the milestones; an empty row is none."""

    title = LineField(_l("What is delivered"), longest=contracts.MAX_TITLE)
    amount = MoneyField(_l("Amount"))
    days = WholeField(_l("Working days"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into the row."""
        return not (self.title.data or self.amount.data or self.days.data)


class MilestonesForm(FlaskForm):  # type: ignore[misc]
    """How the awarded price is split."""

    milestones = RowsField(FormField(PartForm), _l("Milestones"), min_entries=contracts.MAX_MILESTONES)

    @property
    def rows_in_use(self) -> int:
        """How many rows hold something."""
        return max((number for number, row in enumerate(self.milestones, 1) if not row.form.is_blank), default=0)

    def parts(self) -> list[Part]:
        """The milestones as typed."""
        rows = (row.form for row in self.milestones if not row.form.is_blank)
        return [Part(row.title.data or "", row.amount.data or ZERO, row.days.data or 0) for row in rows]


class VoucherForm(FlaskForm):  # type: ignore[misc]
    """The bank's voucher."""

    bank_reference = LineField(
        _l("Bank reference"),
        longest=BANK_REFERENCE_LENGTH,
        description=_l("As printed on the voucher; each counts once."),
    )
    value_date = DayField(_l("Value date"), validators=[InputRequired(REQUIRED)])
    amount = MoneyField(
        _l("Amount on the voucher"),
        validators=[InputRequired(REQUIRED)],
        description=_l("Typed from the voucher, so that a slip shows."),
    )
