"""Ratings: the buyer rates each completed contract once on five dimensions; the agency may reply once.

There is no default rating; below three counted ratings the public figure says "insufficient data".
"""
