"""Is no MCP server at all: prints a greeting and waits."""

import sys

print("Usage: only_junk [OPTIONS]", flush=True)  # noqa: T201 - this is its fault
sys.stdin.read()
