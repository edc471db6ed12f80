"""One package per procurement noun, in the order in which a purchase flows. No Flask, no vendor.

Each package: operations (verbs), queries (reads), models, rules (pure), states, events, errors, ports, facts.
"""
