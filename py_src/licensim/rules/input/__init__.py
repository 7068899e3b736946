"""Checks of values from outside: an invalid value gives all its faults, each with its place.

No license rule is here.
"""
