"""Purchases carried on at random by everybody at once, against what must hold at all times."""
