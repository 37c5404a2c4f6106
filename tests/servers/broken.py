"""Ends at its start."""

import sys

sys.exit("cannot read config.toml: no such file")
