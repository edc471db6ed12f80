"""The operator's room: registrations to check, organisations and members, catalogue, calendar, jobs, the journal."""
