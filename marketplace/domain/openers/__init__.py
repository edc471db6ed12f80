"""Openers: people of different organisations who hold the keys of sealed bids, and the panels that tenders name.

A bid is sealed to the panel of its tender, and only `needed` of its openers together open it (2 of 3, or 3 of 5). The
private half of a key never reaches the platform; it knows the public half and has seen that its owner can use it.
"""
