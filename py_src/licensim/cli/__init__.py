"""The command line: a file for each command, and what they share (`files`).

A command reads, calls and prints; other folders do the work.
"""
