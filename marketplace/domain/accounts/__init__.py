"""People who sign in: account, session on the server, failed attempts. Never what they may do (that is a membership)."""
