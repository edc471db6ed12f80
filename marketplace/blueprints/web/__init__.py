"""The web floor: sessions, guards, languages, errors and forms, the same for every audience."""
