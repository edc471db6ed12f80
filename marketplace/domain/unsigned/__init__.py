"""Between an award and its signed contract, when things do not go straight.

The winner refuses or cannot perform; a signature does not come; the department cancels. The department then awards to
the next in the published rank or lets the tender fail (招标投标法实施条例 Art 55, 政府采购法实施条例 Art 49).
The selection and its evidence stay as they are; every award that ended stays in the public story. It never touches a
signed contract.
"""
