"""Tenders: drafted from a catalogue item, approved by a second person, published with a lawful window.

A department may tender only what it commissions itself (优化营商环境条例 Art 43); the deadline is a rule that
reads the clock, not the work of a job.
"""
