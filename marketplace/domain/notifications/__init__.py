"""Telling people: a notice in their account, a mail in their language. No deadline depends on it."""
