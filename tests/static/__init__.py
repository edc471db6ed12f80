"""First-party script modules, run in a real browser."""
