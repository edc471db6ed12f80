"""HTTP, by audience. Thin: open a unit of work, call one operation or query, render or redirect."""
