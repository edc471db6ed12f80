"""Payments: the department pays the accepted milestone out of the budget line of its tender, and nobody else ever does.

Two officers settle each one (four eyes): one records the bank's reference, another confirms it. What is committed
becomes spent in the same transaction; a bank reference is used once.
"""
