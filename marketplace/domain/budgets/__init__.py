"""A department's budget lines per fiscal year: reserved at publication, committed at award, spent at payment.

A service that a department commissions is paid in full out of its own budget (优化营商环境条例 Art 43(3)).
At no time do
reservations, commitments and spending together exceed the line (invariant I4); the database refuses it too.
"""
