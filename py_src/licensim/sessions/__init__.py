"""Recorded sessions: reading a trace, replaying it, comparing what it costs under other licenses.

No rule stands here: a session drives both halves of `rules` by the clock of its lines.
"""
