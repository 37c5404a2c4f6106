"""What the servers' tools take and give. A server imports only its own part; the orchestrator may import all of it."""
