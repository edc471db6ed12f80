"""A person's own account: registering, signing in, the second factor, sessions, notices."""
