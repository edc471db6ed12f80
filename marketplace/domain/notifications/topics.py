"""What a person can choose to get mails about. Mails about an account's safety always go."""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.kernel.i18n import Text, mark


class Topic(StrEnum):
    """A group of news."""

    REGISTRATION = "registration"
    BIDDING = "bidding"
    PURCHASING = "purchasing"
    OPENINGS = "openings"
    CONTRACTS = "contracts"
    PAYMENTS = "payments"
    RATINGS = "ratings"
    COMPLAINTS = "complaints"
    SEARCHES = "searches"


LABELS: Mapping[Topic, Text] = {
    Topic.REGISTRATION: mark("Registrations of providers"),
    Topic.BIDDING: mark("Tenders you bid in: changes, deadlines, openings and results"),
    Topic.PURCHASING: mark("Tenders of your department: approvals, openings and awards"),
    Topic.OPENINGS: mark("Openings of bids that are sealed to your key"),
    Topic.CONTRACTS: mark("Contracts and deliverables"),
    Topic.PAYMENTS: mark("Payments"),
    Topic.RATINGS: mark("Ratings and replies"),
    Topic.COMPLAINTS: mark("Complaints and reviews: cases to check, questions of the regulator and decisions"),
    Topic.SEARCHES: mark("What is new in the searches you saved"),
}
"""What each is called where a person chooses."""
