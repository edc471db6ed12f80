"""Ratings: department and agency rate each other once a contract is over, and neither reads the other's before both.

A rating is *blind* until both are in or the time is over (`contract.rate_until`); from its `shown_at` it is public and
counts. What an agency says of a department is shown and never becomes a star. There is no default rating; below three
counted ratings the public figure says "insufficient data". The public rule is docs/ratings.md.
"""
