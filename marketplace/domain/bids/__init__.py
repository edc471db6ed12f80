"""Sealed bids: drafted, submitted, replaced and withdrawn until the deadline, opened together after it.

Nobody reads a price or a proposal before the opening, through any page, log or dump (invariant I3): the database holds
ciphertext, the key lives outside it. An acknowledged bid is never lost (I1), none is taken late (I2).
"""
