"""The one file that knows everybody: whose facts the policy reads, which job hears which event, what the clock starts."""

from typing import Any

from marketplace.domain.accounts import facts as account_facts
from marketplace.domain.accounts.models import User
from marketplace.domain.catalogue import models as catalogue_models
from marketplace.domain.organisations import facts as organisation_facts
from marketplace.domain.organisations.models import Organisation
from marketplace.kernel import clock, journal, outbox
from marketplace.policy.authority import FactsOf

FACTS_OF: FactsOf = {
    User: account_facts.of_user,
    Organisation: organisation_facts.of_organisation,
}

SUBSCRIPTIONS: dict[Any, tuple[str, ...]] = {}

TABLES_WITHOUT_FACTS = (catalogue_models, clock, journal, outbox)
"""Modules whose models the policy never asks about; named here so that the metadata is whole wherever it is needed."""
