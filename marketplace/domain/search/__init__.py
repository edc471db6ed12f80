"""Full-text search over published tenders, active providers, awards, services and decisions, behind a port.

`finding` is where one asks, `documents` what may be found, `indexing` how an index follows the database. Nothing that
is not public ever enters an index, and an index is always rebuildable.
"""
