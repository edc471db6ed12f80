"""Selection, award notice and publicity period: who won, why, and the evidence from which anyone can compute it again.

At most one standing award per tender (invariant I5). The notice stands for the publicity period before a contract may
be signed. Where the winner drops out, the next in the published rank may be awarded (招标投标法实施条例 Art 55).
"""
