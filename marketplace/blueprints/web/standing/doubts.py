"""Doubts about opened bids, as the bidder and the department read them."""

from dataclasses import replace

from marketplace.blueprints.web.standing import Duties, Duty, Standing, stand
from marketplace.domain.bids.doubts import HEARD_IN
from marketplace.domain.bids.rules import DECIDE_WITHIN, EXPLAIN_WITHIN, REPLY_WITHIN
from marketplace.domain.bids.states import DOUBT, UNSETTLED, DoubtState, Ground
from marketplace.kernel.database import AnyRow
from marketplace.kernel.i18n import mark

D = DoubtState

MAY_OBJECT = Duty(mark("The selection waits no more for it. Whoever disagrees may object to the award or complain."))
DOUBTS: Duties = {
    D.ASKED: Duty(
        mark("Reply in writing to what speaks against the bid."),
        mark("The bidder"),
        "doubt:reply",
        mark("Within %(days)s working days of the opening (this market's rule).", days=REPLY_WITHIN),
        mark("Then the bid takes no part, and the selection goes on without it."),
    ),
    D.ANSWERED: Duty(
        mark("Read the reply and decide whether the bid takes part; say why."),
        mark("An approver of the department"),
        "doubt:decide",
        mark(
            "Within %(days)s working days of the reply (this market's rule; 财政部令第87号 Art 69 gives a department "
            "as much to make its choice known).",
            days=DECIDE_WITHIN,
        ),
        mark("Nothing is decided by that. The selection waits, and regulators see that the department is late."),
    ),
    D.ADMITTED: Duty(mark("The selection waits no more for it. The bid takes part like every other.")),
    D.EXCLUDED: MAY_OBJECT,
    D.SILENT: MAY_OBJECT,
}
EXPLAIN = replace(
    DOUBTS[D.ASKED],
    what=mark("Explain in writing how the work can be done at this price."),
    term=mark(
        "Within %(days)s working day "
        "(财政部令第87号 Art 60 says: within a reasonable time; the day is this market's rule).",
        days=EXPLAIN_WITHIN,
    ),
)
ENDED = Duty(mark("The tender has ended; nothing more is decided about this bid."))


def of_doubt(row: AnyRow) -> Standing:
    """A doubt as `bids.doubts.see` gives it; it is due first for the bidder, then for the department."""
    doubt = row.Doubt
    duty = DOUBTS[doubt.state]
    if doubt.state is D.ASKED and doubt.ground is Ground.LOW_PRICE:
        duty = EXPLAIN
    if doubt.state in UNSETTLED and row.tender_state not in HEARD_IN:
        return stand(DOUBT, doubt.state, ENDED, doubt)
    due = {D.ASKED: doubt.due_at, D.ANSWERED: doubt.decide_by}.get(doubt.state)
    return stand(DOUBT, doubt.state, duty, doubt, due)
