"""What the house knows of people: named in a register, handed to its owner, forgotten when the account is closed.

A procurement file is kept for fifteen years and with it who acted in it; nothing else outlives an account. Never
anybody else's data, never a secret (password, second factor, what is sealed).
"""
