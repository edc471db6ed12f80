"""What the department fills in about rounds."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from marketplace.blueprints.web.fields import REQUIRED, BeijingTimeField, ParagraphsField
from marketplace.domain.tenders.operations import MAX_REASON


class RoundTimeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """When a round begins."""

    opens_at = BeijingTimeField(_l("Begins at (Beijing time)"), validators=[InputRequired(REQUIRED)])

    @property
    def moment(self) -> datetime:
        """The instant, in UTC."""
        found: datetime = self.opens_at.data
        return found


class RoundForm(RoundTimeForm):
    """When it begins instead, and why."""

    reason = ParagraphsField(_l("Reason"), longest=MAX_REASON)
