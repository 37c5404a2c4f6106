"""The reminders server: what to remember and when, in SQLite."""
