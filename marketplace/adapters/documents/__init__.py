"""Reading tables and telling what a file is."""
