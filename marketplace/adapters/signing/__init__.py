"""Whoever signs what the log says."""
