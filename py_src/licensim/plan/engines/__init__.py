"""Engines: what runs the statements, and reads the files. Each needs its own extra."""
