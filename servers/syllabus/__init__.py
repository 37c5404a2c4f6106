"""Reads syllabi: documents in, courses with their dated work out, each with the line that it came from."""
