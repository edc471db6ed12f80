"""Names as they stand in an address."""
