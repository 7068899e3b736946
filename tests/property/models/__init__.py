"""Brute-force models of the license rules, written from SPEC alone.

Nothing here is fast: every question is answered by reading the whole list of records again.
Nothing here imports the core, so that a mistake has to be made twice to stay unseen.
"""
