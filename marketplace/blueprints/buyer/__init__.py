"""The department's room: budgets, drafts, approval, opening, evaluation, awards, contracts, payments, ratings."""
