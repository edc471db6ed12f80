"""The inbox's tests play on the stage."""

from tests.blueprints.rooms import clock, database_url, enter, market, sealing_key, stage

__all__ = ["clock", "database_url", "enter", "market", "sealing_key", "stage"]
