"""Objections (异议) to the result of a selection, while its notice stands, and the department's answers.

Whoever bid, or offers the service, objects with facts and a request (招标投标法实施条例 Art 54). Until the department
has answered, no contract is signed (`tenders.holds`). The department and regulators know who objects; the public reads
that somebody did, and the answer. An objection upheld takes the award away: the published rank is followed only where
the method gives the same one without that bid.
"""
