"""The restriction check (公平竞争审查): which sentences of a tender shut somebody out without a law that says so.

Words: a *rule* is a forbidden condition with its citations; a *frame* describes how such a condition is worded; a
*guard* takes out what only sounds like one (waived, quoted from the law, the subject of the service); a *finding* is a
rule, the very words it is about and what to write instead. Pure and offline: it never decides who may bid, and it
looks nothing up. What a finding does to a tender is decided by `tenders`.
"""
