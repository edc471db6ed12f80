"""Which body of law a purchase falls under, and what the platform may do with it.

Never a judgement on the offer itself: only buyer, funds, item and amount decide. Tables per region and year come later.
"""
