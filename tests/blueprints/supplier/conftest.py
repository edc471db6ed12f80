"""The room's tests play on the stage."""

from tests.blueprints.rooms import clock, database_url, enter, market, sealing_key, stage
from tests.blueprints.screens import address, bodies, come_back, visit

__all__ = [
    "address",
    "bodies",
    "clock",
    "come_back",
    "database_url",
    "enter",
    "market",
    "sealing_key",
    "stage",
    "visit",
]
