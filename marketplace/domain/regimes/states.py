"""The words of the regimes: which there are, whose money pays, and what lifts the law of bidding."""

from enum import StrEnum


class Regime(StrEnum):
    """The legal regimes of a purchase."""

    BELOW_THRESHOLD = "below_threshold"
    """Fiscal funds below the limits: made here."""
    GOV_PROCUREMENT = "gov_procurement"
    """政府采购: announced here, made elsewhere."""
    STATUTORY_BIDDING = "statutory_bidding"
    """依法必须招标: announced here, made elsewhere."""
    STATE_ENTERPRISE = "state_enterprise"
    """A state enterprise's own funds: made here."""
    PRIVATE = "private"
    """A private buyer's own funds: made here, voluntarily, under contract law."""


MADE_ELSEWHERE = frozenset({Regime.STATUTORY_BIDDING, Regime.GOV_PROCUREMENT})
"""The notice stands here; bids, selection and award are that law's own place's."""


class Funds(StrEnum):
    """Whose money pays."""

    FISCAL = "fiscal"
    STATE = "state"
    """A state enterprise's own."""
    PRIVATE = "private"


class Exemption(StrEnum):
    """Why a purchase does not wait for the usual procedure; stated by the drafter, agreed to by the approver."""

    DISASTER = "disaster"
    """A severe natural disaster or other force majeure."""
    ACCIDENT = "accident"
    """The urgent investigation of an accident."""
    SECURITY = "security"
    """State security. What is secret itself never stands in a notice."""
