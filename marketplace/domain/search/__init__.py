"""Full-text search over published tenders and active providers, behind a port; the index is always rebuildable.

Nothing that is not public ever enters an index: the documents are built from what a visitor may see.
"""
