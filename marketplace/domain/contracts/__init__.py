"""Contracts, milestones, deliverables and acceptance.

A contract says what the tender and the bid said: object, price, quality, time (政府采购法实施条例 Art 57).
It is signed by both sides, delivered in milestones, and each deliverable is accepted or returned with reasons.
What was signed first is never overwritten; what is agreed later stands in records that are written once.
"""
