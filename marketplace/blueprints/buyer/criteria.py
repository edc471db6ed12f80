"""The criteria of a tender that is decided on merit, as rows of a form."""

from flask_babel import lazy_gettext as _l
from wtforms import Form

from marketplace.blueprints.web.fields import LineField, WholeField
from marketplace.domain.tenders import rules

USUAL_POINTS = "100"
"""What a criterion earns at most unless the drafter writes another number; as the form shows it."""


class CriterionForm(Form):
    """One row of the criteria; a row without a name and a weight is no criterion."""

    label = LineField(_l("Criterion"), longest=rules.MAX_TITLE)
    weight = WholeField(_l("Weight in percent"))
    max_points = WholeField(_l("Most points"), default=USUAL_POINTS)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written into the row."""
        return not self.label.data and self.weight.data is None
