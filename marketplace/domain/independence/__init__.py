"""Ties that could sway a bidder or a rating: between departments and agencies, and between agencies (红顶中介).

An agency that belongs to a department, is supervised or run by it, or shares its people, does no work that this
department's approvals ask for (优化营商环境条例 Art 43(2); 国办发〔2015〕31号). The register is public; a tie counts on
the days it is in force, whenever it was recorded.
"""
