"""Where holidays come from."""
