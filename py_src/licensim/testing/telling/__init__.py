"""The reports of a session: its log in words, its trace, and the findings of strictness.

They read, and change nothing.
"""
