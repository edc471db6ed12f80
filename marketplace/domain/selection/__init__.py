"""How a winner is chosen: pure methods that anyone can run again at home.

Words: a *method* is one lawful way to choose (one file in ``methods/``); a *candidate* is a provider whose bid takes
part; a *step* is what a method asks for next (collect, score, draw, choose) or its answer (a ranking); the *journal*
holds what people answered; the *seed* is the chance that the sealed bids themselves brought; the *evidence* is one
document from which the whole selection can be computed again.

The package never reads a clock, a database, a file of the platform or the machine's chance, never imports anything
but the standard library and itself, and never uses binary fractions: money is integer fen, other figures are exact
fractions rounded half up where a method says so. The public verifier is these sources in one file.
"""
