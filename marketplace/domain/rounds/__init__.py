"""Steps that a selection asks people for after the opening: timed rounds, their journal, and what comes next."""
