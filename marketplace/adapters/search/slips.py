"""What one slip of the keyboard makes of a Latin word. Pure."""

from string import ascii_lowercase, digits

from marketplace.domain.search.analysis import FIRST_HAN

LETTERS = f"{ascii_lowercase}{digits}æðøþđħıłŋœ"
"""Latin letters as terms have them, which is without accents, and digits."""


def slips(word: str) -> set[str]:
    """Latin words with a character left out, put in, changed, or two neighbours swapped; never the word itself."""
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {before + after[1:] for before, after in parts if after}
    made |= {before + after[1] + after[0] + after[2:] for before, after in parts if len(after) > 1}
    made |= {before + letter + after[1:] for before, after in parts if after for letter in LETTERS}
    made |= {before + letter + after for before, after in parts for letter in LETTERS}
    return {one for one in made if one[:1] < FIRST_HAN} - {word, ""}
