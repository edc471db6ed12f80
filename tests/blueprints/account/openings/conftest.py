"""Openers are people of the stage, each with a real browser."""

from tests.blueprints.rooms import clock, database_url, enter, market, sealing_key, stage
from tests.blueprints.screens import address, bodies, chromium, come_back, visit

__all__ = [
    "address",
    "bodies",
    "chromium",
    "clock",
    "come_back",
    "database_url",
    "enter",
    "market",
    "sealing_key",
    "stage",
    "visit",
]
