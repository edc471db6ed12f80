"""The operator sees what the log has not got."""

from marketplace.domain.log.rules import LATE
from marketplace.jobs.sequencing import sequence
from marketplace.providers import Providers
from tests.blueprints.rooms import Enter
from tests.clock import HandClock
from tests.domain.market import Market


def test_what_is_late_for_the_log_is_an_alarm(enter: Enter, house: Providers, market: Market, clock: HandClock) -> None:
    sequence(house)
    assert "not in the log" not in enter("operator").page("/admin/")
    market.published()
    assert "not in the log" not in enter("operator").page("/admin/"), "the minute is not over"
    clock.at += 2 * LATE
    assert "acts are not in the log." in enter("operator").page("/admin/")
