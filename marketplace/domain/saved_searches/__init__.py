"""Saved searches: what a person looks for again and again, under a name of theirs; nobody else reads them.

It keeps what was asked and searches nothing itself: whoever searches says what is new. It never asks why.
"""
