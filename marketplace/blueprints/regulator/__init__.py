"""The regulator's room: everything there is, to read and never to change."""
