"""Selection, award notice and publicity period: who won, why, and the evidence from which anyone can compute it again.

At most one award per tender (invariant I5). The notice stands for the publicity period before a contract may be signed.
"""
