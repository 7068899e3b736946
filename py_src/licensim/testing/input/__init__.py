"""The values that a test gives the kit: codes, places, instants, options, licenses; checked before any use.

Each mistake is a KitError that says what was expected.
"""
