"""What everybody may read without an account: tenders and how they went, providers, services, awards, help."""
