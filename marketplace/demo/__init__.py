"""The demonstration: an invented province and half a year of its market, built through the operations alone.

Every instant and every random byte of the story is fixed, so each load writes the same rows. What differs: password
hashes and encrypted second factors, storage keys, and the hashes of sealed envelopes and of identity numbers where the
instance's keys differ.
It never runs on a live instance and never adds to data that are there already.
"""
