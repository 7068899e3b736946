"""What was bought: items, products, and the versions of the rules as data.

How JSON becomes that: `documents`.
"""
