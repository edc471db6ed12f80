"""The ground floor: time, money, people, refusals, transactions and the journal. It knows nothing of procurement."""
