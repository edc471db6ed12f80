"""Complaints about monopoly (举报): what anyone reports of a tender, an organisation or a policy, and what comes of it.

The filer is whoever knows the tracking number and its code; there is no account behind it and nobody learns more than
the filer gave. A respondent is heard on the officer's question and never reads the filer's words. The public sees what
an officer publishes, nothing else.
"""
