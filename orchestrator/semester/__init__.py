"""The student's job on top of the engine: a folder of syllabi becomes a semester."""
