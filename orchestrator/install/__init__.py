"""Getting into MCP hosts: their configuration files, one entry added or taken out, everything else kept as it is."""
