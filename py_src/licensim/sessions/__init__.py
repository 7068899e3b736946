"""Recorded sessions: read a trace, replay it, compare its cost under other licenses.

No rule is here: a session drives both halves of `rules` by the instants of its lines.
"""
