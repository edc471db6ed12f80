"""Keys: what their holder does next."""

from marketplace.blueprints.web.standing import NO_DATE, Duties, Duty, Standing, stand
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.states import OPENER, OpenerState
from marketplace.kernel.i18n import mark

S = OpenerState

OPENERS: Duties = {
    S.UNPROVED: Duty(
        mark("Show that you can use the key. Until then no tender names it."),
        mark("The holder of the key"),
        "opener:prove",
        NO_DATE,
    ),
    S.PROVED: Duty(
        mark("Keep the key file, the passphrase and the printed code apart from each other; come to the openings."),
        mark("The holder of the key"),
        "opener:retire",
        NO_DATE,
    ),
    S.RETIRED: Duty(
        mark("Keep the key file until every tender that names it is opened; then destroy it and the printed code."),
        mark("The holder of the key"),
    ),
}
ASKED = Duty(
    mark("The platform asked for the key again, because a tender that names it closes soon. Show that it is at hand."),
    mark("The holder of the key"),
    "opener:prove",
    mark("Before the deadline of the tender."),
)
"""While a challenge of a key that was shown before is not answered."""


def of_opener(opener: Opener) -> Standing:
    """What stands with a key."""
    duty = ASKED if opener.state is S.PROVED and not opener.has_answered else OPENERS[opener.state]
    return stand(OPENER, opener.state, duty, subject=opener)
