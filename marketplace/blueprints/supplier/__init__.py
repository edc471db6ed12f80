"""The agency's room: registering, its own profile, sealed bids, contracts, deliverables, payments, ratings."""
