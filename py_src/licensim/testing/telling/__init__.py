"""What is told of a session: its log in words, its trace, and what strictness finds.

It looks, and changes nothing.
"""
