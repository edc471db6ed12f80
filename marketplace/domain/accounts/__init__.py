"""People who sign in: account, session on the server, failed attempts. What they may do is a membership."""
