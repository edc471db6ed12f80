"""Who keeps the keys of sealed bids."""
