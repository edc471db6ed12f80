"""What a notice says of how the evaluators' points count."""

from collections.abc import Mapping

from marketplace.domain.tenders.states import Scoring
from marketplace.kernel.i18n import Text, mark

SCORINGS: Mapping[Scoring, tuple[Text, Text]] = {
    Scoring.MEANS: (
        mark("The mean of the evaluators' points"),
        mark("Each evaluator scores alone; the mean counts. The whole bids are opened at once."),
    ),
    Scoring.CONSENSUS: (
        mark("Points the evaluators agree on"),
        mark("Each scores alone first; then all agree on the points of every bid. Whole bids are opened at once."),
    ),
    Scoring.TWO_ENVELOPES: (
        mark("Two envelopes: points the evaluators agree on before the prices are opened"),
        mark("The technical parts are opened first. Nobody can read a price until the evaluators have agreed."),
    ),
}
"""(name, what it means)."""
