"""Telling people: a notice in their account and a mail in their language. Never a decision, never a deadline's only bearer."""
