"""Files people hand in, and tables they import.

A file is checked and stored before the transaction that makes it a `Document`; its name is kept as data and never used
as a path. Its owner may read it, the one party it was shared with, regulators, every department where it
is handed in for them, and everyone once it is public. A sealed bid is not a document until it is opened.
"""
