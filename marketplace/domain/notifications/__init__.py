"""Telling people: news in an inbox, a mail in their language. `news` is the table; no deadline depends on it."""
