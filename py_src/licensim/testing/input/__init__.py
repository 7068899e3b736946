"""What a test gives the kit: codes, places, instants, options and licenses, checked before anybody acts.

Each mistake is a KitError that says what was expected.
"""
