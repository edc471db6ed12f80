"""News of overrides of the restriction check: to whoever reviews them, and back to the department."""

from collections.abc import Sequence

from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.tenders.events import OverrideGiven, OverrideObjected
from marketplace.domain.tenders.states import OverrideState
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    News(
        "override_given",
        OverrideGiven,
        to.every_regulator,
        Topic.COMPLAINTS,
        mark("An override of the restriction check to review"),
        mark(
            "A legal officer stands for a condition in the tender %(tender)s that the restriction check blocks. "
            "Read the law that is cited, and confirm the override or object to it."
        ),
        "/regulator/restrictions/%(override)s",
        if_still=lambda scene: scene.override.state is OverrideState.GIVEN,
    ),
    News(
        "override_objected",
        OverrideObjected,
        to.together(to.drafters, to.approvers, to.legal_officers),
        Topic.PURCHASING,
        mark("The regulator objects to an override"),
        mark(
            "The regulator objects to an override of the restriction check in the tender %(tender)s. "
            "Read the reasons and mend the notice."
        ),
        "/buyer/tenders/%(tender)s",
    ),
)
