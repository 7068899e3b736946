"""Plan: which license, and how much of it, from logs of production.

SQL counts what the options count, in rows of production. Each constant comes from `rules`, and the tests
compare each figure with `replay`. Nothing here decides a use.
"""
