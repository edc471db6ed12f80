"""A marketplace for intermediary services: floors first, rooms by domain, in the order in which a purchase flows."""
