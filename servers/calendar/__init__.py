"""The calendar server: events with recurrence in SQLite, RFC 5545 in and out."""
