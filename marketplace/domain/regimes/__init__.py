"""Which body of law a purchase falls under, and what follows from it: the place, the methods, the periods.

Never a judgement on the offer itself: only funds, item, amount and what the same buyer bought of it decide. The figures
are the region's of the year, as the operator entered them; where none are entered, the named defaults of `rules`.
"""
