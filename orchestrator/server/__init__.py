"""The orchestrator as an MCP server: goals of a student, plans of a model, and the runs that both start."""
