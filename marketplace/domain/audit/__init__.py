"""Reading and verifying the journal. Nothing here writes: the journal is written by the unit of work alone."""
