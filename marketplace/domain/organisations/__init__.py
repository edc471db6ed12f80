"""Agencies, departments, the regulator and the operator, and who sits in them with which role.

An agency enters by registering; the check is formal and passes by itself when its time is over. Region, capital,
turnover, age and fees are never asked (优化营商环境条例 Art 43).
"""
