"""Who publishes randomness for the draws."""
