"""Reads what it is sent and never answers."""

import sys

sys.stderr.write("waiting for a licence\n")
sys.stderr.flush()
sys.stdin.read()
