"""`python -m orchestrator` is the command line."""

from orchestrator.cli import main

main(prog_name="syllabus-orchestrator")
