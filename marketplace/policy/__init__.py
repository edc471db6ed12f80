"""Who may do what. `policy.py` is the page; a regulator who cannot program should be able to audit it."""
