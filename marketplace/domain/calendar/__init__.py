"""Working days: when a legal period ends. One zone, one closing hour, one table of exceptions.

Days are counted as 民法典 Art 200-203 say: the day on which something happens is not counted, a last day on a holiday
rolls to the next working day, and a period ends at 24:00 of its last day or at the close of business. The in-lieu days
are announced by the State Council each year; a year without them is *provisional*, and it can be asked whether a
period touches one. Nothing here moves a deadline that was stored: whoever stored it decides.
"""
