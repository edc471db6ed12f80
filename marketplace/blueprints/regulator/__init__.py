"""The regulator's room: everything there is, to read; and the complaints desk, where they act."""
