"""The log as programs read it is written by the small market."""

from tests.blueprints.markets import database_url, market

__all__ = ["database_url", "market"]
