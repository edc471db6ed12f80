"""The catalogue of intermediary service items: what an approval may ask for, on which legal basis, and who pays.

A service may be an approval condition only with a basis in a law, a regulation or a State Council decision
(优化营商环境条例 Art 43(1)); `mandatory` is computed from that and never stored.
"""
