"""Merit selections: evaluators declare that they have no interest, then score each bid on the published criteria alone.

Criteria that the notice does not name may not be used (招标投标法实施条例 Art 49); a regulator never evaluates (46).
"""
