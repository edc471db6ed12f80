"""Sources of public randomness."""
