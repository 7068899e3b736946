"""Plan: which license, and how much of it, from logs of production.

SQL counts what the options count, from a year of rows; `rules` is where each constant comes from, and
`replay` is what each figure is tested against. Nothing here decides a use.
"""
