"""Short-lists: a search of providers of one service, locked as evidence for a direct choice.

A short-list says what was searched, what was found, in which order and why, and by which index; nobody changes it
afterwards. It stands before the tenders, which rest on it, so it is told what the search found and searches nothing
itself. It never holds what is not public, and never narrows by a provider's place, owner or size.
"""
