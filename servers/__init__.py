"""Three MCP servers that know nothing of each other: syllabus, calendar, reminders."""
